import type { estypes } from "@elastic/elasticsearch";
import { lowerFilter, termPattern } from "@toolmark/schemas/lower-filter";
import type { TermFilter } from "@toolmark/schemas/lower-filter";

import type { PositionVector, StoreQuery } from "../event-store.ts";
import { presenceTerm } from "./presence-term.ts";

type Query = estypes.QueryDslQueryContainer;

/** Most states of the automaton that a pattern becomes: bounds the server's work on one pattern. */
const MAX_STATES = 10_000;

/** The query of Elasticsearch for exactly the events that are asked for. Nothing is scored. */
export function compileQuery(query: StoreQuery): Query {
  const clauses: Query[] = [{ term: { tenant: query.tenant } }];
  if (query.kind !== "all") clauses.push({ term: { row: query.kind === "rows" } });
  if (query.from !== undefined || query.to !== undefined) {
    clauses.push(timeRange("time", query));
  }
  if (query.asof !== undefined) clauses.push(anyOf(atOrBelow(query.asof)));
  clauses.push(compileFilter(lowerFilter(query.filter)));
  const absent = query.above === undefined ? [] : atOrBelow(query.above);
  return { bool: { filter: clauses, ...(absent.length > 0 && { must_not: absent }) } };
}

/** Half-open range of a time in milliseconds. */
export function timeRange(
  field: "time" | "recorded",
  range: { from?: number; to?: number },
): Query {
  return {
    range: {
      [field]: {
        ...(range.from !== undefined && { gte: Math.ceil(range.from) }),
        ...(range.to !== undefined && { lt: Math.ceil(range.to) }),
      },
    },
  };
}

function atOrBelow(positions: PositionVector): Query[] {
  return Object.entries(positions).map(([partition, offset]) => ({
    bool: {
      filter: [
        { term: { "log.partition": Number(partition) } },
        { range: { "log.offset": { lte: offset } } },
      ],
    },
  }));
}

/**
 * Negations are pushed down to single terms: the server counts nested conditions and stops at 30,
 * and `not` costs none this way.
 */
function compileFilter(filter: TermFilter, isNegated = false): Query {
  switch (filter.op) {
    case "not":
      return compileFilter(filter.of, !isNegated);
    case "term":
      return leaf({ term: { key: filter.term } }, isNegated);
    case "word":
      return leaf({ term: { words: filter.word } }, isNegated);
    case "begins":
      return leaf({ prefix: { key: filter.prefix } }, isNegated);
    case "wordBegins":
      return leaf({ prefix: { words: filter.prefix } }, isNegated);
    case "present":
      return leaf({ term: { key: presenceTerm(filter.field) } }, isNegated);
    case "matches": {
      const pattern = quoteRegexp(filter.prefix) + termPattern(filter.rest, quoteRegexp);
      const limit = { flags: "NONE", max_determinized_states: MAX_STATES };
      return leaf({ regexp: { key: { value: pattern, ...limit } } }, isNegated);
    }
    case "all":
    case "any": {
      const parts = flatten(filter, isNegated).map((part) => compileFilter(...part));
      return (filter.op === "all") === isNegated ? anyOf(parts) : allOf(parts);
    }
  }
}

type Part = [filter: TermFilter, isNegated: boolean];

/** The members of a list together with those of lists in it that mean the same. */
function flatten({ op, of }: TermFilter & { op: "all" | "any" }, isNegated: boolean): Part[] {
  return of.flatMap((member): Part[] => {
    let part = member;
    let isPartNegated = isNegated;
    while (part.op === "not") {
      part = part.of;
      isPartNegated = !isPartNegated;
    }
    const isSame =
      (part.op === op && isPartNegated === isNegated) ||
      ((part.op === "all" || part.op === "any") && part.op !== op && isPartNegated !== isNegated);
    return isSame
      ? flatten(part as typeof part & { op: "all" | "any" }, isPartNegated)
      : [[part, isPartNegated]];
  });
}

function leaf(query: Query, isNegated: boolean): Query {
  return isNegated ? { bool: { must_not: [query] } } : query;
}

/** Escapes what Lucene's regular expressions read as an operator. */
function quoteRegexp(text: string): string {
  return text.replaceAll(/[.?+*|{}[\]()"\\#@&<>~^$-]/g, String.raw`\$&`);
}

/** Terms that must be absent go into the list's own bool, which saves a level. */
function allOf(parts: readonly Query[]): Query {
  const [only, ...others] = parts;
  if (only === undefined) return { match_all: {} };
  if (others.length === 0) return only;
  const filter: Query[] = [];
  const absent: Query[] = [];
  for (const part of parts) {
    const excluded = excludedTerms(part);
    if (excluded === undefined) filter.push(part);
    else absent.push(...excluded);
  }
  return {
    bool: { ...(filter.length > 0 && { filter }), ...(absent.length > 0 && { must_not: absent }) },
  };
}

function anyOf(parts: readonly Query[]): Query {
  const [only, ...others] = parts;
  if (only === undefined) return { match_none: {} };
  if (others.length === 0) return only;
  const keys: string[] = [];
  const should: Query[] = [];
  for (const part of parts) {
    const key = part.term?.["key"];
    if (typeof key === "string") keys.push(key);
    else should.push(part);
  }
  if (keys.length > 0) should.push({ terms: { key: keys } });
  return { bool: { should, minimum_should_match: 1 } };
}

function excludedTerms({ bool }: Query): Query[] | undefined {
  const excluded = bool?.must_not;
  return Array.isArray(excluded) && Object.keys(bool ?? {}).length === 1 ? excluded : undefined;
}
