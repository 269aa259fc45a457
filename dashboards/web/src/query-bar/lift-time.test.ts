import { describe, expect, test } from "vitest";

import { liftTime } from "./lift-time.ts";

const now = Date.parse("2026-11-24T12:00:00Z");
const shown = { from: "2026-11-24T10:00:00.000Z", to: "2026-11-24T12:00:00.000Z" };

describe("taking time out of a query", () => {
  test("an amount back from now goes on moving", () => {
    expect(liftTime("since:7d tool:a", shown, now)).toEqual({
      text: "tool:a",
      range: { from: "now-7d", to: "now" },
    });
  });

  test("a day and a span become their instants", () => {
    expect(liftTime("tool:a time:2026-11-23", shown, now).range).toEqual({
      from: "2026-11-23T00:00:00.000Z",
      to: "2026-11-24T00:00:00.000Z",
    });
    expect(liftTime("since:2026-11-23T08:00:00Z until:2026-11-23T09:00:00Z", shown, now)).toEqual({
      text: "",
      range: { from: "2026-11-23T08:00:00.000Z", to: "2026-11-23T09:00:00.000Z" },
    });
  });

  test("an end alone keeps the length of the range", () => {
    expect(liftTime("until:2026-11-23T09:00:00Z", shown, now).range).toEqual({
      from: "2026-11-23T07:00:00.000Z",
      to: "2026-11-23T09:00:00.000Z",
    });
  });

  test("a query without time, or one that cannot be read, stays as it is written", () => {
    expect(liftTime("tool:a   actor:b", shown, now)).toEqual({ text: "tool:a   actor:b" });
    expect(liftTime("since:7d (", shown, now)).toEqual({ text: "since:7d (" });
  });
});
