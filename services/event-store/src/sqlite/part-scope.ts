import type { SQLInputValue } from "node:sqlite";

import type { PositionVector, StoreQuery } from "../event-store.ts";
import type { PartMatch, Question } from "./match-part.ts";
import type { ReadPart } from "./read-part.ts";
import { inRowSet } from "./row-set.ts";
import type { TimeSlice } from "./time-slice.ts";

/** What of one part a query is about. */
export interface PartScope {
  part: ReadPart;
  /** Half-open range of `time.occurred`. */
  from: number;
  to: number;
  /** Rows that can be in the range. */
  low: number;
  high: number;
  /** First and last row of the part that count, in whatever range: `above` and `asof`, or all. */
  firstRow: number;
  lastRow: number;
  /** The range holds all of the part. */
  isWhole: boolean;
  /** There is a condition on each row beside the filter's: positions, or a set of rows. */
  isConditional: boolean;
  /** Tables and conditions that select the events in question. */
  source: string;
  values: SQLInputValue[];
  /** Where events are selected by rows: the values that select those from `low` to `high`. */
  valuesBetween?: (low: number, high: number) => SQLInputValue[];
}

/** What is asked of one part. */
export interface PartQuestion {
  query: StoreQuery;
  match: PartMatch;
}

/** From that many rows on, rows of a range are found by their time rather than one after another. */
const MANY_ROWS = 20_000;

/**
 * Narrows a question to a part; undefined when nothing of the part can be an answer. Rows after `until`
 * do not count.
 */
export async function questionIn(
  part: ReadPart,
  question: Question,
  slice: TimeSlice,
  until = Infinity,
): Promise<PartQuestion | undefined> {
  const { query } = question;
  const isTouched =
    part.tenant(query.tenant) !== undefined && rowsIn(part, query, until) !== undefined;
  return isTouched ? { query, match: await question.matchIn(part, slice) } : undefined;
}

/** Narrows a question to the rows of a part; undefined when none of them can be an answer. */
export function scopeOf(
  part: ReadPart,
  { query, match }: PartQuestion,
  until = Infinity,
): PartScope | undefined {
  const { from = -Infinity, to = Infinity } = query;
  const tenant = part.tenant(query.tenant);
  const rows = rowsIn(part, query, until);
  if (tenant === undefined || rows === undefined || match.kind === "nothing") return undefined;
  const { low, high } = rows;
  const range = { from, to, kind: query.kind };
  const isCut = rows.firstRow > part.firstRow() && high - low < MANY_ROWS;
  const source =
    match.kind === "expression"
      ? matchingRows(match.expression, tenant, range)
      : isCut
        ? rowsInTurn(tenant, range)
        : timedRows(tenant, range);
  const conditions = [
    ...rows.conditions,
    ...(match.rows === undefined ? [] : [inRowSet(match.rows)]),
  ];
  const extra = conditions.flatMap(({ values }) => values);
  const valuesBetween = (first: number, last: number) => [...source.values(first, last), ...extra];
  return {
    part,
    from,
    to,
    low,
    high,
    firstRow: rows.firstRow,
    lastRow: rows.lastRow,
    isWhole: from <= part.minTime() && to > part.maxTime(),
    isConditional: conditions.length > 0,
    source: [source.sql, ...conditions.map(({ sql }) => sql)].join(" AND "),
    values: valuesBetween(low, high),
    ...(source.isByRow && { valuesBetween }),
  };
}

/** Rows of a part in a time range that came after row `after`. */
export function laterRows(
  part: ReadPart,
  query: StoreQuery,
  { from, to, after }: { from: number; to: number; after: number },
): PartScope | undefined {
  const tenant = part.tenant(query.tenant);
  const rows = rowsBetween(part, from, to);
  const low = Math.max(rows?.low ?? Infinity, after + 1);
  const high = rows?.high ?? -Infinity;
  if (tenant === undefined || high < low) return undefined;
  const source = rowsInTurn(tenant, { from, to, kind: query.kind });
  return {
    part,
    from,
    to,
    low,
    high,
    firstRow: low,
    lastRow: high,
    isWhole: false,
    isConditional: false,
    source: source.sql,
    values: source.values(low, high),
    valuesBetween: source.values,
  };
}

interface Source {
  sql: string;
  /** Reads in the order of rows, so that a range of rows can be read by itself. */
  isByRow: boolean;
  values: (low: number, high: number) => SQLInputValue[];
}

type Range = Pick<PartScope, "from" | "to"> & Pick<StoreQuery, "kind">;

function matchingRows(expression: string, tenant: number, { from, to, kind }: Range): Source {
  return {
    sql: `FROM ft CROSS JOIN ev ON ev.row = ft.rowid
      WHERE ft MATCH ? AND ft.rowid BETWEEN ? AND ? AND ev.ts >= ? AND ev.ts < ? AND ev.tenant = ?
      ${kindCondition(kind)}`,
    isByRow: true,
    // FTS5 uses bounds on rowid only when they are integers, and numbers are bound as doubles.
    values: (low, high) => [expression, BigInt(low), BigInt(high), from, to, tenant],
  };
}

function timedRows(tenant: number, { from, to, kind }: Range): Source {
  return {
    sql: `FROM ev INDEXED BY ev_ts
      WHERE ev.tenant = ? AND ev.ts >= ? AND ev.ts < ? AND ev.row BETWEEN ? AND ?
      ${kindCondition(kind)}`,
    isByRow: false,
    values: (low, high) => [tenant, from, to, low, high],
  };
}

function rowsInTurn(tenant: number, { from, to, kind }: Range): Source {
  return {
    sql: `FROM ev NOT INDEXED
      WHERE ev.row BETWEEN ? AND ? AND ev.tenant = ? AND ev.ts >= ? AND ev.ts < ?
      ${kindCondition(kind)}`,
    isByRow: true,
    values: (low, high) => [low, high, tenant, from, to],
  };
}

function kindCondition(kind: StoreQuery["kind"]): string {
  return kind === "all" ? "" : `AND ev.attempt = ${kind === "attempts" ? 1 : 0}`;
}

function rowsBetween(part: ReadPart, from: number, to: number) {
  const isTouched = (zone: { minTime: number; maxTime: number }) =>
    zone.maxTime >= from && zone.minTime < to;
  const zones = part.zones();
  const first = zones.find(isTouched);
  const last = zones.findLast(isTouched);
  return first && last && { low: first.first, high: last.last };
}

/** Rows of a part that can be an answer by their time and position. */
function rowsIn(part: ReadPart, query: StoreQuery, until: number) {
  const { from = -Infinity, to = Infinity, asof, above } = query;
  const time = rowsBetween(part, from, to);
  if (time === undefined) return undefined;
  const bounds = { first: part.firstRow(), last: Math.min(part.lastRow(), until) };
  const conditions: Condition[] = [];
  if (part.hasForeignPositions) {
    if (asof !== undefined) conditions.push(atOrBelow(asof));
    if (above !== undefined) conditions.push(...notAtOrBelow(above));
  } else {
    if (asof !== undefined) bounds.last = Math.min(bounds.last, asof[0] ?? -1);
    if (above !== undefined) bounds.first = Math.max(bounds.first, (above[0] ?? -1) + 1);
  }
  const low = Math.max(time.low, bounds.first);
  const high = Math.min(time.high, bounds.last);
  if (high < low) return undefined;
  return { low, high, firstRow: bounds.first, lastRow: bounds.last, conditions };
}

/** A condition on each row, where rows have positions that are not their number. */
interface Condition {
  sql: string;
  values: SQLInputValue[];
}

function atOrBelow(positions: PositionVector): Condition {
  const parts = ["(ev.lp IS NULL AND ev.row <= ?)"];
  const values: SQLInputValue[] = [positions[0] ?? -1];
  for (const [partition, offset] of Object.entries(positions)) {
    parts.push("(ev.lp = ? AND ev.lo <= ?)");
    values.push(Number(partition), offset);
  }
  return { sql: `(${parts.join(" OR ")})`, values };
}

function notAtOrBelow(positions: PositionVector): Condition[] {
  return Object.entries(positions).map(([key, offset]) => {
    const partition = Number(key);
    return partition === 0
      ? {
          sql: "iif(ev.lp IS NULL, ev.row, iif(ev.lp = 0, ev.lo, ?)) > ?",
          values: [offset + 1, offset],
        }
      : { sql: "NOT (ev.lp IS ? AND ev.lo <= ?)", values: [partition, offset] };
  });
}
