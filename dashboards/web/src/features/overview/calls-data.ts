import type { OverviewAnswer } from "@toolmark/query-api/overview/answers";

import type { HistogramData, HistogramSeries } from "../../charts/histogram-data.ts";
import type { HistogramGap } from "../../charts/histogram-layout.ts";

const layers = ["read", "write", "destructive", "denied", "error"] as const;

/** Layers of the chart of calls, the lowest first: by effect, then what was denied or failed. */
export const callSeries: readonly HistogramSeries[] = layers.map((id) => ({
  id,
  label: id,
  role: id,
  values: [id],
}));

/** Calls by effect and outcome, as charts take them. Calls without an effect stay without one. Pure. */
export function callsData({ interval_ms, buckets }: OverviewAnswer["histogram"]): HistogramData {
  return {
    interval_ms,
    buckets: buckets.map((bucket) => {
      const by = [
        ...layers.map((value) => ({ value, count: bucket[value] })),
        { value: null, count: bucket.other },
      ].filter(({ count }) => count > 0);
      return { start: bucket.start, count: by.reduce((sum, { count }) => sum + count, 0), by };
    }),
  };
}

/** Times in the range in which an emitter is silent, or from which numbers are missing. Pure. */
export function trailGaps(
  { items }: OverviewAnswer["attention"],
  range: { from: number; to: number },
): HistogramGap[] {
  return items.flatMap((item) => {
    if (item.kind !== "emitter_silent" || item.last === undefined) return [];
    const from = Math.max(Date.parse(item.last), range.from);
    if (from >= range.to) return [];
    return [{ id: item.id, from, to: range.to, label: item.subject ?? "an emitter" }];
  });
}
