import { expect, test } from "vitest";

import { shiftStart } from "./shift.ts";

const at = (text: string) => Date.parse(text);

test("a shift began today when its time has come, else yesterday", () => {
  expect(shiftStart("06:00", at("2026-08-21T15:04:00Z"), "UTC")).toBe(at("2026-08-21T06:00:00Z"));
  expect(shiftStart("22:00", at("2026-08-21T15:04:00Z"), "UTC")).toBe(at("2026-08-20T22:00:00Z"));
  expect(shiftStart("15:04", at("2026-08-21T15:04:00Z"), "UTC")).toBe(at("2026-08-21T15:04:00Z"));
});

test("the time of day is that of the zone", () => {
  expect(shiftStart("06:00", at("2026-08-21T05:00:00Z"), "Europe/Berlin")).toBe(
    at("2026-08-21T04:00:00Z"),
  );
});

test("a time that a clock shows twice began at the later one, once it has come", () => {
  expect(shiftStart("02:30", at("2026-10-25T00:45:00Z"), "Europe/Berlin")).toBe(
    at("2026-10-25T00:30:00Z"),
  );
  expect(shiftStart("02:30", at("2026-10-25T03:00:00Z"), "Europe/Berlin")).toBe(
    at("2026-10-25T01:30:00Z"),
  );
});

test("what is no time of day began never", () => {
  for (const text of ["", "6:00", "24:00", "06:60", "now"])
    expect(shiftStart(text, at("2026-08-21T15:00:00Z"), "UTC")).toBeUndefined();
});
