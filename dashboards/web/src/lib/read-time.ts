import { readTime as readQueryTime } from "@toolmark/schemas/query/query-time";

import { monthNames, startOfDay } from "./time.ts";
import { instantsOf, wallTimeOf } from "./wall-time.ts";
import type { WallTime } from "./wall-time.ts";

/** What a written time stands for. */
export interface ReadTime {
  /** As the address keeps it: an RFC 3339 instant in UTC, or relative as `now-24h`. */
  value: string;
  /** Milliseconds since the epoch: when it begins, and when the day, minute or second named by it ends. */
  start: number;
  end: number;
  /** Instants that it could also mean, because clocks were set back over it. */
  others: number[];
}

/** A range as addresses keep it. */
export interface WrittenRange {
  from: string;
  to: string;
}

const relative = /^(?:now)?\s*-?\s*(\d{1,6})\s*(s|sec|m|min|h|d|w)$/i;
const epoch = /^\d{10}(?:\d{3})?(?:\.\d+)?$/;
const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:(?:t|\s+)(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(z|utc|[+-]\d\d:?\d\d)?$/i;
const spoken =
  /^(\d{1,2})\.?\s+([a-z]{3})[a-z]*\.?,?(?:\s+(\d{4}))?(?:,?\s+(\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?$/i;
const clock = /^(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(z|utc)?$/i;
const units: Readonly<Record<string, string>> = { sec: "s", min: "m" };
const DAY = 86_400_000;

/**
 * Reads a time that a person typed or pasted: RFC 3339, `2026-08-21 14:02`, `21 Aug 2026 14:02`,
 * `14:02` (today), seconds or milliseconds since the epoch, `now`, `now-1h`, `90m`, `today`,
 * `yesterday`. What names no zone is read in the one given. Undefined for anything else.
 *
 * @param now milliseconds since the epoch.
 */
export function readTime(text: string, now: number, iana: string): ReadTime | undefined {
  const written = text.trim().replaceAll(/\s+/g, " ");
  const word = written.toLowerCase();
  if (word === "now") return { value: "now", start: now, end: now, others: [] };
  if (word === "today") return day(startOfDay(now, iana), iana);
  if (word === "yesterday") return day(startOfDay(startOfDay(now, iana) - 1, iana), iana);
  const [, amount, unit] = relative.exec(word) ?? [];
  if (amount !== undefined && unit !== undefined) {
    const value = `now-${amount}${units[unit] ?? unit}`;
    const start = readQueryTime(value, now)?.start;
    return start === undefined ? undefined : { value, start, end: start, others: [] };
  }
  if (epoch.test(written)) return instant(Number(written) * (written.length >= 13 ? 1 : 1000));
  return readIso(written, iana) ?? readSpoken(written, now, iana) ?? readClock(written, now, iana);
}

/**
 * Reads a range that a person typed or pasted: two times with `..`, `→`, `to` or ` - ` between them, or
 * one time alone, which stands for all of the day, minute or second that it names, or for all since
 * then where it is relative.
 */
export function readRange(text: string, now: number, iana: string): WrittenRange | undefined {
  const written = text.trim();
  const whole = readTime(written, now, iana);
  if (whole !== undefined) return aloneRange(whole);
  for (const between of [/\.\.+/, /\s*(?:→|–|—)\s*/, /\s+(?:to|until|-)\s+/i, /\s*\/\s*/]) {
    const [first, second, ...rest] = written.split(between);
    if (first === undefined || second === undefined || rest.length > 0) continue;
    const from = readTime(first, now, iana);
    // A time of day at the end of a range is on the day of its begin.
    const to =
      from === undefined || !clock.test(second.trim())
        ? readTime(second, now, iana)
        : readClock(second.trim(), from.start, iana);
    if (from !== undefined && to !== undefined && from.start < endOf(to))
      return { from: from.value, to: to.value === "now" ? "now" : valueOfEnd(to) };
  }
  return undefined;
}

/** The time around an instant, as a range of addresses. */
export function rangeAround(at: number, eachSideMs: number): WrittenRange {
  return {
    from: new Date(at - eachSideMs).toISOString(),
    to: new Date(at + eachSideMs).toISOString(),
  };
}

function aloneRange(time: ReadTime): WrittenRange | undefined {
  if (time.value === "now") return undefined;
  if (time.value.startsWith("now")) return { from: time.value, to: "now" };
  return { from: time.value, to: new Date(Math.max(time.end, time.start + 1)).toISOString() };
}

// A day or minute at the end of a range is included.
function endOf(time: ReadTime): number {
  return time.end - time.start >= DAY / 2 ? time.end : time.start;
}

function valueOfEnd(time: ReadTime): string {
  return time.value.startsWith("now") ? time.value : new Date(endOf(time)).toISOString();
}

function readIso(written: string, iana: string): ReadTime | undefined {
  const match = iso.exec(written);
  if (match === null) return undefined;
  const [, year, month, date, hour, minute, second, fraction, zone] = match;
  const wall = wallOf([year, month, date, hour, minute, second, fraction]);
  if (wall === undefined) return undefined;
  if (zone !== undefined && hour !== undefined) return fixed(wall, zone, second, fraction);
  const named = zone === undefined ? iana : "UTC";
  if (hour !== undefined) return atWall(wall, named, precision(second, fraction));
  const [start] = instantsOf({ ...wall, hour: 12 }, named);
  return start === undefined ? undefined : day(startOfDay(start, named), named);
}

function readSpoken(written: string, now: number, iana: string): ReadTime | undefined {
  const match = spoken.exec(written);
  if (match === null) return undefined;
  const [, date, name, year, hour, minute, second, fraction] = match;
  const month = monthNames.findIndex((known) => known.toLowerCase() === name?.toLowerCase()) + 1;
  if (month === 0) return undefined;
  const inYear = year ?? String(wallTimeOf(now, iana).year);
  const wall = wallOf([inYear, String(month), date, hour, minute, second, fraction]);
  if (wall === undefined) return undefined;
  if (hour !== undefined) return atWall(wall, iana, precision(second, fraction));
  const [start] = instantsOf({ ...wall, hour: 12 }, iana);
  return start === undefined ? undefined : day(startOfDay(start, iana), iana);
}

function readClock(written: string, now: number, iana: string): ReadTime | undefined {
  const match = clock.exec(written);
  if (match === null) return undefined;
  const [, hour, minute, second, fraction, zone] = match;
  const named = zone === undefined ? iana : "UTC";
  const { year, month, day: date } = wallTimeOf(now, named);
  const wall = wallOf([String(year), String(month), String(date), hour, minute, second, fraction]);
  return wall && atWall(wall, named, precision(second, fraction));
}

function wallOf(texts: readonly (string | undefined)[]): WallTime | undefined {
  const [year = 0, month = 1, date = 1, hour = 0, minute = 0, second = 0] = texts
    .slice(0, 6)
    .map((text) => (text === undefined ? undefined : Number(text)));
  const millisecond = Number((texts[6] ?? "").slice(0, 3).padEnd(3, "0"));
  const wall = { year, month, day: date, hour, minute, second, millisecond };
  // The engine reads 30 February as 2 March, and 25:00 as the next day.
  const check = wallTimeOf(
    Date.UTC(year, month - 1, date, hour, minute, second, millisecond),
    "UTC",
  );
  return check.month === month &&
    check.day === date &&
    check.hour === hour &&
    minute < 60 &&
    second < 60
    ? wall
    : undefined;
}

function fixed(
  wall: WallTime,
  zone: string,
  second: string | undefined,
  fraction: string | undefined,
): ReadTime | undefined {
  const [utc] = instantsOf(wall, "UTC");
  if (utc === undefined) return undefined;
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  const ahead = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * (sign === "-" ? -1 : 1);
  return instant(utc - ahead * 60_000, precision(second, fraction));
}

function atWall(wall: WallTime, iana: string, length: number): ReadTime | undefined {
  const [first, ...others] = instantsOf(wall, iana);
  return first === undefined ? undefined : { ...instant(first, length), others };
}

function day(start: number, iana: string): ReadTime {
  const end = startOfDay(start + 30 * 3_600_000, iana);
  return { value: new Date(start).toISOString(), start, end, others: [] };
}

function instant(at: number, length = 1): ReadTime {
  const start = Math.floor(at);
  return { value: new Date(start).toISOString(), start, end: start + length, others: [] };
}

function precision(second: string | undefined, fraction: string | undefined): number {
  if (second === undefined) return 60_000;
  return fraction === undefined ? 1000 : 10 ** Math.max(0, 3 - fraction.length);
}
