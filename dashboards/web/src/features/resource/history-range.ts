import { toMs } from "../../lib/time.ts";
import type { AccessAction } from "./resource-access.ts";
import type { StatePoints } from "./state-history.ts";
import type { LoadedAccesses } from "./use-accesses.ts";

/** A range that holds all that was counted. */
export function linkRange(
  loaded: LoadedAccesses | undefined,
  from: string | undefined,
  to: string | undefined,
): { from: string; to: string } | undefined {
  const { summary } = loaded ?? {};
  if (summary === undefined) return undefined;
  return {
    from: from ?? summary.first_time,
    to: to ?? new Date(toMs(summary.last_time) + 1).toISOString(),
  };
}

/** Parts of the recorded time that are drawn before it, where nothing is known, and after it. */
const LEAD = 0.04;
const TRAIL = 0.25;
const SHORTEST_MS = 10_000;

/**
 * The time that the chart shows: a range of the address as it is, else all that is recorded up to now;
 * where nothing happened for much longer than anything did, only a little beyond the last record. It
 * never begins before the first state that was asked for: what was before is not unknown, it is not
 * looked at.
 */
export function axisOf(
  range: { from: string; to: string } | undefined,
  from: string | undefined,
  points: StatePoints | undefined,
): { from: number; to: number } | undefined {
  if (range === undefined) return undefined;
  const [first, last] = [toMs(range.from), toMs(range.to)];
  const start = points?.isCut === true ? (points.points[0] ?? first) : first;
  if (from !== undefined) return { from: start, to: last };
  const span = Math.max(SHORTEST_MS, last - start);
  const now = Date.now();
  const end = now - last <= span ? Math.max(now, last) : last + span * TRAIL;
  return { from: points?.isCut === true ? start : start - span * LEAD, to: end };
}

/** Changes and reads in all, as the service counted them. */
export function countsOf({ summary }: LoadedAccesses): { changes: number; reads: number } {
  const of = (wanted: AccessAction) =>
    summary?.actions.find(({ action }) => action === wanted)?.total ?? 0;
  return { changes: of("change"), reads: of("read") };
}

const MAX_EMITTERS = 50;

/** Who recorded the accesses that are loaded, at most 50. */
export function emittersOf(loaded: LoadedAccesses | undefined): string[] {
  const found = new Set<string>();
  for (const { emitter } of loaded?.accesses ?? []) if (emitter !== undefined) found.add(emitter);
  return [...found].toSorted().slice(0, MAX_EMITTERS);
}
