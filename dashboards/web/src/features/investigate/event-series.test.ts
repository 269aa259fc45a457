import { expect, test } from "vitest";

import { anEvent } from "./an-event.fixture.ts";
import { withEvents } from "./event-series.ts";

const data = {
  interval_ms: 60_000,
  buckets: [{ start: "2026-01-02T00:00:00.000Z", count: 2, by: [{ value: "read", count: 2 }] }],
};

test("events that came are counted in their interval, by effect or by what went wrong", () => {
  const added = withEvents(data, [
    anEvent("a", 10),
    anEvent("b", 20, { outcome: { status: "denied", executed: false } }),
    anEvent("c", 70, { effect: { class: "write", source: "observed" } }),
  ]);
  expect(added?.buckets.map(({ start, count }) => [start, count])).toEqual([
    ["2026-01-02T00:00:00.000Z", 4],
    ["2026-01-02T00:01:00.000Z", 1],
  ]);
  expect(added?.buckets[0]?.by).toContainEqual({ value: "denied", count: 1 });
  expect(added?.buckets[1]?.by).toEqual([{ value: "write", count: 1 }]);
});

test("without new events, or without an answer, nothing changes", () => {
  expect(withEvents(data, [])).toBe(data);
  expect(withEvents(undefined, [anEvent("a", 1)])).toBeUndefined();
});
