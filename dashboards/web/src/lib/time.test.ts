import { describe, expect, test } from "vitest";

import { dayText, rangeText, startOfDay, timeParts } from "./time.ts";

const at = Date.parse("2026-08-21T14:02:11.480Z");

describe("showing a time", () => {
  test("its parts are those of the zone", () => {
    expect(timeParts(at, "UTC")).toEqual({
      date: "2026-08-21",
      clock: "14:02:11",
      fraction: ".480",
      offset: "Z",
    });
    expect(timeParts(at, "Asia/Kolkata")).toMatchObject({ clock: "19:32:11", offset: "+05:30" });
    expect(timeParts(at, "America/St_Johns")).toMatchObject({
      clock: "11:32:11",
      offset: "-02:30",
    });
  });

  test("the two times that clocks show alike differ by their offset", () => {
    const both = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"].map((instant) =>
      timeParts(instant, "Europe/Berlin"),
    );
    expect(both.map(({ clock, offset }) => `${clock}${offset}`)).toEqual([
      "02:30:00+02:00",
      "02:30:00+01:00",
    ]);
  });

  test("a range within a day names it once", () => {
    const [from, to] = ["2026-08-21T13:00:00Z", "2026-08-21T15:00:00Z"].map(Date.parse);
    expect(rangeText(from ?? 0, to ?? 0, "utc")).toEqual({
      day: "21 Aug 2026",
      times: "13:00 → 15:00",
    });
  });

  test("a whole day ends at 24:00, and longer ranges name both days", () => {
    const day = 86_400_000;
    const start = Date.parse("2026-08-21T00:00:00Z");
    expect(rangeText(start, start + day, "utc").times).toBe("00:00 → 24:00");
    expect(rangeText(start, start + 2 * day, "utc").times).toBe("21 Aug 00:00 → 23 Aug 00:00");
  });

  test("a day begins when clocks of its zone say so", () => {
    expect(new Date(startOfDay(at, "America/St_Johns")).toISOString()).toBe(
      "2026-08-21T02:30:00.000Z",
    );
  });

  test("a day whose midnight is skipped begins after it", () => {
    const noon = Date.parse("2026-09-06T15:00:00Z");
    expect(timeParts(startOfDay(noon, "America/Santiago"), "America/Santiago").clock).toBe(
      "01:00:00",
    );
  });

  test("the year is left out where it is that of now", () => {
    expect(dayText(at, "UTC", at)).toBe("21 Aug");
    expect(dayText(at, "UTC", at + 200 * 86_400_000)).toBe("21 Aug 2026");
  });
});
