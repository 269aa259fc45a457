import { describe, expect, test } from "vitest";

import { brushOf, moveBrush } from "./brush.ts";

const press = (key: string, shiftKey = false) => ({ key, shiftKey });

describe("a brush moved by keys", () => {
  test("begins with one slot at the end that the key leads to", () => {
    for (const key of ["ArrowRight", "Home", "PageDown"]) {
      expect(moveBrush(undefined, press(key), 120)).toEqual({ anchor: 0, head: 0 });
    }
    for (const key of ["ArrowLeft", "End", "PageUp"]) {
      expect(moveBrush(undefined, press(key), 120)).toEqual({ anchor: 119, head: 119 });
    }
  });

  test("is extended with Shift, over its own beginning too", () => {
    const brush = { anchor: 5, head: 6 };
    expect(moveBrush(brush, press("ArrowRight", true), 10)).toEqual({ anchor: 5, head: 7 });
    expect(moveBrush(brush, press("Home", true), 10)).toEqual({ anchor: 5, head: 0 });
    expect(moveBrush(brush, press("End", true), 10)).toEqual({ anchor: 5, head: 9 });
  });

  test("keeps its length when it is moved against an end", () => {
    expect(moveBrush({ anchor: 7, head: 9 }, press("PageDown"), 10)).toEqual({
      anchor: 7,
      head: 9,
    });
    expect(moveBrush({ anchor: 3, head: 1 }, press("PageUp"), 10)).toEqual({ anchor: 2, head: 0 });
  });

  test("leaves other keys, and an empty chart, alone", () => {
    expect(moveBrush({ anchor: 1, head: 1 }, press("x"), 10)).toBeUndefined();
    expect(moveBrush(undefined, press("ArrowLeft"), 0)).toBeUndefined();
  });
});

test("a range of time selects the slots that it touches", () => {
  const slots = [0, 1, 2, 3].map((slot) => ({ from: slot * 10, to: slot * 10 + 10 }));
  expect(brushOf({ from: 10, to: 30 }, slots)).toEqual({ anchor: 1, head: 2 });
  expect(brushOf({ from: 15, to: 16 }, slots)).toEqual({ anchor: 1, head: 1 });
  expect(brushOf({ from: 50, to: 60 }, slots)).toBeUndefined();
});
