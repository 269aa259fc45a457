import type { AuditEvent } from "@toolmark/schemas/event";
import { MAX_EVENT_BYTES } from "@toolmark/schemas/parse-event";

/** An event in the form in which it travels. */
export interface SerializedEvent {
  /** Events with the same key keep their order: the operation's, the call's or the event's own id. */
  key: string;
  /** JSON in UTF-8, at most `MAX_EVENT_BYTES`, of well-formed strings without U+0000. */
  value: Uint8Array;
}

/**
 * Writes an event as JSON. Halves of surrogate pairs become U+FFFD and U+0000 becomes U+2400, which
 * receivers would not take; what is too large loses parameters, result and states, and says so.
 *
 * @returns undefined for an event that is too large even then.
 */
export function serializeEvent(event: AuditEvent): SerializedEvent | undefined {
  const key = event.operation?.id ?? event.call?.id ?? event.event.id;
  let value = toBytes(event);
  if (value.length > MAX_EVENT_BYTES) value = toBytes(withoutValues(event));
  return value.length > MAX_EVENT_BYTES ? undefined : { key: cleanText(key), value };
}

function toBytes(event: AuditEvent): Buffer {
  const text = JSON.stringify(event);
  // Only control characters and halves of pairs are written as \u; most events hold neither.
  return Buffer.from(text.includes("\\u") ? JSON.stringify(cleanNode(event)) : text);
}

function cleanNode(node: unknown): unknown {
  if (typeof node === "string") return cleanText(node);
  if (typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) return node.map(cleanNode);
  const clean: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(node))
    Object.defineProperty(clean, cleanText(name), {
      value: cleanNode(member),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return clean;
}

function cleanText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\u2400");
}

function withoutValues(event: AuditEvent): AuditEvent {
  const { params, result, downstream, attr: _attr, ...rest } = event;
  return {
    ...rest,
    ...(params === undefined ? {} : { params: withoutValue(params) }),
    ...(result === undefined ? {} : { result: withoutValue(result) }),
    ...(downstream === undefined
      ? {}
      : { downstream: downstream.map(({ before: _before, after: _after, ...entry }) => entry) }),
    attr: { toolmark_dropped: ["params.value", "result.value", "downstream states", "attr"] },
  };
}

function withoutValue<Body extends NonNullable<AuditEvent["params"] | AuditEvent["result"]>>(
  body: Body,
): Body {
  const copy = { ...body, truncated: true };
  delete copy.value;
  delete copy.redacted_paths;
  return copy;
}
