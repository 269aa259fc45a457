import { bucketInterval } from "../bucket-interval.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Ranges from this length on are cut at multiples of what stores have counted already. */
const LONG_MS = 6 * HOUR;
const COUNTED_MS = 10 * MINUTE;

/** Most points of a series. */
const MAX_POINTS = 48;

/** A half-open range of time, milliseconds since the epoch. */
export interface Period {
  from: number;
  to: number;
}

/** What an overview compares: a range, the one of the same length before it, and how both are cut. */
export interface Periods {
  current: Period;
  previous: Period;
  /** Length of the buckets of the chart, milliseconds. */
  interval: number;
}

/** Works out what is compared: by default the last 24 hours, with the 24 hours before. Pure. */
export function periodsOf(
  range: { from?: number | undefined; to?: number | undefined },
  now: number,
): Periods {
  const to = range.to ?? Math.max(now, (range.from ?? 0) + 1);
  const from = range.from ?? to - DAY;
  const length = to - from;
  const shortest = length >= LONG_MS ? COUNTED_MS : 1;
  return {
    current: { from, to },
    previous: { from: from - length, to: from },
    interval: Math.max(bucketInterval(from, to), shortest),
  };
}

/** The starts of all buckets that a period touches, oldest first. Pure. */
export function bucketStarts({ from, to }: Period, interval: number): number[] {
  const starts: number[] = [];
  for (let start = Math.floor(from / interval) * interval; start < to; start += interval)
    starts.push(start);
  return starts;
}

/**
 * Joins buckets to at most 48 points, the last of which ends with the last bucket that lies wholly in
 * the period: a part of a bucket would look like a fall. Pure.
 *
 * @returns the length of a point in milliseconds, when the first one begins, and its sums.
 */
export function toPoints(
  counts: ReadonlyMap<number, number>,
  period: Period,
  interval: number,
): { interval: number; start: number; points: number[] } {
  const whole = bucketStarts(period, interval).filter(
    (start) => start >= period.from && start + interval <= period.to,
  );
  const size = Math.max(1, Math.ceil(whole.length / MAX_POINTS));
  const points: number[] = [];
  const skipped = whole.length % size;
  for (let at = skipped; at < whole.length; at += size) {
    const group = whole.slice(at, at + size);
    points.push(group.reduce((sum, start) => sum + (counts.get(start) ?? 0), 0));
  }
  return { interval: interval * size, start: whole[skipped] ?? period.from, points };
}
