import type { LogRecord } from "@toolmark/event-log/event-log";
import type { QuarantineEntry, QuarantineReason } from "@toolmark/schemas/normalized-event";
import { parseEvent } from "@toolmark/schemas/parse-event";
import { logHeaders } from "@toolmark/schemas/topics";

/** A quarantined record as it goes to the log again, or why it cannot. */
export type ReplayRecord =
  | { record: LogRecord; expected: "event" | QuarantineReason }
  | { record: undefined; detail: string };

/**
 * Makes the log record of a quarantine entry: the same bytes with the stamp of the first time. What is
 * not kept of that stamp is whether the sender had signed; it counts as authenticated then. Pure.
 *
 * @param now the clock against which the record's time is judged, milliseconds since the epoch.
 */
export function replayRecord(entry: QuarantineEntry, now: number): ReplayRecord {
  const value = Buffer.from(entry.raw, "base64");
  if (value.length !== entry.bytes)
    return {
      record: undefined,
      detail: `of its ${entry.bytes} bytes ${value.length} are kept, so it cannot be replayed`,
    };
  const parsed = parseEvent(value, now);
  const key =
    parsed.kind === "event"
      ? (parsed.event.operation?.id ?? parsed.event.call?.id ?? parsed.event.event.id)
      : (entry.event_id ?? entry.emitter ?? entry.id);
  return {
    record: {
      key,
      value,
      headers: {
        [logHeaders.tenant]: entry.tenant,
        ...(entry.emitter !== undefined && { [logHeaders.emitter]: entry.emitter }),
        [logHeaders.provenance]: entry.emitter === undefined ? "unauthenticated" : "authenticated",
      },
    },
    expected: parsed.kind === "event" ? "event" : parsed.reason,
  };
}
