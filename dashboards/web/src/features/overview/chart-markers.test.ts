import type { OverviewAnswer } from "@toolmark/query-api/overview/answers";
import { expect, test } from "vitest";

import { chartMarkers } from "./chart-markers.ts";

const at = (index: number) => new Date(Date.UTC(2026, 7, 21) + index * 600_000).toISOString();
const histogram = (writes: readonly number[]): OverviewAnswer["histogram"] => ({
  interval_ms: 600_000,
  buckets: writes.map((write, index) => ({
    start: at(index),
    read: 100,
    write,
    destructive: 0,
    other: 0,
    denied: 0,
    error: 0,
  })),
});

test("a rise that holds is marked where it began, with how many times the usual it is", () => {
  const writes = [10, 10, 11, 9, 10, 10, 10, 10, 40, 42, 38, 12];
  expect(chartMarkers({ histogram: histogram(writes) })).toEqual([
    { id: "rise write", at: Date.parse(at(8)), label: "writes ×4" },
  ]);
});

test("a single high bucket, few calls, and what is always so are no rise", () => {
  for (const writes of [
    [10, 10, 10, 90, 10, 10, 10],
    [0, 0, 0, 0, 4, 5, 6, 0],
    [50, 50, 50, 50, 50, 50],
    [],
  ])
    expect(chartMarkers({ histogram: histogram(writes) })).toEqual([]);
});
