import type { ChartRole } from "./chart-role.ts";

/** Counts of one interval, as the API's histogram answers them. */
export interface HistogramBucket {
  /** RFC 3339; a whole number of intervals since the epoch. */
  start: string;
  count: number;
  by?: readonly { value: string | null; count: number }[] | undefined;
}

/** The part of the API's histogram answer that is drawn. */
export interface HistogramData {
  interval_ms: number;
  /** Oldest first, empty ones left out. */
  buckets: readonly HistogramBucket[];
}

/** One layer of a histogram's bars. */
export interface HistogramSeries {
  id: string;
  label: string;
  role: ChartRole;
  /** Values of `by` that are counted here; `null` stands for events without the field. */
  values: readonly (string | null)[];
}

/** Counts of one interval by series, in the order of the series. */
export interface HistogramSlot {
  /** Cut to the range of the chart. */
  from: number;
  to: number;
  count: number;
  parts: readonly number[];
}

/** More bars than this are not drawn; neighbours are counted together. */
const MAX_BARS = 240;

/** What is left of a bucket when no series claims it. */
const otherSeries: HistogramSeries = {
  id: "other",
  label: "other",
  role: "plain",
  values: [],
};

/**
 * Every interval of `[from, to)`, empty ones too, at most 240: neighbours are added up where there
 * are more. Events of values that no series names are counted as "other", never dropped.
 */
export function fillSlots(
  data: HistogramData,
  series: readonly HistogramSeries[],
  from: number,
  to: number,
): { slots: readonly HistogramSlot[]; series: readonly HistogramSeries[]; interval: number } {
  const size = Math.max(1, data.interval_ms);
  const merged = Math.max(
    1,
    Math.ceil((Math.ceil(to / size) - Math.floor(from / size)) / MAX_BARS),
  );
  const interval = size * merged;
  const first = Math.floor(from / interval);
  const length = Math.max(0, Math.ceil(to / interval) - first);
  const seriesOf = new Map(
    series.flatMap(({ values }, index) => values.map((value) => [value, index] as const)),
  );
  const counts = Array.from({ length }, () => Array.from({ length: series.length + 1 }, () => 0));
  let hasOther = false;
  for (const bucket of data.buckets) {
    const parts = counts[Math.floor(Date.parse(bucket.start) / interval) - first];
    if (parts === undefined) continue;
    let left = bucket.count;
    for (const { value, count } of bucket.by ?? []) {
      const index = seriesOf.get(value);
      if (index === undefined) continue;
      parts[index] = (parts[index] ?? 0) + count;
      left -= count;
    }
    if (left <= 0) continue;
    hasOther = true;
    parts[series.length] = (parts[series.length] ?? 0) + left;
  }
  return {
    interval,
    series: hasOther ? [...series, otherSeries] : series,
    slots: counts.map((parts, index) => ({
      from: Math.max(from, (first + index) * interval),
      to: Math.min(to, (first + index + 1) * interval),
      count: parts.reduce((sum, count) => sum + count, 0),
      parts: hasOther ? parts : parts.slice(0, -1),
    })),
  };
}

/**
 * Several answers as one: their buckets of the same start are added up and their `by` put together.
 * For stacks of two fields, such as effects of what went well and outcomes of what did not.
 */
export function joinHistograms(answers: readonly HistogramData[]): HistogramData {
  const joined = new Map<
    string,
    { start: string; count: number; by: { value: string | null; count: number }[] }
  >();
  for (const { buckets } of answers) {
    for (const { start, count, by } of buckets) {
      const known = joined.get(start);
      if (known === undefined) joined.set(start, { start, count, by: [...(by ?? [])] });
      else {
        known.count += count;
        known.by.push(...(by ?? []));
      }
    }
  }
  return {
    interval_ms: answers[0]?.interval_ms ?? 1,
    buckets: [...joined.values()].toSorted((a, b) => Date.parse(a.start) - Date.parse(b.start)),
  };
}
