import { z } from "@hono/zod-openapi";
import { maskedMembers } from "@toolmark/exports/exported-event";
import { effectClasses, PreservedEvent } from "@toolmark/schemas/event";
import { eventMarks } from "@toolmark/schemas/normalized-event";
import { provenances } from "@toolmark/schemas/topics";

import type { EventView as EventViewType } from "./event-view.ts";

const shape = PreservedEvent.shape;
const effectClass = z.enum(effectClasses);
const json = z.json();

const definition = z.looseObject({
  ...shape,
  time: z.looseObject({
    ...shape.time.shape,
    recorded: z.iso.datetime(),
    original: z.string().optional(),
  }),
  tenant: z.string(),
  environment: z.string(),
  provenance: z.looseObject({ level: z.enum(provenances), emitter: z.string().optional() }),
  claimed: z.record(z.string(), json).optional(),
  effect: z
    .looseObject({
      class: effectClass,
      source: z.enum(["observed", "declared", "name", "default"]),
      declared: effectClass.optional(),
      observed: effectClass.optional(),
    })
    .optional(),
  downstream: z
    .array(
      z.looseObject({
        ...shape.downstream.unwrap().element.shape,
        uri: z.string().optional(),
      }),
    )
    .optional(),
  log: z
    .strictObject({ partition: z.int().nonnegative(), offset: z.int().nonnegative() })
    .optional(),
  marks: z.array(z.enum(eventMarks)),
  masked: z.array(z.enum(maskedMembers)).optional(),
  seal: z.strictObject({ sha256: z.string() }),
  concluded_by: z.string().optional(),
  resolved_by: z.string().optional(),
  unresolved_before: z.string().optional(),
});

/**
 * The shape of `EventView`, for documentation and for tests of answers. Members of newer emitters
 * are allowed: they are kept as they came.
 */
export const EventView = (definition as unknown as z.ZodType<EventViewType>).openapi(
  "EventView",
  eventViewDocument(),
);

// The generator of the OpenAPI document cannot follow the recursive type of a JSON value, so the
// component comes from zod's own generator (OpenAPI 3.1 schemas are JSON Schema 2020-12). The only
// definition it refers to is that type, which means "any value".
function eventViewDocument(): { type: "object"; description: string } {
  const { $schema: _dialect, $defs: _json, ...schema } = z.toJSONSchema(definition);
  const plain: object = JSON.parse(JSON.stringify(schema), (_key, value: unknown) =>
    typeof value === "object" && value !== null && "$ref" in value ? {} : value,
  );
  return {
    ...plain,
    type: "object",
    description: "One event as it was sealed, with what the store knows about it",
  };
}
