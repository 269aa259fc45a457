import type { EventAnswer, SearchAnswer } from "@toolmark/query-api/answers";
import type { EventView } from "@toolmark/query-api/event-view";
import { AuditError } from "@toolmark/runtime/errors";

import type { Api } from "../api/create-api.ts";
import { readPages } from "../api/pages.ts";

/** What a look at an embedded store has found. */
export interface StoreCheck {
  events: number;
  /** Events whose seal was checked. */
  verified: number;
  /** Positions that several events claim. */
  repeated: number;
  /** Positions below the highest one that no event of this tenant has. */
  absent: number;
}

const AT_ONCE = 4;
const MAX_POSITION = 2 ** 32;

/**
 * Reads every event of a range: positions are gathered as bits, seals are checked for the newest
 * `verify` events. `onFault` is told of each event that is not as it was sealed.
 */
export async function checkEmbedded(
  api: Api,
  options: {
    range: { from?: string; to?: string };
    verify: number;
    onProgress: (done: number, total: number) => void;
    onFault: (fault: { event_id: string; position: number; faults: string[] }) => Promise<void>;
  },
): Promise<StoreCheck> {
  const result: StoreCheck = { events: 0, verified: 0, repeated: 0, absent: 0 };
  const seen = createBits();
  const pages = readPages<SearchAnswer>(
    api,
    "/v1/search",
    { kind: "all", ...options.range },
    { limit: Infinity, sizeOf: ({ events }) => events.length },
  );
  for await (const { events, total } of pages) {
    for (const { log } of events) if (!seen.add(positionOf(log))) result.repeated++;
    const left = events.slice(0, Math.max(0, options.verify - result.verified));
    for (let start = 0; start < left.length; start += AT_ONCE) {
      const few = left.slice(start, start + AT_ONCE);
      const answers = await Promise.all(
        few.map(({ event }) => api.get<EventAnswer>(`/v1/events/${encodeURIComponent(event.id)}`)),
      );
      for (const { event, verified, faults } of answers)
        if (!verified)
          await options.onFault({
            event_id: event.event.id,
            position: positionOf(event.log),
            faults,
          });
      result.verified += few.length;
      options.onProgress(result.events + start + few.length, total);
    }
    result.events += events.length;
    options.onProgress(result.events, total);
  }
  result.absent = seen.absent();
  return result;
}

function positionOf(log: EventView["log"]): number {
  if (log !== undefined) return log.offset;
  throw new AuditError(
    "not_permitted",
    "positions are shown to administrators only: use the admin token",
  );
}

/** A set of positions that grows with the highest one, a bit each. */
export function createBits(): { add(position: number): boolean; absent(): number } {
  let bits = new Uint8Array(1024);
  let highest = -1;
  let lowest = Infinity;
  let size = 0;
  return {
    add(position) {
      if (position >= MAX_POSITION) return true;
      const index = position >>> 3;
      if (index >= bits.length) {
        const larger = new Uint8Array(Math.max(index + 1, bits.length * 2));
        larger.set(bits);
        bits = larger;
      }
      const mask = 1 << (position & 7);
      const byte = bits[index] ?? 0;
      if ((byte & mask) !== 0) return false;
      bits[index] = byte | mask;
      highest = Math.max(highest, position);
      lowest = Math.min(lowest, position);
      size++;
      return true;
    },
    absent: () => (size === 0 ? 0 : highest - lowest + 1 - size),
  };
}
