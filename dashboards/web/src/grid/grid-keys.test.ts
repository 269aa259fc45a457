import { describe, expect, test } from "vitest";

import { columnAfterKey, rowAfterKey } from "./grid-keys.ts";
import type { GridPlace } from "./grid-keys.ts";

// Lines 0, 5 and 19 of twenty are days or gaps.
const place = (selected: number, more: Partial<GridPlace> = {}): GridPlace => ({
  count: 20,
  isRow: (index) => ![0, 5, 19].includes(index),
  selected,
  firstVisible: 0,
  visible: 6,
  ...more,
});

describe("keys in a grid", () => {
  test("the first one selects the first row in sight", () => {
    expect(rowAfterKey("j", place(-1, { firstVisible: 5 }))).toBe(6);
    expect(rowAfterKey("ArrowUp", place(-1))).toBe(1);
  });

  test("pass over lines that are no rows, and stop at the ends", () => {
    expect(rowAfterKey("j", place(4))).toBe(6);
    expect(rowAfterKey("k", place(6))).toBe(4);
    expect(rowAfterKey("ArrowDown", place(18))).toBe(18);
    expect(rowAfterKey("ArrowUp", place(1))).toBe(1);
  });

  test("go by what is in sight, or to the ends", () => {
    expect(rowAfterKey("PageDown", place(2))).toBe(7);
    expect(rowAfterKey("PageDown", place(17))).toBe(18);
    expect(rowAfterKey("PageUp", place(3))).toBe(1);
    expect(rowAfterKey("Home", place(9))).toBe(1);
    expect(rowAfterKey("End", place(9))).toBe(18);
  });

  test("lead nowhere in an empty grid, and other keys mean nothing", () => {
    expect(rowAfterKey("End", place(-1, { count: 0 }))).toBeUndefined();
    expect(rowAfterKey("f", place(3))).toBeUndefined();
  });
});

test("arrows choose a cell; before the first one the row as a whole is meant", () => {
  expect(columnAfterKey("ArrowRight", -1, 3)).toBe(0);
  expect(columnAfterKey("ArrowRight", 2, 3)).toBe(2);
  expect(columnAfterKey("ArrowLeft", 0, 3)).toBe(-1);
  expect(columnAfterKey("j", 0, 3)).toBeUndefined();
});
