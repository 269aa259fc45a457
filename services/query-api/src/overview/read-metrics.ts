import type { PositionVector } from "@toolmark/event-store/event-store";
import type { FieldId } from "@toolmark/schemas/fields";
import { everything } from "@toolmark/schemas/filter";

import type { Reader, ReaderQuery } from "../access/reader.ts";
import type { JudgedApproval } from "../approvals/judge-approval.ts";
import type { Metric, MetricFact, OverviewAnswer } from "./answers.ts";
import { asks, condition, joinCases, metricQueries } from "./condition.ts";
import { countCalls, numbersOf, sumOf } from "./count-calls.ts";
import type { CallBucket, CallBuckets } from "./count-calls.ts";
import { toPoints } from "./periods.ts";
import type { Periods } from "./periods.ts";
import { mostFrequent, readNewest } from "./read-newest.ts";

/** Newest events among which a rule or an error is looked for that occurs most. */
const SAMPLE = 50;

type CallMetric = Exclude<keyof typeof metricQueries, "approvals">;

const numbers: Record<CallMetric, (bucket: CallBucket) => number> = {
  calls: ({ calls }) => sumOf(calls),
  writes: ({ calls }) => calls.write,
  destructive: ({ calls }) => calls.destructive,
  denied: ({ denied }) => sumOf(denied),
  errors: ({ errors }) => sumOf(errors),
};

/** Reads the key numbers of both periods and the chart of the current one. */
export async function readMetrics(
  reader: Reader,
  periods: Periods,
  asof: PositionVector,
  approvals: { current: readonly JudgedApproval[]; previous: readonly JudgedApproval[] },
): Promise<Pick<OverviewAnswer, "metrics" | "histogram">> {
  const { current, previous, interval } = periods;
  const [now, before, facts] = await Promise.all([
    countCalls(reader, current, interval, asof),
    countCalls(reader, previous, interval, asof),
    readFacts(reader, periods, asof),
  ]);
  const metric = (name: CallMetric): Metric =>
    metricOf({
      query: metricQueries[name],
      current: numbersOf(now, numbers[name]),
      previous: numbersOf(before, numbers[name]),
      periods,
      facts: facts[name],
    });
  return {
    metrics: {
      calls: metric("calls"),
      writes: metric("writes"),
      destructive: metric("destructive"),
      denied: metric("denied"),
      errors: metric("errors"),
      approvals: metricOf({
        query: metricQueries.approvals,
        current: beginnings(approvals.current, periods.current, interval),
        previous: beginnings(approvals.previous, periods.previous, interval),
        periods,
        facts: approvalFacts(approvals.current),
      }),
    },
    histogram: { interval_ms: interval, buckets: chartOf(now) },
  };
}

function metricOf(parts: {
  query: string;
  current: ReadonlyMap<number, number>;
  previous: ReadonlyMap<number, number>;
  periods: Periods;
  facts: MetricFact[];
}): Metric {
  const { query, current, previous, periods, facts } = parts;
  const points = toPoints(current, periods.current, periods.interval);
  return {
    count: total(current),
    previous: total(previous),
    query,
    series: {
      interval_ms: points.interval,
      start: new Date(points.start).toISOString(),
      points: points.points,
      previous_points: toPoints(previous, periods.previous, periods.interval).points,
    },
    facts,
  };
}

function total(counts: ReadonlyMap<number, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function chartOf(buckets: CallBuckets): OverviewAnswer["histogram"]["buckets"] {
  return [...buckets].map(([start, { calls, denied, errors }]) => {
    // What was denied or failed is told as that, not by what it would have done.
    const rest = (effect: keyof typeof calls) =>
      Math.max(0, calls[effect] - denied[effect] - errors[effect]);
    return {
      start: new Date(start).toISOString(),
      read: rest("read"),
      write: rest("write"),
      destructive: rest("destructive"),
      other: rest("none"),
      denied: sumOf(denied),
      error: sumOf(errors),
    };
  });
}

async function readFacts(
  reader: Reader,
  { current }: Periods,
  asof: PositionVector,
): Promise<Record<CallMetric, MetricFact[]>> {
  const top = async (query: ReaderQuery, fields: readonly FieldId[], text: string) => {
    const facets = await reader.facets(query, fields, 50);
    return fields.flatMap((field): MetricFact[] => {
      const first = joinCases(facets[field] ?? []).find(({ value }) => value !== null);
      if (first === undefined || first.value === null) return [];
      const { value, count } = first;
      return [
        { name: field, value, count, query: `${text} ${condition(field, value)}`.trimStart() },
      ];
    });
  };
  const ask = (text: string) => asks(text, current, asof);
  const [calls, writes, destructive, denied, errors] = await Promise.all([
    top({ filter: everything, kind: "rows", ...current, asof }, ["tool", "actor"], ""),
    top(ask(metricQueries.writes), ["client", "server"], metricQueries.writes),
    destructiveFacts(reader, ask),
    frequentFact(reader, ask, "denied", "rule"),
    frequentFact(reader, ask, "errors", "error"),
  ]);
  return { calls, writes, destructive, denied, errors };
}

async function destructiveFacts(
  reader: Reader,
  ask: (text: string) => ReaderQuery,
): Promise<MetricFact[]> {
  const queries = {
    approved: `${metricQueries.destructive} approval:granted -outcome:denied`,
    blocked: `${metricQueries.destructive} outcome:denied`,
    unapproved: `${metricQueries.destructive} -approval:granted -outcome:denied`,
  };
  return await Promise.all(
    Object.entries(queries).map(async ([name, query]) => ({
      name,
      count: await reader.count(ask(query)),
      query,
    })),
  );
}

/** The rule or error that the newest events name most, with the exact number of its events. */
async function frequentFact(
  reader: Reader,
  ask: (text: string) => ReaderQuery,
  metric: "denied" | "errors",
  field: "rule" | "error",
): Promise<MetricFact[]> {
  const { events } = await readNewest(reader, ask(metricQueries[metric]), SAMPLE);
  const value = mostFrequent(
    events.map(({ policy, error }) => {
      if (field === "error") return error?.code ?? error?.class;
      const check = policy?.checks?.find(({ decision }) => decision === "deny");
      return check?.rule_id ?? check?.id;
    }),
  );
  if (value === undefined) return [];
  const query = `${metricQueries[metric]} ${condition(field, value)}`;
  return [{ name: field, value, count: await reader.count(ask(query)), query }];
}

/** How many approvals begin in each bucket; those asked for before the period count at its start. */
function beginnings(
  approvals: readonly JudgedApproval[],
  period: Periods["current"],
  interval: number,
): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { requestedAt, group } of approvals) {
    const at = Math.max(requestedAt ?? group.events[0]?.at ?? period.from, period.from);
    const start = Math.floor(at / interval) * interval;
    counts.set(start, (counts.get(start) ?? 0) + 1);
  }
  return counts;
}

function approvalFacts(approvals: readonly JudgedApproval[]): MetricFact[] {
  return (["waiting", "granted", "denied", "expired"] as const).map((name) => {
    const found = approvals.filter(({ state }) => state === name);
    const asked = found.flatMap(({ requestedAt }) =>
      requestedAt === undefined ? [] : [requestedAt],
    );
    return {
      name,
      count: found.length,
      ...(name === "waiting" &&
        asked.length > 0 && { since: new Date(Math.min(...asked)).toISOString() }),
    };
  });
}
