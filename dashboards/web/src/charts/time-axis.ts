import { monthNames, pad, rangeText, timeParts } from "../lib/time.ts";
import { firstInstantOf, offsetOf, wallTimeOf } from "../lib/wall-time.ts";
import type { WallTime } from "../lib/wall-time.ts";
import { ianaOf } from "../lib/zone.ts";
import type { Zone } from "../lib/zone.ts";

/** A labelled place on a time axis. */
export interface TimeTick {
  /** Milliseconds since the epoch, as are all times of charts. */
  at: number;
  label: string;
  /** Stands on a whole unit of the next size: the minute among seconds, the year among months. */
  isMajor: boolean;
}

/** The labels of a time axis. */
export interface TimeAxis {
  ticks: readonly TimeTick[];
  /** Midnights inside the range, labelled with their day, where ticks are closer than a day. */
  days: readonly TimeTick[];
}

/** A range of time on a number of pixels. */
export interface TimeAxisInput {
  from: number;
  to: number;
  /** Pixels. */
  width: number;
  zone: Zone;
  /** Free pixels between two labels; 24 without it. */
  gap?: number;
  /** Also labels where the range begins, when the first round time is far from it. */
  hasStart?: boolean;
}

interface Step {
  unit: "millisecond" | "hour" | "day" | "month" | "year";
  size: number;
  /** About how long it is, in milliseconds. */
  length: number;
}

interface Range {
  from: number;
  to: number;
  iana: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const CHARACTER_WIDTH = 6.4;
/** Beyond this many midnights their dates stand among the labels, not above the chart. */
const MAX_DAYS = 2;

const everyDay: Step = { unit: "day", size: 1, length: DAY };
const steps: readonly Step[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((size) => fixed(size)),
  ...[1, 2, 5, 10, 15, 30].map((size) => fixed(size * SECOND)),
  ...[1, 2, 5, 10, 15, 30, 60].map((size) => fixed(size * MINUTE)),
  ...[2, 3, 6, 12].map((size): Step => ({ unit: "hour", size, length: size * HOUR })),
  ...[1, 2, 7, 14].map((size): Step => ({ unit: "day", size, length: size * DAY })),
  ...[1, 3, 6].map((size): Step => ({ unit: "month", size, length: size * 30.4 * DAY })),
  ...[1, 2, 5, 10, 20, 50].map((size): Step => ({ unit: "year", size, length: size * 365 * DAY })),
];

function fixed(size: number): Step {
  return { unit: "millisecond", size, length: size };
}

/** Labels that fit: the closest round times of the zone whose labels do not touch. */
export function layoutTimeAxis(input: TimeAxisInput): TimeAxis {
  const { from, to, width, gap = 24 } = input;
  if (!(to > from) || width <= 0) return { ticks: [], days: [] };
  const range = { from, to, iana: ianaOf(input.zone) };
  const perPixel = (to - from) / width;
  const step =
    steps.find((one) => one.length / perPixel >= labelLength(one) * CHARACTER_WIDTH + gap) ??
    fixed(to - from);

  const midnights = step.length < DAY ? timesOf(everyDay, range) : [];
  const inside = midnights.filter((at) => at > from && at < to);
  const isDated = inside.length > MAX_DAYS;
  const times = timesOf(step, range);
  const isFar = (times[0] ?? to) - from >= (labelLength(step) * CHARACTER_WIDTH + 8) * perPixel;
  return {
    ticks: (input.hasStart === true && isFar ? [from, ...times] : times).map((at, index) => ({
      at,
      ...labelOf(wallTimeOf(at, range.iana), step, isDated, index === 0),
    })),
    days: isDated
      ? []
      : inside.map((at) => {
          const { day, month } = wallTimeOf(at, range.iana);
          return { at, label: `00:00, ${day} ${monthName(month)}`, isMajor: true };
        }),
  };
}

function labelLength(step: Step): number {
  if (step.length < SECOND) return 12;
  if (step.length < MINUTE) return 8;
  if (step.unit === "month") return 8;
  return step.unit === "year" ? 4 : 6;
}

function timesOf(step: Step, { from, to, iana }: Range): number[] {
  const times: number[] = [];
  if (step.unit === "millisecond") {
    const offset = offsetOf(from, iana);
    const start = Math.ceil((from + offset) / step.size) * step.size - offset;
    for (let at = start; at <= to; at += step.size) times.push(at);
    return times;
  }
  const timeAt = series(step, wallTimeOf(from, iana), iana);
  for (let index = 0, at = timeAt(0); at <= to; index += 1, at = timeAt(index)) {
    // A clock set forward or back may skip a time or bring it twice.
    if (at >= from && at > (times.at(-1) ?? -Infinity)) times.push(at);
  }
  return times;
}

function series(step: Step, first: WallTime, iana: string): (index: number) => number {
  const { year, month, day } = first;
  switch (step.unit) {
    case "hour":
    case "millisecond":
      return (index) => instantOf(iana, year, month, day, index * step.size);
    case "day": {
      const start = firstDay(step.size, first);
      return (index) => instantOf(iana, year, month, start + index * step.size);
    }
    case "month":
      return (index) =>
        instantOf(iana, year, floorTo(month - 1, step.size) + index * step.size + 1);
    case "year":
      return (index) => instantOf(iana, floorTo(year, step.size) + index * step.size, 1);
  }
}

/** Weeks begin on a Monday, other days count from the first of the month. */
function firstDay(size: number, { year, month, day }: WallTime): number {
  if (size % 7 !== 0) return floorTo(day - 1, size) + 1;
  return day - ((new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7);
}

/** Months, days and hours may overflow, as in `Date`. */
function instantOf(iana: string, year: number, month: number, day = 1, hour = 0): number {
  const wall = wallTimeOf(Date.UTC(year, month - 1, day, hour), "UTC");
  return firstInstantOf(wall, iana);
}

function floorTo(value: number, size: number): number {
  return Math.floor(value / size) * size;
}

function labelOf(
  wall: WallTime,
  step: Step,
  isDated: boolean,
  isFirst: boolean,
): Omit<TimeTick, "at"> {
  const { year, month, day, hour, minute, second, millisecond } = wall;
  switch (step.unit) {
    case "millisecond":
    case "hour": {
      const clock = `${pad(hour)}:${pad(minute)}`;
      const seconds = `${clock}:${pad(second)}`;
      if (step.length < SECOND) {
        return { label: `${seconds}.${pad(millisecond, 3)}`, isMajor: millisecond === 0 };
      }
      if (step.length < MINUTE) return { label: seconds, isMajor: second === 0 };
      const isMidnight = hour === 0 && minute === 0;
      return {
        label: isDated && isMidnight ? `${day} ${monthName(month)}` : clock,
        isMajor: step.length < HOUR ? minute === 0 : isMidnight,
      };
    }
    case "day": {
      const yearText = day === 1 && month === 1 ? ` ${year}` : "";
      return { label: `${day} ${monthName(month)}${yearText}`, isMajor: day === 1 };
    }
    case "month": {
      const yearText = month === 1 || isFirst ? ` ${year}` : "";
      return { label: `${monthName(month)}${yearText}`, isMajor: month === 1 };
    }
    case "year":
      return { label: String(year), isMajor: year % 10 === 0 };
  }
}

function monthName(month: number): string {
  return monthNames[month - 1] ?? "";
}

const units: readonly [number, string][] = [
  [DAY, "day"],
  [HOUR, "hour"],
  [MINUTE, "min"],
  [SECOND, "s"],
  [1, "ms"],
];

/** What one bucket counts: `per min`, `per 10 min`, `per hour`, `per 7 days`. */
export function intervalText(interval: number): string {
  const [size, unit] = units.find(([length]) => interval % length === 0) ?? [1, "ms"];
  const count = interval / size;
  if (count === 1) return `per ${unit}`;
  return `per ${count} ${unit === "day" || unit === "hour" ? `${unit}s` : unit}`;
}

/** A half-open range as its two times, as exact as the range needs: `13:58 → 14:03`. */
export function spanText(from: number, to: number, zone: Zone): string {
  if (to - from >= SECOND && from % SECOND === 0 && to % SECOND === 0) {
    return rangeText(from, to, zone).times;
  }
  const [start, end] = [from, to].map((at) => {
    const { clock, fraction } = timeParts(at, ianaOf(zone));
    return `${clock}${fraction}`;
  });
  return `${start ?? ""} → ${end ?? ""}`;
}
