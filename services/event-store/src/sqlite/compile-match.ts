import { AuditError } from "@toolmark/runtime/errors";
import type { TermFilter } from "@toolmark/schemas/lower-filter";

import type { StoreQuery } from "../event-store.ts";
import { fieldPrefix, isToken, kindToken, tenantToken } from "./search-tokens.ts";

const MAX_CONDITIONS = 1000;

/** A condition as FTS5 can say it: all events, or those that do (not) match an expression. */
type Condition = { match: "all" | "none" } | { match: "some" | "others"; expression: string };

/** What a query means for FTS5. */
export type Match =
  | { kind: "nothing" }
  /** No condition beside tenant and kind. */
  | { kind: "everything"; expression: string }
  /** Tenant and kind are conditions of their own, unless the expression is scoped. */
  | { kind: "expression"; expression: string; isScoped: boolean };

/**
 * Compiles a filter without patterns, which are resolved per part (./match-part.ts), to one FTS5
 * expression. FTS5 knows negation only as "this but not that", so negations are carried outwards
 * until a positive condition, in the end the tenant's, can take them.
 */
export function compileMatch(
  query: Pick<StoreQuery, "kind" | "tenant">,
  filter: TermFilter,
): Match {
  const scope = [quote(tenantToken(query.tenant))];
  if (query.kind !== "all") scope.push(quote(kindToken(query.kind === "rows")));
  const condition = compile(filter);
  switch (condition.match) {
    case "none":
      return { kind: "nothing" };
    case "all":
      return { kind: "everything", expression: join(scope, "AND") };
    case "some":
      // The tokens of tenant and kind are in nearly every row; stepping through them for each match
      // costs ten times what it takes to look at the row.
      return { kind: "expression", expression: condition.expression, isScoped: false };
    case "others": {
      const expression = without(join(scope, "AND"), condition.expression);
      return { kind: "expression", expression, isScoped: true };
    }
  }
}

/**
 * Refuses a filter that would take too long to work out.
 *
 * @throws AuditError `query_invalid` for a filter of more than 1,000 conditions.
 */
export function requireFewConditions(filter: TermFilter): void {
  let left = MAX_CONDITIONS;
  const count = (part: TermFilter): void => {
    left -= 1;
    if (left < 0) {
      throw new AuditError("query_invalid", `filter has more than ${MAX_CONDITIONS} conditions`);
    }
    if (part.op === "not") count(part.of);
    if (part.op === "all" || part.op === "any") part.of.forEach(count);
  };
  count(filter);
}

function compile(filter: TermFilter): Condition {
  switch (filter.op) {
    case "all":
      return both(filter.of.map((part) => compile(part)));
    case "any":
      return negate(both(filter.of.map((part) => negate(compile(part)))));
    case "not":
      return negate(compile(filter.of));
    case "term":
      return some(quote(filter.term));
    case "word":
      return canBeWord(filter.word) ? some(quote(filter.word)) : { match: "none" };
    case "begins":
      return some(`${quote(filter.prefix)} *`);
    case "wordBegins":
      return canBeWord(filter.prefix) ? some(`${quote(filter.prefix)} *`) : { match: "none" };
    case "present":
      return some(`${quote(fieldPrefix(filter.field))} *`);
    case "matches":
      throw new Error("a pattern has to be resolved before it is compiled");
  }
}

/** Words and terms share one index, told apart by the colon that terms begin with. */
function canBeWord(text: string): boolean {
  return text !== "" && !text.startsWith(":") && isToken(text);
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

/** A token as FTS5 writes one. */
export function quote(token: string): string {
  return `"${token.replaceAll('"', '""')}"`;
}
