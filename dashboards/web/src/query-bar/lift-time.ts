import { literalOf } from "@toolmark/schemas/query/query-tree";
import type { QueryNode } from "@toolmark/schemas/query/query-tree";
import { timeWindow } from "@toolmark/schemas/query/time-window";

import { isTime, join, readMembers } from "./conditions.ts";

/** Ends of a range as an address keeps them: RFC 3339, or relative such as `now-7d`. */
export interface TypedRange {
  from: string;
  to: string;
}

/** What is left of a query, and the range that its conditions on time name. */
export interface LiftedTime {
  text: string;
  /** Absent when the query says nothing of time. */
  range?: TypedRange;
}

const amount = /^(?:now-|-)?(\d+[smhdw])$/i;

/**
 * Takes `since:`, `until:` and `time:` out of a query. An end that they leave open is now, or as far
 * before the other as the range that is looked at is long.
 *
 * @param shown the range that is looked at, RFC 3339.
 * @param now milliseconds since the epoch.
 */
export function liftTime(text: string, shown: TypedRange, now: number): LiftedTime {
  const members = readMembers(text) ?? [];
  const times = members.filter(isTime);
  if (times.length === 0) return { text };
  const left = join(members.filter((member) => !isTime(member)));
  const back = times.length === 1 ? amountBack(times[0]) : undefined;
  if (back !== undefined) return { text: left, range: { from: `now-${back}`, to: "now" } };
  const { window } = timeWindow({ kind: "and", of: times, start: 0, end: text.length }, now);
  const { from, to } = window;
  if (from === undefined && to === undefined) return { text: left };
  const length = Math.max(1, Date.parse(shown.to) - Date.parse(shown.from)) || 86_400_000;
  return {
    text: left,
    range: {
      from: new Date(from ?? (to ?? now) - length).toISOString(),
      to: to === undefined ? "now" : new Date(to).toISOString(),
    },
  };
}

// `since:7d` and `time:now-1h` go on moving with the time.
function amountBack(node: QueryNode | undefined): string | undefined {
  if (node?.kind !== "filter" || node.field.name === "until" || node.test.op !== "is")
    return undefined;
  const [value] = node.test.values;
  return amount.exec((value && literalOf(value)) ?? "")?.[1]?.toLowerCase();
}
