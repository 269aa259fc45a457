import { readTime as readQueryTime } from "@toolmark/schemas/query/query-time";
import { useCallback, useMemo, useState } from "react";

/** A range as the address keeps it; what is absent is the default, the last 24 hours. */
export interface SearchRange {
  from?: string | undefined;
  to?: string | undefined;
}

/** A range with its ends known. */
export interface ResolvedRange {
  /** RFC 3339 in UTC, half-open: what is asked for. */
  from: string;
  to: string;
  fromMs: number;
  toMs: number;
  /** Whether it moves with the time. */
  isRelative: boolean;
}

/** The range where the address names none. */
export const defaultRange = { from: "now-24h", to: "now" } as const;

/**
 * Resolves a range of an address at a moment. Ends that cannot be read, or that leave nothing, give
 * the default.
 *
 * @param now milliseconds since the epoch.
 */
export function resolveRange(range: SearchRange, now: number): ResolvedRange {
  const { from = defaultRange.from, to = defaultRange.to } = range;
  const start = readQueryTime(from, now);
  const end = readQueryTime(to, now);
  if (start === undefined || end === undefined || start.start >= end.start)
    return resolveRange(defaultRange, now);
  return {
    from: new Date(start.start).toISOString(),
    to: new Date(end.start).toISOString(),
    fromMs: start.start,
    toMs: end.start,
    isRelative: start.isRelative || end.isRelative,
  };
}

/** Whether a text is an end of a range that can be resolved. */
export function isRangeEnd(text: string): boolean {
  return text.length <= 40 && readQueryTime(text, 0) !== undefined;
}

/**
 * The range of a page, resolved once, so that all panels ask about the same time; again when the
 * address names another one and on `refresh`.
 */
export function useRange(search: SearchRange): ResolvedRange & { refresh: () => void } {
  const { from, to } = search;
  const [asked, setAsked] = useState({ at: Date.now(), from, to });
  const isNew = asked.from !== from || asked.to !== to;
  const current = isNew ? { at: Date.now(), from, to } : asked;
  if (isNew) setAsked(current);
  const refresh = useCallback(() => {
    setAsked((last) => ({ ...last, at: Date.now() }));
  }, []);
  const { at } = current;
  return useMemo(() => ({ ...resolveRange({ from, to }, at), refresh }), [from, to, at, refresh]);
}

/** The range of the same length before or after, as an address keeps it. */
export function shiftRange(range: ResolvedRange, direction: -1 | 1): { from: string; to: string } {
  const by = (range.toMs - range.fromMs) * direction;
  return {
    from: new Date(range.fromMs + by).toISOString(),
    to: new Date(range.toMs + by).toISOString(),
  };
}

/** A range around the middle of another, larger or smaller by a factor. */
export function scaleRange(range: ResolvedRange, factor: number): { from: string; to: string } {
  const middle = (range.fromMs + range.toMs) / 2;
  const half = Math.max(1, ((range.toMs - range.fromMs) * factor) / 2);
  return {
    from: new Date(Math.floor(middle - half)).toISOString(),
    to: new Date(Math.ceil(middle + half)).toISOString(),
  };
}
