import { z } from "@hono/zod-openapi";
import { quarantineReasons } from "@toolmark/schemas/normalized-event";

import { Citation, completeness, count, instant, span } from "../profiles/answer-parts.ts";
import { missingStatuses } from "./find-missing.ts";

const sequence = z.int().nonnegative();
const NumberedCitation = z
  .strictObject({ event_id: z.string(), time: instant, sequence: sequence.optional() })
  .openapi("NumberedCitation");

const MissingRange = z
  .strictObject({
    from_sequence: sequence,
    to_sequence: sequence.openapi({ description: "included" }),
    count,
    status: z.enum(missingStatuses).openapi({
      description:
        "unexplained; told: the emitter said that it lost them; quarantined: held in quarantine instead",
    }),
    reason: z.string().optional().openapi({ description: "what the emitter said" }),
    told_by: z
      .array(z.string())
      .optional()
      .openapi({ description: "ids of the events that said so" }),
    quarantine_ids: z.array(z.string()).optional(),
    after: NumberedCitation.optional().openapi({
      description: "last event stored before the hole",
    }),
    before: NumberedCitation.optional().openapi({ description: "first event stored after it" }),
    at_start: z.boolean().openapi({
      description: "from the first number of the epoch: never received, or removed by retention",
    }),
    recent: z.boolean().openapi({
      description: "the event after it was recorded in the last minute: it may still come",
    }),
  })
  .openapi("MissingRange");

const Epoch = z
  .strictObject({
    epoch: z.string(),
    events: count,
    ...span,
    first_sequence: sequence.optional(),
    last_sequence: sequence.optional(),
    missing: z.array(MissingRange),
    missing_count: count,
    repeated: z
      .array(z.strictObject({ sequence, event_ids: z.array(z.string()) }))
      .openapi({ description: "numbers that more than one event carries, at most 100" }),
  })
  .openapi("EmitterEpoch");

const Emitter = z
  .strictObject({
    emitter: z.string(),
    events: count.openapi({ description: "in the range; 0: known from the week before only" }),
    last_seen: Citation,
    unnumbered: count.openapi({
      description: "events without a sequence number: nothing tells what is missing among them",
    }),
    epochs: z.array(Epoch),
    told: z
      .array(
        z.strictObject({
          event_id: z.string(),
          time: instant,
          epoch: z.string(),
          from_sequence: sequence,
          to_sequence: sequence,
          count,
          recovered: count.openapi({ description: "of these, numbers that arrived all the same" }),
          reason: z.string().optional(),
        }),
      )
      .openapi({ description: "losses that the emitter told of in the range" }),
    restarts: z.array(
      z.strictObject({
        epoch: z.string(),
        previous_epoch: z.string(),
        time: instant,
        first_event: z.string(),
        last_event_before: z.string(),
        clean: z.boolean().openapi({ description: "the run before said that it stopped" }),
      }),
    ),
    silences: z.array(
      z.strictObject({
        from: instant,
        to: instant.optional().openapi({ description: "absent: nothing came since" }),
        ms: count.optional().openapi({ description: "absent while nothing came since" }),
        after_event: z.string(),
        before_event: z.string().optional(),
      }),
    ),
    silence: z.strictObject({
      basis: z.enum(["heartbeat", "rhythm", "none"]).openapi({
        description:
          "heartbeat: it sends them; rhythm: 20 times its usual interval; none: too few events to judge",
      }),
      threshold_ms: z.number().optional(),
      usual_interval_ms: z.number().optional(),
    }),
    skewed: z
      .strictObject({
        count,
        min_ms: z.int().optional().openapi({ description: "least of recorded minus occurred" }),
        max_ms: z.int().optional(),
        event_ids: z.array(z.string()).openapi({ description: "oldest first, at most 100" }),
      })
      .openapi({
        description: "events whose own time is more than ten minutes from their arrival",
      }),
    late: z
      .strictObject({ count, event_ids: z.array(z.string()) })
      .openapi({ description: "ends of calls that came after their lease" }),
  })
  .openapi("EmitterGaps");

/** Answer of `GET /v1/gaps`. */
export const GapsAnswer = z
  .strictObject({
    summary: z.string().openapi({ description: "what is missing, in words" }),
    totals: z.strictObject({
      emitters: count,
      missing: count.openapi({ description: "unexplained numbers" }),
      told: count.openapi({
        description: "numbers that emitters said they lost and that did not come",
      }),
      quarantined: count.openapi({ description: "numbers held in quarantine instead" }),
      restarts: count,
      silences: count,
      skewed: count,
      late: count,
    }),
    emitters: z.array(Emitter),
    quarantine: z
      .strictObject({ total: count, by_reason: z.partialRecord(z.enum(quarantineReasons), count) })
      .optional()
      .openapi({ description: "records refused in the range; for holders of its permission" }),
    ...completeness,
  })
  .openapi("GapsAnswer");
export type GapsAnswer = z.infer<typeof GapsAnswer>;
export type EmitterGaps = z.infer<typeof Emitter>;
