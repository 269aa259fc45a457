import { expect, test } from "vitest";

import { readWindow, windowText } from "./time-window.ts";
import { unzoomSearch, zoomSearch } from "./zoom-search.ts";

const first = { from: Date.UTC(2026, 0, 2), to: Date.UTC(2026, 0, 3) };
const second = { from: first.from + 1000, to: first.from + 2000 };

test("however often a time is zoomed into, one step leads back to the range before", () => {
  const once = zoomSearch(first, { from: "now-7d" });
  const twice = zoomSearch(second, once);
  expect(twice).toMatchObject({ from: "2026-01-02T00:00:01.000Z", back: "now-7d..now" });
  expect(unzoomSearch(twice)).toMatchObject({ from: "now-7d", to: undefined, back: undefined });
});

test("the default range goes out of the address again", () => {
  expect(unzoomSearch(zoomSearch(first, {}))).toMatchObject({ from: undefined, to: undefined });
  expect(unzoomSearch({})).toEqual({});
});

test("a selected time comes back as it was written, within its range only", () => {
  const range = { fromMs: first.from, toMs: first.to };
  expect(readWindow(windowText(second), range)).toEqual(second);
  expect(readWindow(windowText(second), { fromMs: first.to, toMs: first.to + 1 })).toBeNull();
  expect(readWindow("x..y", range)).toBeNull();
  expect(readWindow(undefined, range)).toBeNull();
});
