import { expect, test } from "vitest";

import { layoutStateBands, markerAfterKey } from "./state-bands-layout.ts";
import type { StateBandsInput } from "./state-bands-layout.ts";
import { guessTextWidth } from "./text-width.ts";

function layout(overrides: Partial<StateBandsInput> = {}) {
  return layoutStateBands({
    fields: [
      { name: "owner", bands: [{ from: 0, to: 500, state: "observed", text: "carol" }] },
      { name: "stage", bands: [{ from: 400, state: "inferred", text: "customer" }] },
    ],
    changes: [],
    reads: [],
    gaps: [],
    range: { from: 0, to: 1000 },
    width: 1028,
    zone: "utc",
    measure: guessTextWidth,
    ...overrides,
  });
}

const press = (key: string, shiftKey = false) =>
  markerAfterKey({ key, shiftKey }, 500, [100, 500, 800], { from: 0, to: 1000 });

test("bands reach from change to change, the last one to the end", () => {
  const { fields, left, right } = layout();
  expect([left, right]).toEqual([84, 884]);
  expect(fields.map(({ top, bands }) => [top, bands[0]?.x, bands[0]?.width])).toEqual([
    [27, 84, 399],
    [57, 404, 479],
  ]);
});

test("a change is joined with the first field that it changed", () => {
  const { changes } = layout({
    changes: [
      { id: "a", at: 400, effect: "write" },
      { id: "b", at: 700, effect: "write" },
    ],
  });
  expect(changes.map(({ id, top }) => [id, top])).toEqual([
    ["a", 57],
    ["b", undefined],
  ]);
});

test("of changes in one place the denied one is seen, the others are strokes", () => {
  const { changes } = layout({
    changes: [
      { id: "a", at: 500, effect: "write" },
      { id: "b", at: 503, effect: "destructive", state: "denied", label: "delete blocked" },
    ],
  });
  expect(changes.map(({ id, shape }) => `${id} ${shape}`)).toEqual(["a tick", "b mark"]);
  expect(changes[1]?.place).toBeDefined();
});

test("reads of the same pixels are one bar that grows with their number", () => {
  const { reads } = layout({
    reads: [
      { at: 500, count: 1 },
      { at: 501, count: 3 },
      { at: 900, count: 1 },
    ],
  });
  expect(reads.map(({ height }) => height)).toEqual([18, 9]);
});

test("places and times are each other's inverse within the range", () => {
  const { scale, timeAt, left, right } = layout();
  expect(timeAt(scale(250))).toBeCloseTo(250, 0);
  expect([timeAt(left - 50), timeAt(right + 50)]).toEqual([0, 1000]);
});

test("keys move the marker from event to event, with Shift by a hundredth", () => {
  expect(press("ArrowLeft")).toBe(100);
  expect(press("ArrowRight")).toBe(800);
  expect(press("ArrowRight", true)).toBe(510);
  expect(press("End")).toBe(1000);
  expect(press("x")).toBeUndefined();
});
