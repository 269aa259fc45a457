import { readTime } from "./query-time.ts";
import { isStar, literalOf } from "./query-tree.ts";
import type { FilterNode, QueryNode, QueryValue } from "./query-tree.ts";

/** A span of time, half-open, milliseconds since the epoch; an absent end is open. */
export interface TimeWindow {
  from?: number;
  to?: number;
}

/**
 * Takes the conditions on time out of a query: the time that all of them leave, and the other
 * conditions. Conditions that cannot be read leave time open.
 */
export function timeWindow(tree: QueryNode, now: number): { window: TimeWindow; rest: QueryNode } {
  const members = tree.kind === "and" ? tree.of : [tree];
  const window: TimeWindow = {};
  const rest: QueryNode[] = [];
  for (const member of members) {
    if (member.kind !== "filter" || member.field.type !== "time") {
      rest.push(member);
      continue;
    }
    const { from, to } = windowOf(member, now);
    if (from !== undefined) window.from = Math.max(from, window.from ?? from);
    if (to !== undefined) window.to = Math.min(to, window.to ?? to);
  }
  const [only] = rest;
  if (only !== undefined && rest.length === 1) return { window, rest: only };
  return { window, rest: { kind: "and", of: rest, start: tree.start, end: tree.end } };
}

/**
 * The time that one condition leaves. A date or time stands for the whole day, minute or second that
 * it names, so `<=` and the ends of ranges include it; `until:` and `<` end where it begins.
 */
export function windowOf({ field, test }: FilterNode, now: number): TimeWindow {
  const timeOf = (value: QueryValue) =>
    isStar(value) ? undefined : readTime(literalOf(value) ?? "", now);
  if (test.op === "range") return span(timeOf(test.from)?.start, timeOf(test.to)?.end);
  if (test.op === "has") return {};
  const value = test.op === "is" ? test.values[0] : test.value;
  const time = value && timeOf(value);
  if (time === undefined) return {};
  if (field.name === "until") return { to: time.start };
  if (test.op === "is")
    return field.name === "since" || time.isRelative
      ? { from: time.start }
      : { from: time.start, to: time.end };
  switch (test.sign) {
    case ">":
      return { from: time.end };
    case ">=":
      return { from: time.start };
    case "<":
      return { to: time.start };
    case "<=":
      return { to: time.end };
  }
}

function span(from: number | undefined, to: number | undefined): TimeWindow {
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}
