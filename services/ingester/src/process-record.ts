import { hash } from "node:crypto";

import type { StoreEntry } from "@toolmark/event-store/event-store";
import { canonicalJson } from "@toolmark/integrity/canonical-json";
import { openDocument } from "@toolmark/integrity/open-document";
import { sealEvent } from "@toolmark/integrity/seal-event";
import { indexEvent } from "@toolmark/schemas/index-event";
import type {
  EventMark,
  LogPosition,
  NormalizedEvent,
  QuarantineEntry,
  QuarantineReason,
  SealedDocument,
} from "@toolmark/schemas/normalized-event";
import { parseEvent } from "@toolmark/schemas/parse-event";

import { normalizeEvent } from "./normalize-event.ts";
import type { Stamp } from "./normalize-event.ts";

/** A record with everything that its fate depends on. */
export interface RecordContext {
  stamp: Stamp;
  position?: LogPosition;
  /** The ingester's clock, milliseconds since the epoch. */
  now: number;
  /** How long a call may take before its end counts as late, milliseconds. */
  leaseMs: number;
}

/** What becomes of a record: an entry of the store or one of quarantine, never nothing. */
export type ProcessedRecord =
  | { kind: "event"; event: NormalizedEvent; entry: StoreEntry }
  | { kind: "quarantine"; entry: QuarantineEntry };

/** Difference between `time.occurred` and arrival that gets the mark `skewed`, milliseconds. */
export const MAX_SKEW_MS = 10 * 60 * 1000;

/** The whole way of one record: parse, normalize, redact, seal, index. Pure but for the salts. */
export function processRecord(value: Uint8Array | null, context: RecordContext): ProcessedRecord {
  const parsed = parseEvent(value, context.now);
  if (parsed.kind === "fault") {
    const { reason, detail, eventId } = parsed;
    return { kind: "quarantine", entry: quarantineEntry(value, context, reason, detail, eventId) };
  }
  const event = normalizeEvent(parsed.event, context.stamp);
  const marks = marksOf(event, context);
  return {
    kind: "event",
    event,
    entry: {
      index: indexEvent(event, { recorded: context.now, marks }),
      document: sealEvent(event, context.now, marks),
      ...(context.position === undefined ? {} : { position: context.position }),
    },
  };
}

/** The quarantine entry of a record; its id follows from tenant, reason and bytes. */
export function quarantineEntry(
  value: Uint8Array | null,
  context: Pick<RecordContext, "stamp" | "position" | "now">,
  reason: QuarantineReason,
  detail: string,
  eventId?: string,
): QuarantineEntry {
  const bytes = value ?? new Uint8Array();
  const { stamp, position, now } = context;
  const name = Buffer.from(`${stamp.tenant}\0${reason}\0`);
  return {
    id: hash("sha256", Buffer.concat([name, bytes]), "base64url"),
    tenant: stamp.tenant,
    reason,
    detail,
    recorded: now,
    ...(position === undefined ? {} : { position }),
    raw: Buffer.from(bytes).toString("base64"),
    bytes: bytes.length,
    ...(stamp.emitter === undefined ? {} : { emitter: stamp.emitter }),
    ...(eventId === undefined ? {} : { event_id: eventId }),
  };
}

/**
 * Whether a stored document is the same event as one that came again. Members whose disclosure was
 * removed from the store since do not count as a difference.
 */
export function isSameEvent(stored: SealedDocument, again: SealedDocument): boolean {
  const kept = { ...again, x: { ...again.x } };
  for (const name of Object.keys(again.x) as (keyof SealedDocument["x"])[]) {
    if (stored.x[name] === undefined) delete kept.x[name];
  }
  return canonicalJson(openDocument(stored)) === canonicalJson(openDocument(kept));
}

function marksOf(event: NormalizedEvent, context: RecordContext): EventMark[] {
  const occurred = Date.parse(event.time.occurred);
  const marks: EventMark[] = [];
  const started = occurred - (event.time.duration_ms ?? 0);
  // When something was imported says nothing about its emitter's clock or how long its call took.
  const arrived = event.time.source === "imported" ? occurred : context.now;
  if (event.event.type === "call.completed" && arrived - started > context.leaseMs)
    marks.push("late");
  if (Math.abs(arrived - occurred) > MAX_SKEW_MS) marks.push("skewed");
  return marks;
}
