import { AuditError } from "@toolmark/runtime/errors";
import type { FieldId } from "@toolmark/schemas/fields";
import { compileQuery } from "@toolmark/schemas/query/compile-query";
import { printValue } from "@toolmark/schemas/query/print-value";
import { fold } from "@toolmark/schemas/tokens";

import type { ReaderQuery } from "../access/reader.ts";
import type { Period } from "./periods.ts";

/** Length at which stores cut the values that they count. */
const MAX_FACET_LENGTH = 256;
/** How much of a cut value a pattern can be sure of. */
const SURE_LENGTH = 100;

/** Ends of calls that failed: an error, a request refused as not valid, a timeout. */
export const errorStatuses = ["tool_error", "protocol_error", "rejected", "timeout"] as const;

/** The queries behind the key numbers of an overview. */
export const metricQueries = {
  calls: "phase:outcome",
  writes: "phase:outcome effect:write",
  destructive: "phase:outcome effect:destructive",
  denied: "outcome:denied",
  errors: `outcome:${errorStatuses.join(",")}`,
  approvals: "has:approval OR type:approval.*",
} as const;

/** Calls that write or destroy. */
export const CHANGING = "phase:outcome effect:write,destructive";

/** Writes a condition on a counted value in the query language; null for events without one. Pure. */
export function condition(field: FieldId, value: string | null): string {
  if (value === null) return `-has:${field}`;
  if (value.length < MAX_FACET_LENGTH)
    return `${field}:${printValue({ parts: [{ literal: value }] })}`;
  return `${field}:${printValue({ parts: [{ literal: value.slice(0, SURE_LENGTH) }, "*"] })}`;
}

/** Writes that a field has one of several values. Pure. */
export function conditionOf(field: FieldId, values: readonly string[]): string {
  return `${field}:${values.map((value) => printValue({ parts: [{ literal: value }] })).join(",")}`;
}

/**
 * The question that a text asks of a store: a number that comes from it is the number that a search
 * for the same text gives.
 */
export function asks(
  text: string,
  period: Partial<Period>,
  asof: ReaderQuery["asof"],
): ReaderQuery {
  const { query, issues } = compileQuery(text, { now: 0 });
  if (query === undefined)
    throw new AuditError("internal", `own query is not valid: ${issues[0]?.message ?? text}`);
  return { filter: query.filter, kind: query.kind, ...period, ...(asof && { asof }) };
}

/** One value with how often it occurs. */
export interface Counted {
  value: string | null;
  count: number;
}

/** Joins values that differ in case only, as conditions do; most frequent first. Pure. */
export function joinCases(counts: readonly Counted[]): Counted[] {
  const joined = new Map<string | null, Counted>();
  for (const { value, count } of counts) {
    const key = value === null ? null : fold(value);
    const known = joined.get(key);
    if (known === undefined) joined.set(key, { value, count });
    else known.count += count;
  }
  return [...joined.values()].toSorted((a, b) => b.count - a.count);
}
