import { report } from "./query-reader.ts";
import { readTime, timeExample } from "./query-time.ts";
import { isStar, literalOf } from "./query-tree.ts";
import type { FilterNode, QueryIssue, QueryValue } from "./query-tree.ts";
import { shown } from "./visible-text.ts";

/**
 * Notes what is wrong with a condition on time.
 *
 * @param isTop whether it must hold whatever else does: under OR and NOT it could not bound a search.
 */
export function checkTime(node: FilterNode, isTop: boolean, issues: QueryIssue[]): void {
  const { field, test } = node;
  if (!isTop)
    return report(
      issues,
      "error",
      `${field.name}: holds for the whole query; it cannot stand under OR or NOT`,
      node,
    );
  if (test.op === "has") return report(issues, "error", "every event has a time", node, "");
  if (test.op === "range") {
    if (field.name !== "time") return single(node, issues);
    for (const bound of [test.from, test.to]) if (!isStar(bound)) checkValue(bound, issues);
    return undefined;
  }
  if (test.op === "is") {
    const [value, ...rest] = test.values;
    if (value === undefined || rest.length > 0 || test.isExact) return single(node, issues);
    return checkValue(value, issues);
  }
  if (field.name !== "time") return single(node, issues);
  return checkValue(test.value, issues);
}

function single(node: FilterNode, issues: QueryIssue[]): void {
  const { name } = node.field;
  const example = name === "time" ? "time:2026-08-01..2026-08-07" : `${name}:2026-08-01`;
  report(issues, "error", `${name}: takes one time or range, such as ${example}`, node);
}

function checkValue(value: QueryValue, issues: QueryIssue[]): void {
  const literal = literalOf(value);
  if (literal === "" && value.start === value.end) return;
  const time = literal === undefined ? undefined : readTime(literal, 0);
  if (literal === undefined || time === undefined)
    return report(
      issues,
      "error",
      `${literal === undefined ? "a pattern" : shown(literal)} is not ${timeExample}`,
      value,
    );
  if (time.isZoneless)
    report(issues, "warning", "a time without a zone is read as UTC", value, `${literal}Z`);
  return undefined;
}
