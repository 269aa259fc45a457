import { z } from "zod";

import { AuditEvent, EVENT_SCHEMA, PreservedEvent } from "./event.ts";
import type { QuarantineReason } from "./normalized-event.ts";

/** Largest event that is taken, in bytes of its JSON. */
export const MAX_EVENT_BYTES = 900 * 1024;

/** Deepest nesting of arrays and objects in an event. */
export const MAX_EVENT_DEPTH = 64;

/** An event further in the future than this, in milliseconds, is not believed. */
export const MAX_FUTURE_MS = 24 * 60 * 60 * 1000;

/** What bytes turned out to be: an event, or why they are not one. */
export type ParsedEvent =
  | {
      kind: "event";
      event: AuditEvent;
      /** Paths of members this version does not know; they are kept. */
      unknown: string[];
    }
  | { kind: "fault"; reason: QuarantineReason; detail: string; eventId?: string };

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads one event from the bytes that were received. Never throws; the fault's `detail` says what is
 * wrong without quoting values.
 *
 * @param now the receiver's clock, milliseconds since the epoch.
 */
export function parseEvent(bytes: Uint8Array | null, now: number): ParsedEvent {
  if (bytes === null || bytes.length === 0) return fault("empty", "the record has no bytes");
  if (bytes.length > MAX_EVENT_BYTES)
    return fault("too_large", `${bytes.length} bytes; an event may have ${MAX_EVENT_BYTES}`);
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return fault("not_utf8", "the bytes are not valid UTF-8");
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return fault("not_json", notJson(error));
  }
  const id = claimedId(value);
  const content = contentFault(value, text.includes("\\u"));
  if (content !== undefined) return fault(content.reason, content.detail, id);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return fault("schema_violation", "an event is a JSON object");
  const version = "schema" in value ? value.schema : undefined;
  if (version !== EVENT_SCHEMA) {
    const found = typeof version === "string" ? `it says ${version.slice(0, 100)}` : "it has none";
    return fault("unknown_schema_version", `schema must be ${EVENT_SCHEMA}; ${found}`, id);
  }
  const parsed = parseKnownVersion(value);
  if (parsed.kind === "fault") return { ...parsed, ...(id === undefined ? {} : { eventId: id }) };
  const ahead = Date.parse(parsed.event.time.occurred) - now;
  if (ahead > MAX_FUTURE_MS)
    return fault("time_implausible", `time.occurred is ${hours(ahead)} h in the future`, id);
  return parsed;
}

function parseKnownVersion(value: unknown): ParsedEvent {
  const strict = AuditEvent.safeParse(value);
  if (strict.success) return { kind: "event", event: strict.data, unknown: [] };
  const preserved = PreservedEvent.safeParse(value);
  if (preserved.success) {
    const unknown = strict.error.issues.flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => [...issue.path, key].join("."))
        : [],
    );
    return { kind: "event", event: preserved.data, unknown };
  }
  const detail = z.prettifyError(preserved.error).replaceAll(/\s*\n\s*/g, " ");
  return { kind: "fault", reason: "schema_violation", detail: detail.slice(0, 1000) };
}

interface ContentFault {
  reason: QuarantineReason;
  detail: string;
}

// RFC 8785 has no form for these, and a recursion over deeper values would exhaust the stack.
function contentFault(value: unknown, hasEscapes: boolean): ContentFault | undefined {
  const check = (node: unknown, depth: number): ContentFault | undefined => {
    if (typeof node === "string") return hasEscapes ? textFault(node) : undefined;
    if (typeof node === "number") return Number.isFinite(node) ? undefined : numberFault;
    if (typeof node !== "object" || node === null) return undefined;
    if (depth > MAX_EVENT_DEPTH)
      return { reason: "too_deep", detail: `nested deeper than ${MAX_EVENT_DEPTH} levels` };
    if (Array.isArray(node)) {
      for (const item of node) {
        const found = check(item, depth + 1);
        if (found !== undefined) return found;
      }
      return undefined;
    }
    for (const [key, member] of Object.entries(node)) {
      const found = (hasEscapes ? textFault(key) : undefined) ?? check(member, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return check(value, 1);
}

const numberFault: ContentFault = {
  reason: "schema_violation",
  detail: "a number is out of the range of IEEE 754 doubles",
};

function textFault(text: string): ContentFault | undefined {
  if (!text.isWellFormed())
    return { reason: "lone_surrogate", detail: "a string holds half of a surrogate pair" };
  if (text.includes("\0")) return { reason: "nul_character", detail: "a string holds U+0000" };
  return undefined;
}

// The engine's message quotes the text around the fault, which may hold parameters.
function notJson(error: unknown): string {
  const position =
    error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  return position === undefined ? "not JSON" : `not JSON from character ${position}`;
}

function claimedId(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("event" in value)) return undefined;
  const { event } = value;
  if (typeof event !== "object" || event === null || !("id" in event)) return undefined;
  return typeof event.id === "string" && event.id.length <= 64 ? event.id : undefined;
}

function hours(milliseconds: number): string {
  return (milliseconds / 3_600_000).toFixed(1);
}

function fault(reason: QuarantineReason, detail: string, eventId?: string): ParsedEvent {
  return { kind: "fault", reason, detail, ...(eventId === undefined ? {} : { eventId }) };
}
