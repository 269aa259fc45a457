import { expect, test } from "vitest";

import { cellAfterKey, heatLevel } from "./heat-level.ts";

const move = (key: string, row: number, column: number) =>
  cellAfterKey(key, { row, column }, 7, 24);

test("nothing is level 0, something never is, the most is level 5", () => {
  expect([0, 1, 10, 50, 100].map((count) => heatLevel(count, 100))).toEqual([0, 1, 2, 4, 5]);
  expect(heatLevel(0, 0)).toBe(0);
});

test("arrows move between cells and stop at the edges", () => {
  expect(move("ArrowLeft", 0, 0)).toEqual({ row: 0, column: 0 });
  expect(move("ArrowDown", 2, 3)).toEqual({ row: 3, column: 3 });
  expect(move("End", 2, 3)).toEqual({ row: 2, column: 23 });
  expect(move("x", 2, 3)).toBeUndefined();
});
