import type { TimeRange } from "../../charts/range-window.ts";

/** A selected time as the address keeps it. */
export function windowText({ from, to }: TimeRange): string {
  return `${new Date(from).toISOString()}..${new Date(to).toISOString()}`;
}

/** Reads a selected time of an address; null where it names none, or one that is not within the range. */
export function readWindow(
  text: string | undefined,
  range: { fromMs: number; toMs: number },
): TimeRange | null {
  const [from = Number.NaN, to = Number.NaN] = (text ?? "")
    .split("..")
    .map((end) => Date.parse(end));
  const isWithin = from < to && from < range.toMs && to > range.fromMs;
  return isWithin ? { from, to } : null;
}
