import { expect, test } from "vitest";

import {
  moveWindow,
  resizeWindow,
  windowAfterKey,
  windowAround,
  zoomWindow,
} from "./range-window.ts";

const whole = { from: 0, to: 1000 };
const window = { from: 200, to: 400 };
const press = (key: string, shiftKey = false) => windowAfterKey({ key, shiftKey }, window, whole);

test("a window moves within the whole and keeps its length", () => {
  expect(moveWindow(window, -500, whole)).toEqual({ from: 0, to: 200 });
  expect(moveWindow(window, 5000, whole)).toEqual({ from: 800, to: 1000 });
});

test("zooming keeps the time in the middle where it is, and ends at the whole", () => {
  expect(zoomWindow(window, 0.5, whole)).toEqual({ from: 250, to: 350 });
  expect(zoomWindow(window, 100, whole)).toEqual(whole);
  expect(zoomWindow(window, 0, whole).to - zoomWindow(window, 0, whole).from).toBe(2);
});

test("edges never pass one another", () => {
  expect(resizeWindow(window, "from", 900, whole)).toEqual({ from: 398, to: 400 });
  expect(resizeWindow(window, "to", -900, whole)).toEqual({ from: 200, to: 202 });
});

test("a time in sight moves nothing, another one comes to the middle", () => {
  expect(windowAround(window, 300, whole)).toBe(window);
  expect(windowAround(window, 700, whole)).toEqual({ from: 600, to: 800 });
});

test("keys move, extend and zoom a window", () => {
  expect(press("ArrowRight")).toEqual({ from: 220, to: 420 });
  expect(press("ArrowRight", true)).toEqual({ from: 200, to: 420 });
  expect(press("End")).toEqual({ from: 800, to: 1000 });
  expect(press("-")).toEqual({ from: 100, to: 500 });
  expect(press("x")).toBeUndefined();
});
