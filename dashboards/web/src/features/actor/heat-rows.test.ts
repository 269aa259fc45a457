import type { HistogramAnswer } from "@toolmark/query-api/answers";
import { expect, test } from "vitest";

import { heatDays, unusualHours } from "./heat-rows.ts";

function histogram(starts: readonly string[]): HistogramAnswer {
  return {
    interval_ms: 3_600_000,
    buckets: starts.map((start) => ({ start, count: 1 })),
    total: starts.length,
    asof: "",
    query: { text: "", kind: "rows", explanation: "", warnings: [] },
  };
}

test("events stand on the day and hour that clocks of the zone showed", () => {
  const answer = histogram(["2026-08-21T23:00:00.000Z"]);
  const end = Date.parse("2026-08-22T06:00:00.000Z");
  const utc = heatDays(answer, { end, days: 2, iana: "UTC" });
  expect(utc.map(({ label }) => label)).toEqual(["Fri 21 Aug", "Sat 22 Aug"]);
  expect(utc[0]?.counts[23]).toBe(1);
  const berlin = heatDays(answer, { end, days: 2, iana: "Europe/Berlin" });
  expect(berlin[1]?.counts[1]).toBe(1);
});

test("hours to come are not known, hours without events are none", () => {
  const end = Date.parse("2026-08-22T06:00:00.000Z");
  const [, today] = heatDays(histogram([]), { end, days: 2, iana: "UTC" });
  expect(today?.counts.slice(0, 7)).toEqual([0, 0, 0, 0, 0, 0, undefined]);
});

test("an hour that clocks show twice holds both", () => {
  const answer = histogram(["2026-10-25T00:00:00.000Z", "2026-10-25T01:00:00.000Z"]);
  const end = Date.parse("2026-10-26T00:00:00.000Z");
  const days = heatDays(answer, { end, days: 2, iana: "Europe/Berlin" });
  expect(days.find(({ label }) => label === "Sun 25 Oct")?.counts[2]).toBe(2);
  expect(days).toHaveLength(2);
});

test("an hour is unusual that is seen on one of several active days", () => {
  const days = Array.from({ length: 6 }, (_, day) => `2026-08-2${day}T09:00:00.000Z`);
  const end = Date.parse("2026-08-26T00:00:00.000Z");
  const rows = heatDays(histogram([...days, "2026-08-25T03:00:00.000Z"]), {
    end,
    days: 10,
    iana: "UTC",
  });
  expect([...unusualHours(rows)]).toEqual([3]);
  expect([...unusualHours(rows.slice(-3))]).toEqual([]);
});
