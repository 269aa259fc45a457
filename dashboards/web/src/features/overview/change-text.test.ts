import { expect, test } from "vitest";

import { countChange, shareChange } from "./change-text.ts";

test("many are compared in percent, few in numbers", () => {
  expect(countChange(412, 400).text).toBe("+3%");
  expect(countChange(1004, 1000).text).toBe("+0.4%");
  expect(countChange(61, 58).text).toBe("+3");
  expect(countChange(37, 39).text).toBe("−2");
  expect(countChange(5, 5).text).toBe("±0");
  expect(countChange(2000, 2000).text).toBe("±0%");
});

test("a steep rise stands out, a small one and a fall do not", () => {
  expect(countChange(9114, 5660).isSteep).toBe(true);
  expect(countChange(12, 0).isSteep).toBe(true);
  expect(countChange(4, 1).isSteep).toBe(false);
  expect(countChange(100, 900).isSteep).toBe(false);
});

test("shares are compared in points, and not at all without a whole", () => {
  expect(shareChange({ part: 11, whole: 1000 }, { part: 10, whole: 1000 })).toEqual({
    text: "+0.1 pt",
    isSteep: false,
  });
  expect(shareChange({ part: 50, whole: 1000 }, { part: 10, whole: 1000 })?.isSteep).toBe(true);
  expect(shareChange({ part: 0, whole: 0 }, { part: 1, whole: 2 })).toBeUndefined();
});
