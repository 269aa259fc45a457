import { z } from "@hono/zod-openapi";

const instant = z.iso.datetime().openapi({ type: "string", format: "date-time" });

/** Whose fact it first was, where it came with an import. */
const imported = z
  .strictObject({ by: z.string(), at: instant })
  .optional()
  .openapi({ description: "who imported it, and when; author and time are those of the original" });

/** An event as it was when it was pinned, in a line. */
export const PinSnapshot = z
  .strictObject({
    event_id: z.string().max(64),
    type: z.string().max(64),
    time: instant,
    summary: z.string().max(200),
    server: z.string().max(1024).optional(),
    sha256: z.string().max(64).openapi({ description: "seal of the event, base64url" }),
  })
  .openapi("PinSnapshot");
export type PinSnapshot = z.infer<typeof PinSnapshot>;

/** One pinned event of a case. */
export const CasePin = z
  .strictObject({
    event_id: z.string(),
    stored: z.boolean().openapi({
      description: "whether the event is among what the caller may see now",
    }),
    altered: z.literal(true).optional().openapi({
      description: "the stored event is not the one that was pinned: its seal differs",
    }),
    type: z.string().optional(),
    time: instant.optional(),
    summary: z.string().optional().openapi({ description: "the event in a line" }),
    note: z.string().optional(),
    pinned_at: instant,
    pinned_by: z.string(),
    imported,
  })
  .openapi("CasePin");
export type CasePin = z.infer<typeof CasePin>;

/** One note of a case. */
export const CaseNote = z
  .strictObject({ id: z.string(), text: z.string(), at: instant, by: z.string(), imported })
  .openapi("CaseNote");

/** One step of a case, as it is recorded in the trail. */
export const CaseStep = z
  .strictObject({
    event_id: z.string().openapi({ description: "the event of the trail that records it" }),
    type: z.string(),
    at: instant,
    by: z.string(),
    name: z.string().optional(),
    note: z.string().optional(),
    event_ids: z.array(z.string()).optional(),
    imported,
  })
  .openapi("CaseStep");

const head = {
  id: z.string(),
  name: z.string(),
  state: z.enum(["open", "closed"]),
  opened_at: instant,
  opened_by: z.string(),
  closed_at: instant.optional(),
  closed_by: z.string().optional(),
  closing_note: z.string().optional(),
};

/** One case with everything in it. */
export const CaseAnswer = z
  .strictObject({
    ...head,
    pins: z.array(CasePin).openapi({ description: "what is pinned now, oldest event first" }),
    notes: z.array(CaseNote).openapi({ description: "oldest first" }),
    history: z.array(CaseStep).openapi({ description: "every step, oldest first" }),
    complete: z.boolean().openapi({ description: "false: too long, and old steps are left out" }),
  })
  .openapi("Case");
export type CaseAnswer = z.infer<typeof CaseAnswer>;

/** Answer of `GET /v1/cases`. */
export const CasesAnswer = z
  .strictObject({
    cases: z
      .array(
        z.strictObject({
          ...head,
          pins: z.int(),
          notes: z.int(),
          changed_at: instant.openapi({ description: "time of the last step" }),
        }),
      )
      .openapi({ description: "changed last first" }),
    complete: z.boolean().openapi({
      description: "false: there are too many steps to read, and old cases are left out",
    }),
  })
  .openapi("Cases");
export type CasesAnswer = z.infer<typeof CasesAnswer>;
