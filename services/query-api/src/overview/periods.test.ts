import { expect, test } from "vitest";

import { bucketStarts, periodsOf, toPoints } from "./periods.ts";

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 4, 6, 12, 3);

test("an overview is of the last 24 hours and the 24 before, unless a range is given", () => {
  expect(periodsOf({}, NOON)).toEqual({
    current: { from: NOON - 24 * HOUR, to: NOON },
    previous: { from: NOON - 48 * HOUR, to: NOON - 24 * HOUR },
    interval: 600_000,
  });
  expect(periodsOf({ from: NOON - HOUR }, NOON).previous).toEqual({
    from: NOON - 2 * HOUR,
    to: NOON - HOUR,
  });
  expect(periodsOf({ to: NOON }, NOON + HOUR).current.from).toBe(NOON - 24 * HOUR);
});

test("a range of a shift is cut where stores have counted already", () => {
  expect(periodsOf({ from: NOON - 8 * HOUR }, NOON).interval).toBe(600_000);
  expect(periodsOf({ from: NOON - HOUR }, NOON).interval).toBeLessThan(600_000);
});

test("a range that begins in the future is not backwards", () => {
  const { current } = periodsOf({ from: NOON + HOUR }, NOON);
  expect(current.to).toBeGreaterThan(current.from);
});

test("points are sums of whole buckets, at most 48 of them", () => {
  const period = { from: NOON - 24 * HOUR, to: NOON };
  const starts = bucketStarts(period, 600_000);
  expect(starts).toHaveLength(145);
  const counts = new Map(starts.map((start) => [start, 1]));
  const { points, interval, start } = toPoints(counts, period, 600_000);
  expect(interval).toBe(1_800_000);
  expect(points).toEqual(Array.from({ length: 47 }, () => 3));
  expect(start).toBeGreaterThanOrEqual(period.from);
});

test("a period shorter than its buckets has no points", () => {
  expect(toPoints(new Map(), { from: NOON, to: NOON + 1000 }, 600_000).points).toEqual([]);
});
