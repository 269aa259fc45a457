import type { Json } from "@toolmark/schemas/normalized-event";
import type { z } from "zod";

import type { Crm } from "./crm.ts";

/** What a token or a login may be used for. */
export const scopes = [
  "contacts:read",
  "contacts:write",
  "contacts:delete",
  "users:read",
  "users:admin",
  "billing:refund",
  "mail:send",
] as const;
export type Scope = (typeof scopes)[number];

/** Who calls a tool, as far as the server knows. */
export interface Caller {
  /** The person on whose behalf the call is made. */
  id: string;
  name?: string;
  /** The agent that acts for the person. */
  agent?: string;
  scopes: readonly Scope[];
  /** What the client says about itself; nothing proves it. */
  client?: { name?: string | undefined; version?: string | undefined };
}

/** One tool of the CRM, independent of the SDK that serves it. */
export interface Tool<Input extends z.ZodObject = z.ZodObject> {
  name: string;
  title: string;
  description: string;
  input: Input;
  annotations: {
    readOnlyHint: boolean;
    destructiveHint?: boolean;
    idempotentHint?: boolean;
    openWorldHint?: boolean;
  };
  scope: Scope;
  /** Refuses what the records do not allow, before anyone is asked to approve it. */
  check?(crm: Crm, args: z.infer<Input>): void;
  run(
    crm: Crm,
    args: z.infer<Input>,
    context: { caller: Caller; signal: AbortSignal },
  ): Record<string, Json> | Promise<Record<string, Json>>;
}

/** Ties the type of a tool's arguments to its input schema. */
export function defineTool<Input extends z.ZodObject>(tool: Tool<Input>): Tool {
  return tool;
}

/** Hints of a tool that only reads. */
export const reads = { readOnlyHint: true, openWorldHint: false } as const;

/** Hints of a tool that changes records without losing any. */
export const writes = {
  readOnlyHint: false,
  destructiveHint: false,
  openWorldHint: false,
} as const;
