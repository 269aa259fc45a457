import type { HistogramAnswer } from "@toolmark/query-api/answers";

import type { HeatRow } from "../../charts/heat-map.tsx";
import { dayText, pad, startOfDay, toMs } from "../../lib/time.ts";
import { wallTimeOf } from "../../lib/wall-time.ts";

/** A day of the heat map with its hours. */
export interface HeatDay extends HeatRow {
  /** Its first instant, milliseconds since the epoch. */
  start: number;
}

/** The names of the hours. */
export const hourNames = Array.from({ length: 24 }, (_, hour) => pad(hour));

const DAY = 86_400_000;

/**
 * Counts by day and hour of a zone, oldest day first. Hours to come are not known. An hour that clocks
 * show twice holds both.
 *
 * @param end where the last day ends to be known, milliseconds since the epoch.
 */
export function heatDays(
  { buckets }: HistogramAnswer,
  options: { end: number; days: number; iana: string },
): HeatDay[] {
  const { end, days, iana } = options;
  const rows = new Map<number, { start: number; counts: (number | undefined)[] }>();
  let start = startOfDay(end - 1, iana);
  for (let left = days; left > 0; left--) {
    const isLast = left === days;
    const known = isLast ? wallTimeOf(end - 1, iana).hour + 1 : 24;
    rows.set(start, {
      start,
      counts: hourNames.map((_, hour) => (hour < known ? 0 : undefined)),
    });
    start = startOfDay(start - DAY / 2, iana);
  }
  for (const bucket of buckets) {
    const at = toMs(bucket.start);
    const row = rows.get(startOfDay(at, iana));
    const { hour } = wallTimeOf(at, iana);
    if (row !== undefined) row.counts[hour] = (row.counts[hour] ?? 0) + bucket.count;
  }
  return [...rows.values()]
    .toSorted((a, b) => a.start - b.start)
    .map(({ start: at, counts }) => ({
      id: String(at),
      label: `${weekday(at, iana)} ${dayText(at, iana).replace(/ \d{4}$/, "")}`,
      start: at,
      counts,
    }));
}

const MIN_ACTIVE_DAYS = 5;

/**
 * The hours of the day at which there is something on one day only, where there are enough active days
 * to say what is usual.
 */
export function unusualHours(days: readonly HeatDay[]): ReadonlySet<number> {
  const active = days.filter(({ counts }) => counts.some((count) => (count ?? 0) > 0));
  if (active.length < MIN_ACTIVE_DAYS) return new Set();
  return new Set(
    hourNames.flatMap((_, hour) =>
      active.filter(({ counts }) => (counts[hour] ?? 0) > 0).length === 1 ? [hour] : [],
    ),
  );
}

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;

function weekday(at: number, iana: string): string {
  const { year, month, day } = wallTimeOf(at, iana);
  return weekdays[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? "";
}
