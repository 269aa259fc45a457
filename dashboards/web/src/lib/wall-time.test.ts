import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { firstInstantOf, instantsOf, offsetText, wallTimeOf } from "./wall-time.ts";

const zones = ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Australia/Lord_Howe"];
const wall = (text: string) => {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = text.split(/\D/).map(Number);
  return { year, month, day, hour, minute, second: 0, millisecond: 0 };
};
const iso = (instants: readonly number[]) => instants.map((at) => new Date(at).toISOString());

describe("wall times", () => {
  test("02:30 in Berlin on the day clocks go back happens twice, an hour apart", () => {
    expect(iso(instantsOf(wall("2026-10-25 02:30"), "Europe/Berlin"))).toEqual([
      "2026-10-25T00:30:00.000Z",
      "2026-10-25T01:30:00.000Z",
    ]);
  });

  test("02:30 in Berlin on the day clocks go forward does not happen; the change is meant", () => {
    expect(instantsOf(wall("2026-03-29 02:30"), "Europe/Berlin")).toEqual([]);
    expect(iso([firstInstantOf(wall("2026-03-29 02:00"), "Europe/Berlin")])).toEqual([
      "2026-03-29T01:00:00.000Z",
    ]);
  });

  test("zones with half hours are read exactly", () => {
    expect(iso(instantsOf(wall("2026-08-21 14:02"), "Asia/Kolkata"))).toEqual([
      "2026-08-21T08:32:00.000Z",
    ]);
    expect(iso(instantsOf(wall("2026-08-21 14:02"), "America/St_Johns"))).toEqual([
      "2026-08-21T16:32:00.000Z",
    ]);
    expect(iso(instantsOf(wall("2026-11-01 01:30"), "America/St_Johns"))).toEqual([
      "2026-11-01T04:00:00.000Z",
      "2026-11-01T05:00:00.000Z",
    ]);
  });

  test("offsets are written as RFC 3339 writes them", () => {
    const at = Date.parse("2026-08-21T14:02:11Z");
    expect(zones.slice(0, 4).map((zone) => offsetText(at, zone))).toEqual([
      "Z",
      "+02:00",
      "+05:30",
      "-02:30",
    ]);
  });

  test("an instant is among those of its own wall time, in every zone", () => {
    const first = Date.parse("2000-01-01T00:00:00Z");
    const last = Date.parse("2040-01-01T00:00:00Z");
    fc.assert(
      fc.property(fc.integer({ min: first, max: last }), fc.constantFrom(...zones), (at, zone) => {
        expect(instantsOf(wallTimeOf(at, zone), zone)).toContain(at);
      }),
    );
  });
});
