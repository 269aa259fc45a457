import { z } from "zod";

/** What the stdio CRM is told by whoever starts it, as environment variables. */
export const StdioSettings = z.object({
  CRM_USER: z.string().min(1).describe("person who works at this machine"),
  CRM_APPROVER: z.string().min(1).describe("who may approve"),
  CRM_APPROVER_KEY: z.string().min(1).describe("the approver's public key, PEM"),
  CRM_INTAKE_URL: z.url().describe("where events go"),
  CRM_EMITTER_TOKEN: z.string().min(1).describe("token of the intake"),
});

/** The same, typed. */
export type StdioSettings = z.infer<typeof StdioSettings>;
