import { z } from "@hono/zod-openapi";
import type { Json } from "@toolmark/schemas/normalized-event";

// Described as any value: the generator of the document cannot follow the recursive type.
const json = (z.unknown() as unknown as z.ZodType<Json>).openapi({ description: "any JSON value" });
const instant = z.iso.datetime().openapi({ type: "string", format: "date-time" });
const label = z.enum(["observed", "inferred", "unknown"]).openapi({
  description:
    "observed: left by a change that came to be, or found by a later change or read; inferred: a change of unknown end may have left it, or may have come after it; unknown: it changed, or was taken out as a secret, and the value is not recorded",
});

const Witnessed = z
  .strictObject({
    event_id: z.string(),
    time: instant,
    value: json.optional(),
    gone: z.literal(true).optional(),
  })
  .openapi("Witnessed");

const StateField = z
  .strictObject({
    field: z.string().openapi({
      description:
        "name of a member; a JSON pointer (RFC 6901) for members of members; empty for a state that is no object",
    }),
    label,
    value: json.optional(),
    gone: z.literal(true).optional().openapi({ description: "the member was removed" }),
    redacted: z.literal(true).optional().openapi({ description: "taken out when recorded" }),
    event_id: z.string().openapi({ description: "where the value comes from" }),
    time: instant,
    source: z.enum(["after", "before", "read", "changed_fields"]),
    why: z.string().optional().openapi({ description: "why it is not observed" }),
    doubted_by: z.string().optional().openapi({ description: "event that brought the doubt" }),
    last_observed: Witnessed.optional().openapi({
      description: "the last value that was observed, where the one above was not",
    }),
  })
  .openapi("StateField");

/** Answer of `GET /v1/resources/state`. */
export const StateAnswer = z
  .strictObject({
    uri: z.string(),
    at: instant,
    asof: z.string(),
    events: z.int().openapi({ description: "events that the state was worked out from" }),
    since: instant.optional().openapi({ description: "time of the oldest of them" }),
    complete: z.boolean().openapi({
      description: "false: older events, members or conflicts than these are left out",
    }),
    existence: z.strictObject({
      state: z.enum(["exists", "deleted", "unknown"]),
      label,
      event_id: z.string().optional(),
      time: instant.optional(),
      why: z.string().optional(),
    }),
    fields: z.array(StateField).openapi({ description: "in order of their names" }),
    conflicts: z
      .array(
        z.strictObject({
          field: z.string().optional(),
          expected: Witnessed,
          found: Witnessed,
        }),
      )
      .openapi({
        description:
          "values that are not what the event before left: something changed them that is not recorded; without field, a deleted resource was there again",
      }),
    masked: z.literal(true).optional().openapi({ description: "values are known and hidden" }),
  })
  .openapi("StateAnswer");
export type StateAnswer = z.infer<typeof StateAnswer>;
