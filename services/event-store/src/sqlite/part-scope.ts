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
  /** The range holds all of the part. */
  isWhole: boolean;
  /** Every row up to `high` counts: `asof` takes none of them away. */
  isComplete: boolean;
  /** Tables and conditions that select the events in question. */
  source: string;
  values: SQLInputValue[];
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

  const isEverything = match.kind === "everything";
  const conditions = isEverything
    ? ["ev.tenant = ?", "ev.ts >= ?", "ev.ts < ?", "ev.row <= ?"]
    : ["ft MATCH ?", "ft.rowid BETWEEN ? AND ?", "ev.ts >= ?", "ev.ts < ?"];
  // FTS5 uses bounds on rowid only when they are integers, and numbers are bound as doubles.
  const values: SQLInputValue[] = isEverything
    ? [tenant, from, to, high]
    : [match.expression, BigInt(low), BigInt(high), from, to];
  if (isEverything && query.kind !== "all") {
    conditions.push(`ev.attempt = ${query.kind === "attempts" ? 1 : 0}`);
  }
  if (asof.condition !== undefined) {
    conditions.push(asof.condition.sql);
    values.push(...asof.condition.values);
  }
  const tables = isEverything ? "ev INDEXED BY ev_ts" : "ft CROSS JOIN ev ON ev.row = ft.rowid";
  return {
    part,
    from,
    to,
    low,
    high,
    isWhole: from <= part.minTime() && to > part.maxTime(),
    isComplete: asof.condition === undefined && asof.high >= part.lastRow(),
    source: `FROM ${tables} WHERE ${conditions.join(" AND ")}`,
    values,
  };
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
