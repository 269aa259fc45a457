import { AuditError } from "@toolmark/runtime/errors";
import { lowerFilter } from "@toolmark/schemas/lower-filter";
import type { TermFilter } from "@toolmark/schemas/lower-filter";

import type { StoreQuery } from "../event-store.ts";
import { compileMatch, requireFewConditions } from "./compile-match.ts";
import type { Match } from "./compile-match.ts";
import { findPattern } from "./find-pattern.ts";
import type { Pattern } from "./find-pattern.ts";
import type { ReadPart } from "./read-part.ts";
import { createRowSet, eachRow } from "./row-set.ts";
import type { RowSet } from "./row-set.ts";
import type { TimeSlice } from "./time-slice.ts";

/** Most patterns of a filter: each may need a set of rows. */
const MAX_PATTERNS = 50;

/** Most terms that the patterns of a filter write into one expression. */
const MAX_WRITTEN = 256;

/** What a query means in one part: an expression of FTS5, and rows beyond which nothing matches. */
export type PartMatch = Match & { rows?: RowSet };

/** A query, and what its filter means in each part. */
export interface Question {
  query: StoreQuery;
  matchIn(part: ReadPart, slice: TimeSlice): Promise<PartMatch>;
}

/**
 * Prepares a query. A filter without patterns means the same in every part; a pattern stands for the
 * terms of a part that it matches: a few are written into the expression, of many the rows are read.
 *
 * @throws AuditError `query_invalid` for a filter of more than 1,000 conditions or 50 patterns.
 */
export function createQuestion(query: StoreQuery): Question {
  const filter = lowerFilter(query.filter);
  requireFewConditions(filter);
  const patterns = patternsIn(filter).length;
  if (patterns > MAX_PATTERNS) {
    throw new AuditError("query_invalid", `filter has more than ${MAX_PATTERNS} patterns with *`);
  }
  const always = patterns === 0 ? compileMatch(query, filter) : undefined;
  return {
    query,
    matchIn: async (part, slice) => always ?? (await matchPart(part, query, filter, slice)),
  };
}

function patternsIn(filter: TermFilter): Pattern[] {
  switch (filter.op) {
    case "matches":
      return [filter];
    case "not":
      return patternsIn(filter.of);
    case "all":
    case "any":
      return filter.of.flatMap(patternsIn);
    case "term":
    case "begins":
    case "present":
    case "word":
    case "wordBegins":
      return [];
  }
}

function hasPattern(filter: TermFilter): boolean {
  return patternsIn(filter).length > 0;
}

async function matchPart(
  part: ReadPart,
  query: StoreQuery,
  filter: TermFilter,
  slice: TimeSlice,
): Promise<PartMatch> {
  const sets = new Map<TermFilter, RowSet>();
  let left = MAX_WRITTEN;
  const resolved = await resolve(filter);
  const members = resolved.op === "all" ? resolved.of : [resolved];
  const match = compileMatch(query, { op: "all", of: members.filter((each) => !hasPattern(each)) });
  if (match.kind === "nothing") return match;
  let rows: RowSet | undefined;
  for (const member of members.filter(hasPattern)) {
    const found = await rowsOf(member);
    rows = rows === undefined ? found : rows.and(found);
  }
  return rows === undefined ? match : { ...match, rows };

  /** The filter with each pattern that has few terms replaced by them. */
  async function resolve(some: TermFilter): Promise<TermFilter> {
    switch (some.op) {
      case "matches": {
        const found = await findPattern(part, some, slice);
        if ("rows" in found) {
          sets.set(some, found.rows);
          return some;
        }
        const anyTerm = { op: "any", of: found.terms.map(asTerm) } as const;
        left -= found.terms.length;
        if (left >= 0) return anyTerm;
        sets.set(some, await readRows(part, compileMatch(query, anyTerm), slice));
        return some;
      }
      case "not":
        return { op: "not", of: await resolve(some.of) };
      case "all":
      case "any": {
        const of: TermFilter[] = [];
        for (const member of some.of) of.push(await resolve(member));
        return { op: some.op, of };
      }
      case "term":
      case "begins":
      case "present":
      case "word":
      case "wordBegins":
        return some;
    }
  }

  /** The rows of the tenant that match; those of other tenants may be in it or not. */
  async function rowsOf(some: TermFilter): Promise<RowSet> {
    if (!hasPattern(some)) return await readRows(part, compileMatch(query, some), slice);
    switch (some.op) {
      case "not":
        return (await rowsOf(some.of)).not();
      case "all":
      case "any": {
        const found: RowSet[] = [];
        for (const member of some.of) found.push(await rowsOf(member));
        return found.reduce((all, each) => (some.op === "all" ? all.and(each) : all.or(each)));
      }
      case "matches":
      case "term":
      case "begins":
      case "present":
      case "word":
      case "wordBegins":
        return sets.get(some) ?? createRowSet(part);
    }
  }
}

function asTerm(term: string): TermFilter {
  return { op: "term", term };
}

/** Reads which rows match. */
export async function readRows(part: ReadPart, match: Match, slice: TimeSlice): Promise<RowSet> {
  const rows = createRowSet(part);
  if (match.kind !== "nothing")
    await eachRow(part, match.expression, slice, (row) => rows.add(row));
  return rows;
}
