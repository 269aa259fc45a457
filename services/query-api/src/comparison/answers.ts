import { z } from "@hono/zod-openapi";
import { facetIds } from "@toolmark/schemas/fields";

import { NormalizedQuery } from "../answers.ts";
import { completeness, count, instant, span } from "../profiles/answer-parts.ts";

const Side = z
  .strictObject({
    total: count,
    from: instant.optional(),
    to: instant.optional(),
    per_minute: z
      .number()
      .nullable()
      .openapi({ description: "events per minute; null where the range is open" }),
    ...z.strictObject(span).partial().shape,
    query: NormalizedQuery,
  })
  .openapi("ComparedSide");

const Difference = z
  .strictObject({
    value: z.string().nullable().openapi({ description: "null: events without the field" }),
    selection: count,
    baseline: count,
    selection_share: z.number(),
    baseline_share: z.number(),
    difference: z
      .number()
      .openapi({ description: "share in the selection minus share in the baseline" }),
    per_minute: z.number().nullable(),
    baseline_per_minute: z.number().nullable(),
    event_id: z.string().optional().openapi({
      description: "newest event with this value, in the selection where it has one",
    }),
  })
  .openapi("Difference");

/** Answer of `GET /v1/compare`. */
export const CompareAnswer = z
  .strictObject({
    selection: Side,
    baseline: Side,
    rate_ratio: z.number().nullable().openapi({
      description: "rate of the selection over that of the baseline; null where it has none",
    }),
    fields: z
      .array(
        z.strictObject({
          field: z.enum(facetIds),
          values: z
            .array(Difference)
            .openapi({ description: "largest difference first, at most 10" }),
        }),
      )
      .openapi({ description: "fields that differ, the one that differs most first" }),
    ...completeness,
  })
  .openapi("CompareAnswer");
export type CompareAnswer = z.infer<typeof CompareAnswer>;

const Step = z
  .strictObject({
    event_id: z.string(),
    call_id: z.string().optional(),
    time: instant.openapi({ description: "when it ended" }),
    began: instant,
    actor: z.string().optional(),
    agent: z.string().optional(),
    session: z.string().optional(),
    conversation: z.string().optional(),
    server: z.string().optional(),
    tool: z.string().optional(),
    effect: z.string().optional(),
    outcome: z.string().optional(),
    params_sha256: z.string().optional(),
    params_hmac: z.string().optional(),
    result_sha256: z.string().optional(),
  })
  .openapi("SequenceStep");

/** Answer of `GET /v1/sequences`. */
export const SequencesAnswer = z
  .strictObject({
    pairs: z
      .array(
        z.strictObject({
          key: z.string().openapi({ description: "the session, actor or conversation of both" }),
          first: Step,
          second: Step,
          gap_ms: count.openapi({
            description: "from the end of the first to the beginning of the other",
          }),
        }),
      )
      .openapi({ description: "oldest first, by the second event" }),
    total: count.openapi({ description: "number of pairs, also of those not listed" }),
    keys: count.openapi({ description: "number of sessions, actors or conversations with a pair" }),
    without_key: count.openapi({
      description: "matching events that name no session, actor or conversation",
    }),
    first: NormalizedQuery,
    second: NormalizedQuery,
    ...completeness,
  })
  .openapi("SequencesAnswer");
export type SequencesAnswer = z.infer<typeof SequencesAnswer>;
