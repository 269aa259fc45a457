import { afterEach, describe, expect, test, vi } from "vitest";

import { intervalText, layoutTimeAxis, spanText } from "./time-axis.ts";

const at = (time: string) => Date.parse(time);
const axis = (from: string, to: string, width = 786, zone: "utc" | "local" = "utc") =>
  layoutTimeAxis({ from: at(from), to: at(to), width, zone });
const labels = (...input: Parameters<typeof axis>) =>
  axis(...input).ticks.map((tick) => tick.label);

afterEach(() => vi.unstubAllEnvs());

describe("labels of a time axis", () => {
  test("fit their range: seconds, minutes, hours, days, months, years", () => {
    expect(labels("2026-08-21T14:00:00Z", "2026-08-21T14:00:01Z")[1]).toBe("14:00:00.200");
    expect(labels("2026-08-21T14:00:00Z", "2026-08-21T14:01:00Z", 500)).toEqual([
      "14:00:00",
      "14:00:10",
      "14:00:20",
      "14:00:30",
      "14:00:40",
      "14:00:50",
      "14:01:00",
    ]);
    expect(labels("2026-08-21T13:00:00Z", "2026-08-21T15:00:00Z", 300)).toEqual([
      "13:00",
      "13:30",
      "14:00",
      "14:30",
      "15:00",
    ]);
    expect(labels("2026-08-20T15:00:00Z", "2026-08-21T15:00:00Z", 600)).toEqual([
      "15:00",
      "18:00",
      "21:00",
      "00:00",
      "03:00",
      "06:00",
      "09:00",
      "12:00",
      "15:00",
    ]);
    expect(labels("2026-08-01T00:00:00Z", "2026-08-05T00:00:00Z", 300)).toEqual([
      "1 Aug",
      "2 Aug",
      "3 Aug",
      "4 Aug",
      "5 Aug",
    ]);
    expect(labels("2025-11-12T00:00:00Z", "2026-03-12T00:00:00Z", 500)).toEqual([
      "Dec 2025",
      "Jan 2026",
      "Feb",
      "Mar",
    ]);
    expect(labels("2021-03-01T00:00:00Z", "2026-03-01T00:00:00Z", 300)).toEqual([
      "2022",
      "2023",
      "2024",
      "2025",
      "2026",
    ]);
  });

  test("never touch, whatever the range and the width", () => {
    const from = at("2026-02-11T03:04:05.678Z");
    for (let length = 20; length < 10 ** 12; length *= 1.7) {
      for (const width of [120, 333, 786, 1352]) {
        const { ticks } = layoutTimeAxis({ from, to: from + length, width, zone: "utc" });
        for (const [index, tick] of ticks.entries()) {
          const next = ticks[index + 1];
          if (next === undefined) continue;
          const space = ((next.at - tick.at) / length) * width;
          expect(space).toBeGreaterThan(tick.label.length * 5.5);
        }
      }
    }
  });

  test("name midnights above the chart while there are few, among the labels when there are many", () => {
    const day = axis("2026-08-20T15:00:00Z", "2026-08-21T15:00:00Z");
    expect(day.days).toEqual([
      { at: at("2026-08-21T00:00:00Z"), label: "00:00, 21 Aug", isMajor: true },
    ]);
    const week = axis("2026-08-14T15:00:00Z", "2026-08-19T15:00:00Z");
    expect(week.days).toEqual([]);
    expect(week.ticks.map(({ label }) => label)).toContain("16 Aug");
  });

  test("stand on whole hours of the reader's zone, half an hour off and set back", () => {
    vi.stubEnv("TZ", "America/St_Johns");
    const { ticks, days } = axis("2026-10-31T12:00:00Z", "2026-11-01T14:00:00Z", 700, "local");
    expect(ticks.map(({ label }) => label)).toEqual([
      "12:00",
      "15:00",
      "18:00",
      "21:00",
      "00:00",
      "03:00",
      "06:00",
      "09:00",
    ]);
    const instants = ticks.map((tick) => new Date(tick.at).toISOString().slice(11, 16));
    expect(instants.slice(3, 6)).toEqual(["23:30", "02:30", "06:30"]);
    expect(days.map(({ label }) => label)).toEqual(["00:00, 1 Nov"]);
    const hours = axis("2026-10-31T12:00:00Z", "2026-10-31T15:00:00Z", 200, "local").ticks;
    expect(hours.map(({ label }) => label)).toEqual(["10:00", "11:00", "12:00"]);
  });

  test("begin with the range where asked to, when the first round time is far", () => {
    const input = { from: at("2026-02-11T00:00:00Z"), to: at("2026-08-21T00:00:00Z") };
    const { ticks } = layoutTimeAxis({ ...input, width: 800, zone: "utc", hasStart: true });
    expect(ticks.slice(0, 2).map(({ label }) => label)).toEqual(["Feb 2026", "Mar"]);
  });

  test("are none for an empty range or without room", () => {
    expect(axis("2026-08-21T13:00:00Z", "2026-08-21T13:00:00Z").ticks).toEqual([]);
    expect(axis("2026-08-21T13:00:00Z", "2026-08-21T14:00:00Z", 0).ticks).toEqual([]);
  });
});

test("intervals are said in their largest unit", () => {
  expect([60_000, 600_000, 3_600_000, 7 * 86_400_000, 100].map(intervalText)).toEqual([
    "per min",
    "per 10 min",
    "per hour",
    "per 7 days",
    "per 100 ms",
  ]);
});

test("spans are as exact as their range", () => {
  const from = at("2026-08-21T13:58:00Z");
  expect(spanText(from, from + 300_000, "utc")).toBe("13:58 → 14:03");
  expect(spanText(from, from + 10, "utc")).toBe("13:58:00.000 → 13:58:00.010");
});
