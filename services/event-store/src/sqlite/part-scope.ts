import type { SQLInputValue } from "node:sqlite";

import type { PositionVector, StoreQuery } from "../event-store.ts";
import type { Match } from "./compile-match.ts";
import type { ReadPart } from "./read-part.ts";

/** What of one part a query is about. */
export interface PartScope {
  part: ReadPart;
  /** Half-open range of `time.occurred`. */
  from: number;
  to: number;
  /** Rows that can be in the range. */
  low: number;
  high: number;
  /** Last row of the part that counts, in whatever range: `asof`, or the end of the part. */
  lastRow: number;
  /** The range holds all of the part. */
  isWhole: boolean;
  /** `asof` is a condition on each row, not only a last row. */
  isConditional: boolean;
  /** Tables and conditions that select the events in question. */
  source: string;
  values: SQLInputValue[];
  /** Where events are selected by rows: the values that select those from `low` to `high`. */
  valuesBetween?: (low: number, high: number) => SQLInputValue[];
}

/** What is asked of every part. */
export interface Question {
  query: StoreQuery;
  match: Exclude<Match, { kind: "nothing" }>;
}

/** Narrows a question to a part; undefined when nothing of the part can be an answer. */
export function scopeOf(part: ReadPart, { query, match }: Question): PartScope | undefined {
  const { from = -Infinity, to = Infinity } = query;
  const tenant = part.tenant(query.tenant);
  if (tenant === undefined) return undefined;
  const time = rowsBetween(part, from, to);
  const asof = asOf(part, query.asof);
  if (time === undefined || asof === undefined) return undefined;
  const low = time.low;
  const high = Math.min(time.high, asof.high);
  if (high < low) return undefined;

  const source =
    match.kind === "expression"
      ? matchingRows(match.expression, { from, to })
      : timedRows(tenant, { from, to, kind: query.kind });
  const extra = asof.condition ?? { sql: "TRUE", values: [] };
  const valuesBetween = (first: number, last: number) => [
    ...source.values(first, last),
    ...extra.values,
  ];
  return {
    part,
    from,
    to,
    low,
    high,
    lastRow: Math.min(asof.high, part.lastRow()),
    isWhole: from <= part.minTime() && to > part.maxTime(),
    isConditional: asof.condition !== undefined,
    source: `${source.sql} AND ${extra.sql}`,
    values: valuesBetween(low, high),
    ...(match.kind === "expression" && { valuesBetween }),
  };
}

/** Rows of a part in a time range that came after row `after`. */
export function laterRows(
  part: ReadPart,
  { query }: Question,
  { from, to, after }: { from: number; to: number; after: number },
): PartScope | undefined {
  const tenant = part.tenant(query.tenant);
  const rows = rowsBetween(part, from, to);
  const low = Math.max(rows?.low ?? Infinity, after + 1);
  const high = rows?.high ?? -Infinity;
  if (tenant === undefined || high < low) return undefined;
  const conditions = "ev.row BETWEEN ? AND ? AND ev.tenant = ? AND ev.ts >= ? AND ev.ts < ?";
  const valuesBetween = (first: number, last: number) => [first, last, tenant, from, to];
  return {
    part,
    from,
    to,
    low,
    high,
    lastRow: high,
    isWhole: false,
    isConditional: false,
    source: `FROM ev WHERE ${conditions} ${kindCondition(query.kind)}`,
    values: valuesBetween(low, high),
    valuesBetween,
  };
}

interface Source {
  sql: string;
  values: (low: number, high: number) => SQLInputValue[];
}

function matchingRows(expression: string, { from, to }: { from: number; to: number }): Source {
  return {
    sql: `FROM ft CROSS JOIN ev ON ev.row = ft.rowid
      WHERE ft MATCH ? AND ft.rowid BETWEEN ? AND ? AND ev.ts >= ? AND ev.ts < ?`,
    // FTS5 uses bounds on rowid only when they are integers, and numbers are bound as doubles.
    values: (low, high) => [expression, BigInt(low), BigInt(high), from, to],
  };
}

function timedRows(
  tenant: number,
  { from, to, kind }: { from: number; to: number; kind: StoreQuery["kind"] },
): Source {
  return {
    sql: `FROM ev INDEXED BY ev_ts
      WHERE ev.tenant = ? AND ev.ts >= ? AND ev.ts < ? AND ev.row <= ? ${kindCondition(kind)}`,
    values: (_low, high) => [tenant, from, to, high],
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

/** What `asof` leaves of a part: rows up to `high`, and a condition where rows have other positions. */
function asOf(part: ReadPart, asof: PositionVector | undefined) {
  if (asof === undefined) return { high: part.lastRow() };
  const own = asof[0] ?? -1;
  if (!part.hasForeignPositions) return own < part.firstRow() ? undefined : { high: own };
  const parts = ["(ev.lp IS NULL AND ev.row <= ?)"];
  const values: SQLInputValue[] = [own];
  for (const [partition, offset] of Object.entries(asof)) {
    parts.push("(ev.lp = ? AND ev.lo <= ?)");
    values.push(Number(partition), offset);
  }
  return { high: part.lastRow(), condition: { sql: `(${parts.join(" OR ")})`, values } };
}
