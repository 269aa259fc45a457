import { instantsOf, offsetText, wallTimeOf } from "./wall-time.ts";
import type { WallTime } from "./wall-time.ts";
import { ianaOf } from "./zone.ts";
import type { Zone } from "./zone.ts";

/** Months as dates name them. */
export const monthNames = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
] as const;

/** The parts of a shown time, so that the milliseconds can stand back. */
export interface TimeParts {
  /** `2026-08-21` */
  date: string;
  /** `14:02:11` */
  clock: string;
  /** `.480` */
  fraction: string;
  /** `Z` or `+02:00` */
  offset: string;
}

/** Milliseconds since the epoch of an RFC 3339 instant or of a number; NaN for anything else. */
export function toMs(at: string | number): number {
  return typeof at === "number" ? at : Date.parse(at);
}

/** The parts of an instant in an IANA zone. */
export function timeParts(at: string | number, iana: string): TimeParts {
  const ms = toMs(at);
  const wall = wallTimeOf(ms, iana);
  return {
    date: `${pad(wall.year, 4)}-${pad(wall.month)}-${pad(wall.day)}`,
    clock: `${pad(wall.hour)}:${pad(wall.minute)}:${pad(wall.second)}`,
    fraction: `.${pad(wall.millisecond, 3)}`,
    offset: offsetText(ms, iana),
  };
}

/** An instant with date, milliseconds and offset: `2026-08-21T14:02:11.480Z`. */
export function fullTime(at: string | number, zone: Zone): string {
  const { date, clock, fraction, offset } = timeParts(at, ianaOf(zone));
  return `${date}T${clock}${fraction}${offset}`;
}

/** An instant in both zones, for what is shown on pointing at it. Equal zones are told once. */
export function bothZones(at: string | number): string {
  if (Number.isNaN(toMs(at))) return String(at);
  const utc = timeParts(at, "UTC");
  const first = `${utc.date} ${utc.clock}${utc.fraction} UTC`;
  const local = timeParts(at, ianaOf("local"));
  if (local.offset === "Z" || local.offset === "+00:00") return first;
  return `${first}\n${local.date} ${local.clock}${local.fraction} ${local.offset} here`;
}

/** A day in words: `21 Aug 2026`; the year is left out where it is that of `now`. */
export function dayText(at: string | number, iana: string, now?: number): string {
  const { year, month, day } = wallTimeOf(toMs(at), iana);
  const name = `${day} ${monthNames[month - 1] ?? ""}`;
  return now !== undefined && wallTimeOf(now, iana).year === year ? name : `${name} ${year}`;
}

/** A time without seconds where they are zero: `14:02` or `14:02:11`. */
export function clockText(at: string | number, iana: string): string {
  const { hour, minute, second } = wallTimeOf(toMs(at), iana);
  return `${pad(hour)}:${pad(minute)}${second === 0 ? "" : `:${pad(second)}`}`;
}

/** Whether two instants are on the same day of an IANA zone. */
export function isSameDay(a: number, b: number, iana: string): boolean {
  return timeParts(a, iana).date === timeParts(b, iana).date;
}

/** A half-open range in words: `21 Aug 2026 13:00 → 15:00`, both days where they differ. */
export function rangeText(from: number, to: number, zone: Zone): { day: string; times: string } {
  const iana = ianaOf(zone);
  if (isSameDay(from, to - 1, iana)) {
    const end = isSameDay(from, to, iana) ? clockText(to, iana) : "24:00";
    return { day: dayText(from, iana), times: `${clockText(from, iana)} → ${end}` };
  }
  const [start, end] = [from, to].map((at) => `${dayText(at, iana, to)} ${clockText(at, iana)}`);
  return { day: "", times: `${start} → ${end}` };
}

/** The first instant of the day that an instant is on, in an IANA zone. */
export function startOfDay(at: number, iana: string): number {
  const wall: WallTime = { ...wallTimeOf(at, iana), hour: 0, minute: 0, second: 0, millisecond: 0 };
  // Some zones set their clocks forward at midnight; their day then begins later.
  for (let minute = 0; minute < 180; minute += 30) {
    const [first] = instantsOf(
      { ...wall, hour: Math.floor(minute / 60), minute: minute % 60 },
      iana,
    );
    if (first !== undefined) return first;
  }
  return at;
}

/** A number in digits, padded with zeros. */
export function pad(value: number, size = 2): string {
  return String(value).padStart(size, "0");
}
