import type { EventView } from "@toolmark/query-api/event-view";

import type {
  HistogramBucket,
  HistogramData,
  HistogramSeries,
} from "../../charts/histogram-data.ts";
import { joinHistograms } from "../../charts/histogram-data.ts";
import { toMs } from "../../lib/time.ts";
import { deniedOutcomes, failedOutcomes } from "./outcomes.ts";

/** Layers of the chart, the lowest first: what went well by effect, then what was denied or failed. */
export const eventSeries: readonly HistogramSeries[] = [
  { id: "read", label: "read", role: "read", values: ["read"] },
  { id: "write", label: "write", role: "write", values: ["write"] },
  { id: "destructive", label: "destructive", role: "destructive", values: ["destructive"] },
  { id: "denied", label: "denied", role: "denied", values: deniedOutcomes },
  { id: "error", label: "error", role: "error", values: failedOutcomes },
];

const unwell: ReadonlySet<string> = new Set([...deniedOutcomes, ...failedOutcomes]);

/** Adds events that came after the counts were made. Pure. */
export function withEvents(
  data: HistogramData | undefined,
  events: readonly EventView[],
): HistogramData | undefined {
  if (data === undefined || events.length === 0) return data;
  const { interval_ms: interval } = data;
  const added = events.map((event): HistogramBucket => {
    const at = toMs(event.time.occurred);
    const status = event.outcome?.status;
    const value =
      status !== undefined && unwell.has(status) ? status : (event.effect?.class ?? null);
    return {
      start: new Date(Math.floor(at / interval) * interval).toISOString(),
      count: 1,
      by: [{ value, count: 1 }],
    };
  });
  return joinHistograms([data, { interval_ms: interval, buckets: added }]);
}
