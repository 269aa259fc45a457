import { useSyncExternalStore } from "react";

import { instantsOf, wallTimeOf } from "../../lib/wall-time.ts";

const KEY = "toolmark.shift";
const clock = /^([01]\d|2[0-3]):([0-5]\d)$/;
const DAY = 24 * 60 * 60 * 1000;
const listeners = new Set<() => void>();
const state: { fallback: string | undefined } = { fallback: undefined };

/** When the reader's shift begins, as `06:00`; undefined where it was never said. Kept in the browser. */
export function useShift(): string | undefined {
  return useSyncExternalStore(subscribe, readShift);
}

/** Keeps when the shift begins. */
export function writeShift(time: string): void {
  state.fallback = time;
  try {
    window.localStorage.setItem(KEY, time);
  } catch {
    // Storage is switched off: it lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

/**
 * The last time that a clock of a zone showed a time of day, not after `now`; undefined for a text that
 * is no time of day.
 *
 * @param time `06:00`.
 * @returns milliseconds since the epoch.
 */
export function shiftStart(time: string, now: number, iana: string): number | undefined {
  const [, hour, minute] = clock.exec(time) ?? [];
  if (hour === undefined || minute === undefined) return undefined;
  for (const daysAgo of [0, 1, 2]) {
    const wall = {
      ...wallTimeOf(now - daysAgo * DAY, iana),
      hour: Number(hour),
      minute: Number(minute),
      second: 0,
      millisecond: 0,
    };
    // A time that a clock shows twice began twice; the later one is meant, if it has come.
    const begun = instantsOf(wall, iana).findLast((instant) => instant <= now);
    if (begun !== undefined) return begun;
  }
  return undefined;
}

function readShift(): string | undefined {
  let kept: string | null = null;
  try {
    kept = window.localStorage.getItem(KEY);
  } catch {
    // As above.
  }
  return kept !== null && clock.test(kept) ? kept : state.fallback;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}
