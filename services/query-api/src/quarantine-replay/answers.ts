import { z } from "@hono/zod-openapi";
import { quarantineReasons } from "@toolmark/schemas/normalized-event";

import { count } from "../profiles/answer-parts.ts";

const reason = z
  .string()
  .trim()
  .min(1)
  .max(1024)
  .openapi({ description: "why it is replayed; recorded with it" });

/** Body of `POST /v1/quarantine/{id}/replay`. */
export const ReplayOneBody = z.strictObject({ reason }).openapi("ReplayOneBody");

/** Body of `POST /v1/quarantine/replay`. */
export const ReplayManyBody = z
  .strictObject({
    quarantine_reason: z
      .enum(quarantineReasons)
      .openapi({ description: "which entries: those that are there for this reason" }),
    reason,
    limit: z.int().min(1).max(1000).default(100).openapi({ description: "most entries at once" }),
    cursor: z.string().optional().openapi({ description: "`cursor` of the answer before" }),
  })
  .openapi("ReplayManyBody");

const expected = z.enum(["event", ...quarantineReasons]).openapi({
  description:
    "what is expected of the record now: an event, or quarantine again for this reason; the entry itself stays where it is",
});

/** Answer of `POST /v1/quarantine/{id}/replay`. */
export const ReplayOneAnswer = z
  .strictObject({
    id: z.string(),
    expected,
    recorded_as: z.string().openapi({ description: "event that records the replay" }),
  })
  .openapi("ReplayOneAnswer");
export type ReplayOneAnswer = z.infer<typeof ReplayOneAnswer>;

/** Answer of `POST /v1/quarantine/replay`. */
export const ReplayManyAnswer = z
  .strictObject({
    replayed: z.array(z.strictObject({ id: z.string(), expected })),
    skipped: z
      .array(z.strictObject({ id: z.string(), detail: z.string() }))
      .openapi({ description: "entries whose bytes are not held whole" }),
    total: count.openapi({ description: "entries that are there for this reason" }),
    recorded_as: z.string().openapi({ description: "event that records the replay" }),
    cursor: z
      .string()
      .optional()
      .openapi({ description: "where to go on; absent when all were replayed" }),
  })
  .openapi("ReplayManyAnswer");
export type ReplayManyAnswer = z.infer<typeof ReplayManyAnswer>;
