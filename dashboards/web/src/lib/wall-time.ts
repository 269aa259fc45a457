/** A time as clocks of some zone show it; months from 1. */
export interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const HOUR = 3_600_000;

/**
 * The wall time of an instant in an IANA zone.
 *
 * @param at milliseconds since the epoch.
 */
export function wallTimeOf(at: number, iana: string): WallTime {
  if (iana === "UTC") return utcWallTime(at);
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(iana).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return { year, month, day, hour, minute, second, millisecond: modulo(Math.floor(at), 1000) };
}

/** How far an IANA zone is ahead of UTC at an instant, in milliseconds. */
export function offsetOf(at: number, iana: string): number {
  return asUtc(wallTimeOf(at, iana)) - Math.floor(at);
}

/**
 * The instants at which clocks of an IANA zone show a wall time, oldest first: one as a rule, two
 * when clocks were set back over it, none when they were set forward over it.
 */
export function instantsOf(wall: WallTime, iana: string): number[] {
  const local = asUtc(wall);
  // Offsets change by whole steps of at most a day's difference; both sides of a change are tried.
  const offsets = [-26, -1, 0, 1, 26].map((hours) => offsetOf(local + hours * HOUR, iana));
  const candidates = new Set(offsets.map((offset) => local - offset));
  return [...candidates]
    .filter((at) => asUtc(wallTimeOf(at, iana)) === local)
    .toSorted((a, b) => a - b);
}

/**
 * The first instant at which clocks of an IANA zone show a wall time; where they skip it, the
 * instant of the change.
 */
export function firstInstantOf(wall: WallTime, iana: string): number {
  const [first] = instantsOf(wall, iana);
  if (first !== undefined) return first;
  const local = asUtc(wall);
  return local - offsetOf(local - 26 * HOUR, iana);
}

/** The offset of an IANA zone at an instant, as RFC 3339 writes it; `Z` for UTC itself. */
export function offsetText(at: number, iana: string): string {
  if (iana === "UTC") return "Z";
  const minutes = Math.round(offsetOf(at, iana) / 60_000);
  const size = Math.abs(minutes);
  const hours = String(Math.floor(size / 60)).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${hours}:${String(size % 60).padStart(2, "0")}`;
}

function utcWallTime(at: number): WallTime {
  const date = new Date(at);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
  };
}

function asUtc(wall: WallTime): number {
  const { year, month, day, hour, minute, second, millisecond } = wall;
  return Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
}

function formatOf(iana: string): Intl.DateTimeFormat {
  let format = formats.get(iana);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: iana,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(iana, format);
  }
  return format;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
