import { describe, expect, test } from "vitest";

import { rangeAround, readRange, readTime } from "./read-time.ts";

const now = Date.parse("2026-08-21T15:04:30.000Z");
const range = (text: string, iana = "UTC") => readRange(text, now, iana);
const value = (text: string, iana = "UTC") => readTime(text, now, iana)?.value;

describe("reading a time", () => {
  test.each([
    ["2026-08-21T14:02:11.480Z", "2026-08-21T14:02:11.480Z"],
    ["2026-08-21T14:02:11.4805Z", "2026-08-21T14:02:11.480Z"],
    ["2026-08-21T16:02:11+02:00", "2026-08-21T14:02:11.000Z"],
    ["2026-08-21 14:02", "2026-08-21T14:02:00.000Z"],
    ["2026-08-21", "2026-08-21T00:00:00.000Z"],
    ["21 Aug 2026 14:02", "2026-08-21T14:02:00.000Z"],
    ["21 August 2026", "2026-08-21T00:00:00.000Z"],
    ["3 Feb", "2026-02-03T00:00:00.000Z"],
    ["14:02:11.5", "2026-08-21T14:02:11.500Z"],
    ["1787320931", "2026-08-21T14:02:11.000Z"],
    ["1787320931480", "2026-08-21T14:02:11.480Z"],
    ["yesterday", "2026-08-20T00:00:00.000Z"],
    ["today", "2026-08-21T00:00:00.000Z"],
    ["now", "now"],
    ["now-1h", "now-1h"],
    ["90min", "now-90m"],
    ["7d", "now-7d"],
  ])("%s is %s", (text, expected) => {
    expect(value(text)).toBe(expected);
  });

  test.each(["", "soon", "2026-02-30", "25:00", "14:61", "2026-13-01", "31 Foo 2026", "now-1y"])(
    "%j is no time",
    (text) => {
      expect(value(text)).toBeUndefined();
    },
  );

  test("what names no zone is read in the one given", () => {
    expect(value("2026-08-21 14:02", "Asia/Kolkata")).toBe("2026-08-21T08:32:00.000Z");
    expect(value("2026-08-21 14:02Z", "Asia/Kolkata")).toBe("2026-08-21T14:02:00.000Z");
    expect(value("yesterday", "America/St_Johns")).toBe("2026-08-20T02:30:00.000Z");
  });

  test("a time that clocks showed twice is the first of the two, and the other is told", () => {
    const time = readTime("2026-10-25 02:30", now, "Europe/Berlin");
    expect(time?.value).toBe("2026-10-25T00:30:00.000Z");
    expect(time?.others).toEqual([Date.parse("2026-10-25T01:30:00Z")]);
  });

  test("a time that clocks skipped is none", () => {
    expect(value("2026-03-29 02:30", "Europe/Berlin")).toBeUndefined();
  });

  test("the day on which clocks change has 25 hours", () => {
    const day = readTime("2026-10-25", now, "Europe/Berlin");
    expect((day?.end ?? 0) - (day?.start ?? 0)).toBe(25 * 3_600_000);
  });
});

describe("reading a range", () => {
  test("two times with anything usual between them", () => {
    const expected = { from: "2026-08-21T13:00:00.000Z", to: "2026-08-21T15:00:00.000Z" };
    for (const between of [" .. ", "..", " → ", " to ", " - ", "–"])
      expect(range(`2026-08-21 13:00${between}15:00`)).toEqual(expected);
  });

  test("a time of day at the end is on the day of the begin", () => {
    expect(range("2026-08-01 13:00 .. 15:00")).toEqual({
      from: "2026-08-01T13:00:00.000Z",
      to: "2026-08-01T15:00:00.000Z",
    });
  });

  test("a day at the end is included", () => {
    expect(range("2026-08-01 .. 2026-08-02")?.to).toBe("2026-08-03T00:00:00.000Z");
  });

  test("one day alone is all of it, in its zone", () => {
    expect(range("yesterday", "Europe/Berlin")).toEqual({
      from: "2026-08-19T22:00:00.000Z",
      to: "2026-08-20T22:00:00.000Z",
    });
  });

  test("relative times stay relative", () => {
    expect(range("now-3h .. now-1h")).toEqual({ from: "now-3h", to: "now-1h" });
    expect(range("6h")).toEqual({ from: "now-6h", to: "now" });
  });

  test("what is shown can be read back", () => {
    expect(range("2026-08-21T13:00:00.000+02:00 .. 2026-08-21T15:00:00.000+02:00")).toEqual({
      from: "2026-08-21T11:00:00.000Z",
      to: "2026-08-21T13:00:00.000Z",
    });
  });

  test("an end before its begin is no range", () => {
    expect(range("2026-08-21 15:00 .. 13:00")).toBeUndefined();
    expect(range("now")).toBeUndefined();
  });

  test("the time around an instant has it in its middle", () => {
    expect(rangeAround(Date.parse("2026-08-21T14:02:11Z"), 60_000)).toEqual({
      from: "2026-08-21T14:01:11.000Z",
      to: "2026-08-21T14:03:11.000Z",
    });
  });
});
