import { OWN_EMITTER } from "@toolmark/event-log/own-record";
import { openDocument } from "@toolmark/integrity/open-document";
import { everything } from "@toolmark/schemas/filter";

import type { Reader } from "../access/reader.ts";
import type { Freshness } from "./answers.ts";

/** Minutes that are looked at, and events of each. */
const MINUTES = 5;
const EVENTS_A_MINUTE = 200;
const MINUTE_MS = 60_000;

/** What the newest events tell about the way to the store. */
export interface RecentEvents {
  freshness?: Freshness;
  /** When the newest one occurred, milliseconds since the epoch. */
  newest?: number;
}

/**
 * Reads how long recent events took from their emitter to the ingester. Each minute counts with its
 * newest events, so that a busy moment does not speak for all.
 */
export async function readRecentEvents(reader: Reader, now: number): Promise<RecentEvents> {
  const minutes = await Promise.all(
    Array.from({ length: MINUTES }, async (_, minute) => {
      const to = now - minute * MINUTE_MS;
      const { documents } = await reader.search(
        { filter: everything, kind: "all", from: to - MINUTE_MS, to },
        { limit: EVENTS_A_MINUTE, order: "newest" },
      );
      return documents.map((document) => ({ event: openDocument(document), at: document.leaf.ts }));
    }),
  );
  // The system's own facts stand at the time of what they are about.
  const sent = minutes
    .flat()
    .filter(
      ({ event: { emitter, time } }) => emitter.id !== OWN_EMITTER && time.source !== "imported",
    )
    .map(({ event, at }) => ({ occurred: Date.parse(event.time.occurred), recorded: at }));
  if (sent.length === 0) return {};
  // A clock that is ahead of ours makes no event older than it is.
  const delays = sent
    .map(({ occurred, recorded }) => Math.max(0, recorded - occurred))
    .toSorted((a, b) => a - b);
  return {
    newest: sent.reduce((newest, { occurred }) => Math.max(newest, occurred), 0),
    freshness: {
      p50_ms: quantileOf(delays, 0.5),
      p99_ms: quantileOf(delays, 0.99),
      events: delays.length,
      window_ms: MINUTES * MINUTE_MS,
    },
  };
}

/** The least value that so large a part of sorted values does not exceed. Pure. */
export function quantileOf(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
}
