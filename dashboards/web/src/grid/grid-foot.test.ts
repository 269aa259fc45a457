import { expect, test } from "vitest";

import { footText } from "./grid-foot.tsx";

const order = "newest first";

test("says how many rows of how many are shown, in which order", () => {
  const total = { count: 14_302, isExact: true };
  expect(footText({ loaded: 2000, total, order })).toBe(
    "Showing 2,000 of 14,302, newest first. More load as you scroll",
  );
  expect(footText({ loaded: 14_302, total, order })).toBe("14,302 events, newest first");
});

test("says when the number of all is not known, or only its least", () => {
  expect(footText({ loaded: 200, hasMore: true })).toBe("Showing 200. More load as you scroll");
  expect(footText({ loaded: 200, total: { count: 10_000, isExact: false } })).toContain(
    "of 10,000+",
  );
  expect(footText({ loaded: 1 })).toBe("1 event");
});

test("says when no more are loaded", () => {
  const total = { count: 142_302, isExact: true };
  expect(footText({ loaded: 50_000, total })).toContain("narrow the range");
});
