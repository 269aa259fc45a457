import { AuditError } from "@toolmark/runtime/errors";
import { facetIds } from "@toolmark/schemas/fields";
import type { FieldId } from "@toolmark/schemas/fields";

import type { FacetCount, HistogramBucket } from "../event-store.ts";
import { CUBE_INTERVAL, EVERY_ROW } from "./cube-cells.ts";
import type { Question } from "./match-part.ts";
import { questionIn } from "./part-scope.ts";
import type { PartQuestion, PartScope } from "./part-scope.ts";
import { planCounts, planScan } from "./plan-counts.ts";
import type { ReadPart } from "./read-part.ts";
import { scanRows } from "./scan-rows.ts";
import type { TimeSlice } from "./time-slice.ts";

const MAX_BUCKETS = 10_000;

/** Counts events; stops above `atMost`. */
export async function countEvents(
  parts: readonly ReadPart[],
  question: Question,
  slice: TimeSlice,
  atMost = Infinity,
): Promise<number> {
  let total = 0;
  for (const part of parts) {
    const asked = await questionIn(part, question, slice);
    if (asked === undefined) continue;
    const { cube, scans } = planCounts(part, asked);
    cube?.(EVERY_ROW, { perCell: false }, (_value, n) => {
      total += n;
    });
    // What is taken away again has to be counted in full before.
    const isGrowing = scans.every(({ sign }) => sign > 0);
    for (const { scope, sign } of scans) {
      const left = isGrowing ? atMost - total + 1 : Infinity;
      if (left > 0) total += sign * countScope(scope, asked, left);
    }
    if (total > atMost) return atMost + 1;
    await slice.breathe();
  }
  return total;
}

function countScope(scope: PartScope, { match }: PartQuestion, atMost: number): number {
  const { part, source, values, isWhole, isConditional } = scope;
  // FTS5 can count by itself when no condition needs the event's row.
  const isIndexOnly = match.kind === "expression" && match.isScoped && isWhole && !isConditional;
  const found = isIndexOnly
    ? { sql: "FROM ft WHERE ft MATCH ? AND rowid BETWEEN ? AND ?", values: values.slice(0, 3) }
    : { sql: source, values };
  const rows =
    atMost === Infinity
      ? part.all(`SELECT count(*) ${found.sql}`, ...found.values)
      : part.all(`SELECT count(*) FROM (SELECT 1 ${found.sql} LIMIT ?)`, ...found.values, atMost);
  return Number(rows[0]?.[0] ?? 0);
}

/** Counts values of fields, most frequent first. */
export async function countFacets(
  parts: readonly ReadPart[],
  question: Question,
  fields: readonly FieldId[],
  limit: number,
  slice: TimeSlice,
): Promise<Partial<Record<FieldId, FacetCount[]>>> {
  for (const field of fields) requireFacet(field);
  const totals = fields.map(() => new Map<string | null, number>());
  for (const part of parts) {
    const asked = await questionIn(part, question, slice);
    if (asked === undefined) continue;
    const { cube, scans } = planCounts(part, asked);
    const counts = fields.map((): number[] => []);
    for (const [at, field] of fields.entries()) {
      cube?.(field, { perCell: false }, (value, n) => bump(counts[at], value, n));
    }
    await slice.breathe();
    const columns = fields.map((field) => valueColumn(part, field));
    for (const { scope, sign } of columns.length > 0 ? scans : []) {
      await scanRows(scope, columns, slice, (row) => {
        for (let at = 0; at < counts.length; at++) bump(counts[at], Number(row[at]), sign);
      });
    }
    for (const [at, field] of fields.entries()) {
      for (const [value, n] of (counts[at] ?? []).entries()) {
        if (n > 0) add(totals[at], part.value(field, value), n);
      }
    }
  }
  return Object.fromEntries(fields.map((field, at) => [field, ranked(totals[at]).slice(0, limit)]));
}

/** Counts events per interval, and per value of a field where one is given. */
export async function countIntervals(
  parts: readonly ReadPart[],
  question: Question,
  interval: number,
  by: FieldId | undefined,
  slice: TimeSlice,
): Promise<HistogramBucket[]> {
  requireFewBuckets(question, interval);
  if (by !== undefined) requireFacet(by);
  const buckets = new Map<number, Map<string | null, number>>();
  for (const part of parts) {
    const asked = await questionIn(part, question, slice);
    if (asked === undefined) continue;
    const counts = await countPart(part, asked, { interval, by, slice });
    for (const [start, values] of counts) {
      for (const [value, n] of values.entries()) {
        if (n > 0)
          add(bucketOf(buckets, start), by === undefined ? null : part.value(by, value), n);
      }
    }
    if (buckets.size > MAX_BUCKETS) throw tooManyBuckets();
  }
  return [...buckets]
    .toSorted(([a], [b]) => a - b)
    .map(([start, values]) => {
      const counts = ranked(values);
      const count = counts.reduce((sum, entry) => sum + entry.count, 0);
      return { start, count, ...(by !== undefined && { by: counts }) };
    });
}

/** Per start of an interval, counts by dictionary number. */
async function countPart(
  part: ReadPart,
  question: PartQuestion,
  options: { interval: number; by: FieldId | undefined; slice: TimeSlice },
): Promise<Map<number, number[]>> {
  const { interval, by, slice } = options;
  const counts = new Map<number, number[]>();
  const count = (time: number, value: number, n: number) => {
    const start = Math.floor(time / interval) * interval;
    let values = counts.get(start);
    if (values === undefined) counts.set(start, (values = []));
    bump(values, value, n);
  };
  const { cube, scans } =
    interval % CUBE_INTERVAL === 0 ? planCounts(part, question) : planScan(part, question);
  cube?.(by ?? EVERY_ROW, { perCell: true }, (value, n, start) => count(start, value, n));
  await slice.breathe();
  const columns = ["ev.ts", by === undefined ? "0" : valueColumn(part, by)];
  for (const { scope, sign } of scans) {
    await scanRows(scope, columns, slice, (row) => count(Number(row[0]), Number(row[1]), sign));
  }
  return counts;
}

function valueColumn(part: ReadPart, field: FieldId): string {
  return `coalesce(${part.column(`f_${field}`)}, 0)`;
}

function bucketOf(buckets: Map<number, Map<string | null, number>>, start: number) {
  let values = buckets.get(start);
  if (values === undefined) buckets.set(start, (values = new Map()));
  return values;
}

function bump(counts: number[] | undefined, value: number, n: number): void {
  if (counts !== undefined) counts[value] = (counts[value] ?? 0) + n;
}

function requireFewBuckets({ query }: Question, interval: number): void {
  if (!Number.isSafeInteger(interval) || interval <= 0) {
    throw new AuditError("query_invalid", "interval must be a positive number of milliseconds");
  }
  const { from, to } = query;
  if (from === undefined || to === undefined) return;
  if (Math.ceil(to / interval) - Math.floor(from / interval) > MAX_BUCKETS) throw tooManyBuckets();
}

function tooManyBuckets(): AuditError {
  return new AuditError(
    "query_invalid",
    `histogram has more than ${MAX_BUCKETS} buckets: ask for a longer interval`,
  );
}

function requireFacet(field: FieldId): void {
  if (facetIds.includes(field)) return;
  throw new AuditError("query_invalid", `values of ${field} cannot be counted`);
}

function add(
  counts: Map<string | null, number> | undefined,
  value: string | null,
  n: number,
): void {
  if (counts === undefined) return;
  counts.set(value, (counts.get(value) ?? 0) + n);
}

/** Most frequent first, equal counts by value, events without a value last among equals. */
function ranked(counts: Map<string | null, number> | undefined): FacetCount[] {
  return [...(counts ?? [])]
    .map(([value, count]) => ({ value, count }))
    .toSorted((a, b) => b.count - a.count || compareValues(a.value, b.value));
}

function compareValues(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a < b ? -1 : Number(a > b);
}
