import { expect, test } from "vitest";

import { layoutSparkline } from "./sparkline-layout.ts";

test("both periods share one scale that begins at zero", () => {
  const { line, previous, end } = layoutSparkline([0, 10], [20, 0], 73, 26);
  expect(line).toBe("0,23 70,13");
  expect(previous).toBe("0,3 70,23");
  expect(end).toEqual({ x: 70, y: 13 });
});

test("nothing and a single value are drawn too", () => {
  expect(layoutSparkline([], [], 74, 26)).toEqual({ line: "", previous: "", end: undefined });
  expect(layoutSparkline([4], [], 74, 26).end).toEqual({ x: 71, y: 3 });
});
