import type { LogRecord } from "@toolmark/event-log/event-log";
import type { Principal } from "@toolmark/runtime/tokens";
import type { QuarantineReason } from "@toolmark/schemas/normalized-event";
import { MAX_EVENT_BYTES, parseEvent } from "@toolmark/schemas/parse-event";
import { logHeaders } from "@toolmark/schemas/topics";

/** What became of one item of a request. */
export type ItemResult =
  /** In the log. `unknown` names members that this version does not know; they are kept. */
  | { index: number; status: "accepted"; id: string; unknown?: string[] }
  /** In the log, but it will be kept in quarantine instead of among events: see `reason`. */
  | { index: number; status: "quarantined"; id?: string; reason: QuarantineReason; detail: string }
  /** Not kept. Sending it again unchanged gives the same. */
  | { index: number; status: "rejected"; reason: "too_large"; detail: string };

/** Answer to a batch, also when some of its items are faulty. */
export interface BatchResult {
  accepted: number;
  quarantined: number;
  rejected: number;
  results: ItemResult[];
}

/**
 * Judges the items of a request and makes log records of all that can be kept. Only what is too large
 * for the log is refused; everything else is published, so that faulty evidence ends in quarantine
 * and not nowhere.
 */
export function acceptItems(
  items: readonly Uint8Array[],
  principal: Principal,
  now: number,
): { result: BatchResult; records: LogRecord[] } {
  const headers = {
    [logHeaders.tenant]: principal.tenant,
    [logHeaders.emitter]: principal.name,
    [logHeaders.provenance]: "authenticated",
  };
  const result: BatchResult = { accepted: 0, quarantined: 0, rejected: 0, results: [] };
  const records: LogRecord[] = [];
  items.forEach((value, index) => {
    const parsed = parseEvent(value, now);
    if (parsed.kind === "event") {
      const { event, unknown } = parsed;
      const id = event.event.id;
      result.accepted++;
      result.results.push({
        index,
        status: "accepted",
        id,
        ...(unknown.length === 0 ? {} : { unknown }),
      });
      records.push({ key: event.operation?.id ?? event.call?.id ?? id, value, headers });
    } else if (value.length > MAX_EVENT_BYTES) {
      result.rejected++;
      result.results.push({
        index,
        status: "rejected",
        reason: "too_large",
        detail: parsed.detail,
      });
    } else {
      const { reason, detail, eventId } = parsed;
      result.quarantined++;
      result.results.push({
        index,
        status: "quarantined",
        ...(eventId === undefined ? {} : { id: eventId }),
        reason,
        detail,
      });
      records.push({ key: eventId ?? principal.name, value, headers });
    }
  });
  return { result, records };
}
