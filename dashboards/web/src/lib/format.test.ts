import { describe, expect, test } from "vitest";

import { agoText, bytesText, countOf, durationText, percentText } from "./format.ts";

describe("showing quantities", () => {
  test.each([
    [0, "0 ms"],
    [0.4, "< 1 ms"],
    [318, "318 ms"],
    [999.6, "1.0 s"],
    [1234, "1.2 s"],
    [9960, "10 s"],
    [59_700, "1 m"],
    [130_000, "2 m 10 s"],
    [3_600_000, "1 h"],
    [338_400_000, "3 d 22 h"],
    [-42_500, "−43 s"],
  ])("%d ms is %s", (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  test("bytes have the unit that leaves a small number", () => {
    expect([0, 1023, 1434, 150_000, 5 * 1024 ** 2].map(bytesText)).toEqual([
      "0 B",
      "1023 B",
      "1.4 KB",
      "146 KB",
      "5.0 MB",
    ]);
  });

  test("a part of nothing is no percentage, and a small part is not none", () => {
    expect([percentText(0, 0), percentText(1, 90), percentText(1, 1e6), percentText(0, 5)]).toEqual(
      ["–", "1.1%", "< 0.1%", "0%"],
    );
  });

  test("one thing is not many", () => {
    expect([countOf(1, "event"), countOf(2418, "event"), countOf(2, "entry", "entries")]).toEqual([
      "1 event",
      "2,418 events",
      "2 entries",
    ]);
  });

  test("how long ago is told in one unit", () => {
    expect([500, 58 * 60_000, 3 * 3_600_000, 3 * 86_400_000].map((ms) => agoText(0, ms))).toEqual([
      "now",
      "58 m",
      "3 h",
      "3 d",
    ]);
  });
});
