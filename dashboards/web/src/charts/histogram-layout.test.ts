import { describe, expect, test } from "vitest";

import { fillSlots, joinHistograms } from "./histogram-data.ts";
import type { HistogramSeries } from "./histogram-data.ts";
import { countBetween, layoutHistogram, slotAt } from "./histogram-layout.ts";
import type { HistogramInput } from "./histogram-layout.ts";
import { guessTextWidth } from "./text-width.ts";

const from = Date.parse("2026-08-21T13:00:00Z");
const MINUTE = 60_000;
const series: HistogramSeries[] = [
  { id: "read", label: "read", role: "read", values: ["read"] },
  { id: "denied", label: "denied", role: "denied", values: ["denied"] },
];
const bucket = (minute: number, read: number, denied = 0, unnamed = 0) => ({
  start: new Date(from + minute * MINUTE).toISOString(),
  count: read + denied + unnamed,
  by: [
    { value: "read", count: read },
    { value: "denied", count: denied },
  ],
});

function input(overrides: Partial<HistogramInput> = {}): HistogramInput {
  return {
    data: { interval_ms: MINUTE, buckets: [bucket(0, 10), bucket(30, 38, 2)] },
    series,
    from,
    to: from + 60 * MINUTE,
    width: 600,
    height: 96,
    axis: "inside",
    zone: "utc",
    gaps: [],
    markers: [],
    measure: guessTextWidth,
    ...overrides,
  };
}

describe("slots of a histogram", () => {
  test("are all intervals of the range, empty ones too", () => {
    const layout = layoutHistogram(input());
    expect(layout.slots).toHaveLength(60);
    expect(layout.total).toBe(50);
    expect(layout.slots[30]).toMatchObject({ count: 40, parts: [38, 2] });
    expect(layout.edges[0]).toBe(0);
    expect(layout.edges.at(-1)).toBe(600);
  });

  test("are cut to a range that begins inside of an interval", () => {
    const { slots } = layoutHistogram(input({ from: from + 30_000, to: from + 90_000 }));
    expect(slots.map((slot) => slot.to - slot.from)).toEqual([30_000, 30_000]);
  });

  test("are never more than 240, and lose no event in being added up", () => {
    const buckets = Array.from({ length: 1000 }, (_, minute) => bucket(minute, 1 + (minute % 7)));
    const filled = fillSlots({ interval_ms: MINUTE, buckets }, series, from, from + 1000 * MINUTE);
    expect(filled.slots.length).toBeLessThanOrEqual(240);
    expect(filled.slots.reduce((sum, { count }) => sum + count, 0)).toBe(
      buckets.reduce((sum, { count }) => sum + count, 0),
    );
  });

  test("count values that no series names as other", () => {
    const layout = layoutHistogram(
      input({ data: { interval_ms: MINUTE, buckets: [bucket(3, 5, 0, 4)] } }),
    );
    expect(layout.series.map(({ id }) => id)).toEqual(["read", "denied", "other"]);
    expect(layout.slots[3]?.parts).toEqual([5, 0, 4]);
  });

  test("need no breakdown", () => {
    const buckets = [{ start: new Date(from).toISOString(), count: 7 }];
    const layout = layoutHistogram(input({ data: { interval_ms: MINUTE, buckets }, series: [] }));
    expect(layout.slots[0]).toMatchObject({ count: 7, parts: [7] });
  });
});

describe("bars of a histogram", () => {
  test("stand on one another and reach as high as their count", () => {
    const layout = layoutHistogram(input());
    expect(layout.maximum).toBe(40);
    expect(layout.plot).toMatchObject({ top: 17, bottom: 78 });
    const [read, denied] = layout.layers.map(({ path }) => path);
    expect(read).toContain("M300 20.05h9v57.95h-9z");
    expect(denied).toBe("M300 17h9v3.05h-9z");
  });

  test("show one event among thousands", () => {
    const layout = layoutHistogram(
      input({ data: { interval_ms: MINUTE, buckets: [bucket(0, 5000, 1)] } }),
    );
    expect(layout.layers[1]?.path).toMatch(/v1\.5/);
  });

  test("fill the chart when there is one interval only", () => {
    const layout = layoutHistogram(
      input({ data: { interval_ms: 60 * MINUTE, buckets: [bucket(0, 3)] } }),
    );
    expect(layout.slots).toHaveLength(1);
    expect(layout.layers[0]?.path).toMatch(/^M0 17h599/);
  });

  test("are none without events, and the axis stays", () => {
    const layout = layoutHistogram(input({ data: { interval_ms: MINUTE, buckets: [] } }));
    expect(layout.layers.every(({ path }) => path === "")).toBe(true);
    expect(layout).toMatchObject({ total: 0, maximum: 1 });
    expect(layout.ticks.length).toBeGreaterThan(2);
  });
});

test("a place is found again as its slot, also beside the plot", () => {
  const layout = layoutHistogram(input());
  expect([-5, 0, 9.9, 10, 599, 700].map((x) => slotAt(layout, x))).toEqual([0, 0, 0, 1, 59, 59]);
  expect(countBetween(layout, 0, 30)).toBe(50);
});

test("gaps are bands of at least five pixels, and marks outside of the range are left out", () => {
  const gap = (id: string, minute: number) => ({
    id,
    from: from + minute * MINUTE,
    to: from + minute * MINUTE + 1000,
    label: "7 events missing",
  });
  const { marks } = layoutHistogram(
    input({
      gaps: [gap("in", 20), gap("out", 90)],
      markers: [{ id: "rule", at: from + 21 * MINUTE, label: "rule v4" }],
    }),
  );
  expect(marks.map(({ id, x, width }) => [id, x, width])).toEqual([
    ["in", 200, 5],
    ["rule", 210, 0],
  ]);
  // The second finds its right side taken and stands on the left.
  expect(marks.map(({ label }) => label?.anchor)).toEqual(["start", "end"]);
});

test("joined answers stack what each of them counted", () => {
  const joined = joinHistograms([
    { interval_ms: MINUTE, buckets: [bucket(5, 3)] },
    { interval_ms: MINUTE, buckets: [bucket(1, 0, 2), bucket(5, 0, 1)] },
  ]);
  expect(joined.buckets.map(({ count }) => count)).toEqual([2, 4]);
  expect(fillSlots(joined, series, from, from + 10 * MINUTE).slots[5]?.parts).toEqual([3, 1]);
});
