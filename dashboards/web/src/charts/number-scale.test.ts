import { expect, test } from "vitest";

import { clamp, roundMaximum } from "./number-scale.ts";

test("the maximum is round, whole and never below what was counted", () => {
  expect([0, 1, 2, 3, 7, 12, 13, 48, 101, 3999, 4120].map(roundMaximum)).toEqual([
    1, 1, 2, 3, 8, 12, 15, 50, 120, 4000, 5000,
  ]);
  for (let count = 1; count < 2000; count += 1) {
    expect(roundMaximum(count)).toBeGreaterThanOrEqual(count);
    expect(Number.isInteger(roundMaximum(count))).toBe(true);
  }
});

test("clamping to a range the wrong way round gives its lower end", () => {
  expect(clamp(5, 10, 2)).toBe(10);
});
