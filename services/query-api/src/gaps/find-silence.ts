import { medianOf } from "../approvals/view-approval.ts";
import type { Window } from "./find-missing.ts";
import type { Emitted } from "./track-emitters.ts";

/** How many times its usual interval an emitter may be quiet. */
export const QUIET_INTERVALS = 20;

/** Fewest intervals that make a rhythm. */
const MIN_INTERVALS = 5;

/** What an emitter's silence is judged by. */
export type SilenceBasis = "heartbeat" | "rhythm" | "none";

/** A time in which nothing came from an emitter although something was to be expected. */
export interface Silence {
  after: Emitted;
  /** Absent: nothing came since. */
  until?: Emitted;
  ms: number;
}

/**
 * Finds silences of an emitter. One that sends heartbeats is silent when nothing came for `silence`;
 * one that does not, when nothing came for that long and for 20 times its usual interval. With too few
 * events to know its rhythm nothing is said. Stopping in order is no silence. Pure.
 *
 * @param events in the order of a timeline, with those around the window.
 * @param window silences that reach into it are told; `to` is not after now.
 * @param isKnownAfter whether events after the window are among those given.
 */
export function findSilences(
  events: readonly Emitted[],
  window: Window,
  silence: number,
): { basis: SilenceBasis; threshold?: number; usual?: number; silences: Silence[] } {
  const { basis, threshold, usual } = rhythmOf(events, silence);
  const facts = {
    basis,
    ...(threshold !== undefined && { threshold }),
    ...(usual !== undefined && { usual }),
  };
  if (threshold === undefined) return { ...facts, silences: [] };
  const silences: Silence[] = [];
  events.forEach((after, index) => {
    if (after.type === "emitter.stopped") return;
    const until = events[index + 1];
    const end = until?.at ?? window.to;
    const ms = end - after.at;
    if (ms <= threshold || after.at >= window.to || end <= window.from) return;
    silences.push({ after, ...(until && { until }), ms });
  });
  return { ...facts, silences };
}

function rhythmOf(
  events: readonly Emitted[],
  silence: number,
): { basis: SilenceBasis; threshold?: number; usual?: number } {
  const intervals = events
    .slice(1)
    .map((event, index) => event.at - (events[index]?.at ?? event.at))
    .toSorted((a, b) => a - b);
  const usual = intervals.length < MIN_INTERVALS ? undefined : medianOf(intervals);
  const known = usual !== undefined && { usual };
  if (events.some(({ type }) => type === "emitter.heartbeat"))
    return { basis: "heartbeat", threshold: silence, ...known };
  if (usual === undefined) return { basis: "none" };
  return { basis: "rhythm", threshold: Math.max(silence, usual * QUIET_INTERVALS), usual };
}
