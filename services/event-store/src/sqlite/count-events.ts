import { AuditError } from "@toolmark/runtime/errors";
import { facetIds } from "@toolmark/schemas/fields";
import type { FieldId } from "@toolmark/schemas/fields";

import type { FacetCount, HistogramBucket } from "../event-store.ts";
import { readCube, splitByCube } from "./cube-ranges.ts";
import { scopeOf } from "./part-scope.ts";
import type { PartScope, Question } from "./part-scope.ts";
import type { ReadPart } from "./read-part.ts";
import { CUBE_INTERVAL, EVERY_ROW, startOf } from "./seal-part.ts";
import type { TimeSlice } from "./time-slice.ts";

const MAX_BUCKETS = 10_000;

/** Counts events. */
export async function countEvents(
  parts: readonly ReadPart[],
  question: Question,
  slice: TimeSlice,
): Promise<number> {
  let total = 0;
  for (const part of parts) {
    const { cubes, scans } = splitByCube(part, question);
    for (const cube of cubes) for (const [, n] of readCube(cube, EVERY_ROW)) total += n;
    for (const scope of scans) total += countScope(scope, question);
    await slice.breathe();
  }
  return total;
}

function countScope(scope: PartScope, { match }: Question): number {
  const { part, source, values, isWhole, isComplete } = scope;
  // FTS5 can count by itself when no condition needs the event's row.
  const isIndexOnly = match.kind === "expression" && isWhole && isComplete;
  const rows = isIndexOnly
    ? part.all(
        "SELECT count(*) FROM ft WHERE ft MATCH ? AND rowid BETWEEN ? AND ?",
        ...values.slice(0, 3),
      )
    : part.all(`SELECT count(*) ${source}`, ...values);
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
  const counts = fields.map((field) => ({ field, values: new Map<string | null, number>() }));
  for (const part of parts) {
    const { cubes, scans } = splitByCube(part, question);
    for (const { field, values } of counts) {
      for (const cube of cubes) {
        for (const [value, n] of readCube(cube, field)) add(values, part.value(field, value), n);
      }
      await slice.breathe();
    }
    for (const scope of scans) {
      scanFacets(scope, counts, slice);
      await slice.breathe();
    }
  }
  return Object.fromEntries(
    counts.map(({ field, values }) => [field, ranked(values).slice(0, limit)]),
  );
}

function scanFacets(
  { part, source, values }: PartScope,
  counts: readonly { field: FieldId; values: Map<string | null, number> }[],
  slice: TimeSlice,
): void {
  if (counts.length === 0) return;
  const found = counts.map((): number[] => []);
  const columns = counts.map(({ field }) => `coalesce(${part.column(`f_${field}`)}, 0)`);
  for (const row of part.iterate(`SELECT ${columns.join(", ")} ${source}`, ...values)) {
    slice.look();
    for (let at = 0; at < found.length; at++) {
      const numbers = found[at];
      const value = Number(row[at]);
      if (numbers) numbers[value] = (numbers[value] ?? 0) + 1;
    }
  }
  for (const [at, { field, values: total }] of counts.entries()) {
    for (const [number, n] of (found[at] ?? []).entries()) {
      if (n > 0) add(total, part.value(field, number), n);
    }
  }
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
  const collect = (start: number, value: string | null, n: number) => {
    let values = buckets.get(start);
    if (values === undefined) buckets.set(start, (values = new Map()));
    add(values, value, n);
    if (buckets.size > MAX_BUCKETS) throw tooManyBuckets();
  };
  for (const part of parts) {
    const valueOf = (number: number) => (by === undefined ? null : part.value(by, number));
    const { cubes, scans } =
      interval % CUBE_INTERVAL === 0
        ? splitByCube(part, question)
        : { cubes: [], scans: [scopeOf(part, question)].filter((scope) => scope !== undefined) };
    for (const cube of cubes) {
      for (const [start, number, n] of readCubeStarts(cube, by, interval)) {
        collect(start, valueOf(number), n);
      }
    }
    for (const { source, values } of scans) {
      const column = by === undefined ? "0" : `coalesce(${part.column(`f_${by}`)}, 0)`;
      const rows = part.iterate(
        `SELECT ${startOf("ev.ts", interval)}, ${column}, count(*) ${source} GROUP BY 1, 2`,
        ...values,
      );
      for (const [start, number, n] of rows) {
        slice.look();
        collect(Number(start), valueOf(Number(number)), Number(n));
      }
    }
    await slice.breathe();
  }
  return [...buckets]
    .toSorted(([a], [b]) => a - b)
    .map(([start, values]) => {
      const counts = ranked(values);
      const count = counts.reduce((sum, entry) => sum + entry.count, 0);
      return { start, count, ...(by !== undefined && { by: counts }) };
    });
}

function* readCubeStarts(
  cube: Parameters<typeof readCube>[0],
  by: FieldId | undefined,
  interval: number,
): Generator<[start: number, value: number, n: number]> {
  for (const [value, n, start] of readCube(cube, by ?? EVERY_ROW, { perStart: true })) {
    yield [Math.floor(start / interval) * interval, value, n];
  }
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

function add(counts: Map<string | null, number>, value: string | null, n: number): void {
  counts.set(value, (counts.get(value) ?? 0) + n);
}

/** Most frequent first, equal counts by value, events without a value last among equals. */
function ranked(counts: Map<string | null, number>): FacetCount[] {
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .toSorted((a, b) => b.count - a.count || compareValues(a.value, b.value));
}

function compareValues(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a < b ? -1 : Number(a > b);
}
