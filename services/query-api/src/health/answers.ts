import { z } from "@hono/zod-openapi";
import { quarantineReasons } from "@toolmark/schemas/normalized-event";

const count = z.int().nonnegative();
const milliseconds = z.number().nonnegative();
const instant = z.iso.datetime().openapi({ type: "string", format: "date-time" });

/** How far the ingesters are behind the log. */
export const LagFigures = z
  .strictObject({
    events: count.openapi({ description: "events that wait, over all partitions and tenants" }),
    seconds: z.number().nonnegative().optional().openapi({
      description:
        "age of the newest stored event of the caller's while any event waits, else 0; absent when none came in the last minutes",
    }),
  })
  .openapi("LagFigures");
export type LagFigures = z.infer<typeof LagFigures>;

/** How long events take from their emitter to the ingester. */
export const Freshness = z
  .strictObject({
    p50_ms: milliseconds,
    p99_ms: milliseconds,
    events: count.openapi({ description: "events that were looked at" }),
    window_ms: milliseconds.openapi({ description: "events that occurred in so long" }),
  })
  .openapi("Freshness", {
    description:
      "from the time an event says that it occurred to when the ingester recorded it, by both clocks: at most 200 events of each of the last minutes, without imported ones. Searchable they are with the commit that follows (embedded) or with the next refresh of the index, at most a second later (scaled). What has not arrived yet is not in it: lag and gaps tell that.",
  });
export type Freshness = z.infer<typeof Freshness>;

const EmitterHealth = z
  .strictObject({
    name: z.string(),
    last_seen: instant.openapi({ description: "when its newest event occurred" }),
    silent_since: instant.optional().openapi({
      description: "nothing came since, although it sends heartbeats or has a rhythm; see /v1/gaps",
    }),
  })
  .openapi("EmitterHealth");
export type EmitterHealth = z.infer<typeof EmitterHealth>;

/** Emitters of the last week. */
export const EmittersHealth = z
  .strictObject({
    known: count,
    silent: count,
    complete: z
      .boolean()
      .openapi({ description: "false: more emitters are known than are listed" }),
    emitters: z.array(EmitterHealth).openapi({ description: "silent ones first, longest first" }),
  })
  .openapi("EmittersHealth");
export type EmittersHealth = z.infer<typeof EmittersHealth>;

/** Parts of the health that are figures. */
export const healthParts = ["lag", "freshness", "emitters", "quarantine"] as const;
/** What health tells beside its checks. */
export const healthFigures = {
  quarantine: z
    .strictObject({
      total: count,
      by_reason: z.partialRecord(z.enum(quarantineReasons), count),
      oldest: instant.optional().openapi({ description: "when the oldest record was put there" }),
    })
    .optional()
    .openapi({ description: "of the caller's tenant, for those who hold a token" }),
  lag: LagFigures.optional(),
  freshness: Freshness.optional().openapi({ description: "absent: nothing came lately" }),
  emitters: EmittersHealth.optional(),
  unavailable: z
    .array(z.enum(healthParts))
    .optional()
    .openapi({ description: "figures that cannot be told now; the checks say why" }),
};
