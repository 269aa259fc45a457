import { expect, test } from "vitest";

import { buildSteps } from "./session-steps.ts";
import { anEvent, START } from "./session.fixture.ts";
import { extentOf, firstWindow } from "./use-window.ts";

const reads = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    anEvent({ id: `r${String(index).padStart(3, "0")}`, at: index * 10 }),
  );
const span = (count: number) => ({ from: START, to: START + (count - 1) * 10_000 });

test("a small session is shown whole", () => {
  const extent = extentOf(span(20));
  expect(firstWindow(buildSteps(reads(20), new Map()), extent, undefined)).toEqual(extent);
});

test("of a large one as much is shown as can be read, around the first call that is more than a read", () => {
  const events = [...reads(200), anEvent({ id: "write", at: 1205, does: "update" })];
  const extent = extentOf(span(200));
  const window = firstWindow(buildSteps(events, new Map()), extent, undefined);
  expect(window.from).toBeGreaterThan(START + 1_000_000);
  expect(window.from).toBeLessThan(START + 1_205_000);
  expect(window.to).toBeGreaterThan(START + 1_205_000);
  expect(window.to - window.from).toBeLessThan((extent.to - extent.from) / 4);
});

test("an open event is in sight, also one at the end", () => {
  const extent = extentOf(span(200));
  const steps = buildSteps(reads(200), new Map());
  for (const id of ["r000", "r100", "r199"]) {
    const at = steps.find((step) => step.id === id)?.at ?? 0;
    const window = firstWindow(steps, extent, id);
    expect(window.from).toBeLessThanOrEqual(at);
    expect(window.to).toBeGreaterThanOrEqual(at);
  }
});
