import { describe, expect, test } from "vitest";

import { isRangeEnd, resolveRange, scaleRange, shiftRange } from "./range.ts";

const now = Date.parse("2026-08-21T15:00:00.000Z");

describe("the range of a page", () => {
  test("is the last 24 hours where the address names none, or none that can be read", () => {
    const expected = { from: "2026-08-20T15:00:00.000Z", to: "2026-08-21T15:00:00.000Z" };
    expect(resolveRange({}, now)).toMatchObject(expected);
    expect(resolveRange({ from: "soon" }, now)).toMatchObject(expected);
    expect(resolveRange({ from: "now", to: "now-1h" }, now)).toMatchObject(expected);
  });

  test("keeps instants, and says whether it moves", () => {
    const range = { from: "2026-08-01T00:00:00.000Z", to: "2026-08-02T00:00:00.000Z" };
    expect(resolveRange(range, now)).toMatchObject({ ...range, isRelative: false });
    expect(resolveRange({ from: "now-1h" }, now).isRelative).toBe(true);
  });

  test("shifted, it touches itself", () => {
    const range = resolveRange({ from: "now-1h" }, now);
    expect(shiftRange(range, -1)).toEqual({ from: "2026-08-21T13:00:00.000Z", to: range.from });
    expect(shiftRange(range, 1)).toEqual({ from: range.to, to: "2026-08-21T16:00:00.000Z" });
  });

  test("scaled, it keeps its middle", () => {
    expect(scaleRange(resolveRange({ from: "now-1h" }, now), 2)).toEqual({
      from: "2026-08-21T13:30:00.000Z",
      to: "2026-08-21T15:30:00.000Z",
    });
  });

  test("only what can be resolved is an end of a range", () => {
    expect(["now-7d", "now", "2026-08-01T00:00:00Z", "soon", ""].map(isRangeEnd)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
