import { AuditError } from "@toolmark/runtime/errors";
import { lowerFilter } from "@toolmark/schemas/lower-filter";
import type { TermFilter } from "@toolmark/schemas/lower-filter";

import type { StoreQuery } from "../event-store.ts";
import { fieldPrefix, kindToken, tenantToken } from "./search-tokens.ts";

const MAX_CONDITIONS = 1000;

/** A condition as FTS5 can say it: all events, or those that do (not) match an expression. */
type Condition = { match: "all" | "none" } | { match: "some" | "others"; expression: string };

/** What a query means for FTS5. */
export type Match =
  | { kind: "nothing" }
  /** No condition beside tenant and kind. */
  | { kind: "everything"; expression: string }
  | { kind: "expression"; expression: string };

/**
 * Compiles a query to one FTS5 expression. FTS5 knows negation only as "this but not that", so
 * negations are carried outwards until a positive condition, in the end the tenant's, can take them.
 *
 * @throws AuditError `query_invalid` for a filter of more than 1,000 conditions.
 */
export function compileMatch(query: Pick<StoreQuery, "filter" | "kind" | "tenant">): Match {
  const budget = { left: MAX_CONDITIONS };
  const scope = [quote(tenantToken(query.tenant))];
  if (query.kind !== "all") scope.push(quote(kindToken(query.kind === "rows")));
  const condition = compile(lowerFilter(query.filter), budget);
  switch (condition.match) {
    case "none":
      return { kind: "nothing" };
    case "all":
      return { kind: "everything", expression: join(scope, "AND") };
    case "some":
      return { kind: "expression", expression: join([...scope, condition.expression], "AND") };
    case "others":
      return { kind: "expression", expression: without(join(scope, "AND"), condition.expression) };
  }
}

function compile(filter: TermFilter, budget: { left: number }): Condition {
  budget.left -= 1;
  if (budget.left < 0) {
    throw new AuditError("query_invalid", `filter has more than ${MAX_CONDITIONS} conditions`);
  }
  switch (filter.op) {
    case "all":
      return both(filter.of.map((part) => compile(part, budget)));
    case "any":
      return negate(both(filter.of.map((part) => negate(compile(part, budget)))));
    case "not":
      return negate(compile(filter.of, budget));
    case "term":
      return some(quote(filter.term));
    case "word":
      return some(quote(filter.word));
    case "begins":
    case "wordBegins":
      return some(`${quote(filter.prefix)} *`);
    case "present":
      return some(`${quote(fieldPrefix(filter.field))} *`);
    case "matches":
      throw new AuditError("query_invalid", "* can only stand at the end of a value");
  }
}

function both(conditions: readonly Condition[]): Condition {
  const wanted: string[] = [];
  const unwanted: string[] = [];
  for (const condition of conditions) {
    if (condition.match === "none") return condition;
    if (condition.match === "some") wanted.push(condition.expression);
    if (condition.match === "others") unwanted.push(condition.expression);
  }
  if (wanted.length === 0 && unwanted.length === 0) return { match: "all" };
  if (wanted.length === 0) return { match: "others", expression: join(unwanted, "OR") };
  const expression = join(wanted, "AND");
  return some(unwanted.length === 0 ? expression : without(expression, join(unwanted, "OR")));
}

function negate(condition: Condition): Condition {
  switch (condition.match) {
    case "all":
      return { match: "none" };
    case "none":
      return { match: "all" };
    case "some":
      return { match: "others", expression: condition.expression };
    case "others":
      return { match: "some", expression: condition.expression };
  }
}

function some(expression: string): Condition {
  return { match: "some", expression };
}

function join(expressions: readonly string[], operator: "AND" | "OR"): string {
  const [only] = expressions;
  if (only !== undefined && expressions.length === 1) return only;
  return `(${expressions.join(` ${operator} `)})`;
}

function without(expression: string, unwanted: string): string {
  return `(${expression} NOT ${unwanted})`;
}

function quote(token: string): string {
  return `"${token.replaceAll('"', '""')}"`;
}
