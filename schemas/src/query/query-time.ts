const DAY = 86_400_000;
const spans = { s: 1000, m: 60_000, h: 3_600_000, d: DAY, w: 7 * DAY } as const;

const relative = /^(?:now-|-)?(\d{1,6})([smhdw])$/i;
const absolute = /^(\d{4}-\d\d-\d\d)(?:t(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(z|[+-]\d\d:\d\d)?)?$/i;

/** What a written time stands for. */
export interface QueryTime {
  /** Milliseconds since the epoch. */
  start: number;
  /** The end of the day, minute, second or millisecond that was written, exclusive. */
  end: number;
  /** Counted back from now. Alone it stands for everything since then. */
  isRelative: boolean;
  /** A time of day without its zone, read as UTC. */
  isZoneless: boolean;
}

/** What times look like, for a message. */
export const timeExample =
  "a time such as 2026-08-01, 2026-08-01T10:00:00Z, now-1h, 7d or yesterday";

/**
 * Reads a time of a query: RFC 3339 date-times (seconds may be left out), dates, `today`,
 * `yesterday`, `now` and amounts back from now (`now-1h`, `7d`). Days are days in UTC. Undefined for
 * anything else.
 *
 * @param now milliseconds since the epoch.
 */
export function readTime(text: string, now: number): QueryTime | undefined {
  const word = text.toLowerCase();
  const today = Math.floor(now / DAY) * DAY;
  if (word === "now") return relativeTime(now);
  if (word === "today") return day(today);
  if (word === "yesterday") return day(today - DAY);
  const [, amount, unit] = relative.exec(word) ?? [];
  if (amount !== undefined)
    return relativeTime(now - Number(amount) * spans[unit as keyof typeof spans]);
  const [, date, clock, zone] = absolute.exec(word) ?? [];
  if (date === undefined) return undefined;
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // The engine reads 30 February as 2 March.
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(date))
    return undefined;
  if (clock === undefined) return day(midnight);
  const start = Date.parse(`${date}T${clock}${(zone ?? "z").toUpperCase()}`);
  if (Number.isNaN(start) || clock.startsWith("24")) return undefined;
  return {
    start,
    end: start + precision(clock),
    isRelative: false,
    isZoneless: zone === undefined,
  };
}

function precision(clock: string): number {
  if (clock.length === 5) return 60_000;
  const digits = clock.length - "00:00:00.".length;
  return digits <= 0 ? 1000 : 10 ** Math.max(0, 3 - digits);
}

function day(start: number): QueryTime {
  return { start, end: start + DAY, isRelative: false, isZoneless: false };
}

function relativeTime(start: number): QueryTime {
  return { start, end: start + 1, isRelative: true, isZoneless: false };
}
