import { z } from "zod";

import { AuditEvent } from "./event.ts";

/**
 * The event as JSON Schema 2020-12, for emitters in other languages. Rules that join several members
 * (which types need a call, an operation, an outcome) are in the description; the receiver checks them.
 */
export function eventJsonSchema(): Record<string, unknown> {
  return {
    $id: "urn:toolmark:schema:event:1",
    title: "Toolmark event, version 1",
    description:
      "call.* events need call.id, operation.id and method; call.completed and call.unresolved need an outcome; emitter.gap needs gap.",
    ...z.toJSONSchema(AuditEvent, { target: "draft-2020-12", io: "input" }),
  };
}

/** The same schema as the text of its committed file. */
export function eventJsonSchemaText(): string {
  return `${JSON.stringify(eventJsonSchema(), null, 2)}\n`;
}
