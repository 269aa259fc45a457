import { apiWith } from "../../lib/api.ts";
import { listConditions, removeCondition } from "../../query-bar/conditions.ts";
import { parametersOf } from "./use-investigation.ts";
import type { Investigation } from "./use-investigation.ts";

/** Why a search found nothing. */
export type WhyEmpty =
  /** The query finds something at another time. */
  | { kind: "window"; latest: string }
  /** There are events in this time; conditions leave none of them. */
  | { kind: "filtered"; total: number; isExact: boolean; without: WithoutOne[] }
  /** There is nothing at any time that the reader may see. */
  | { kind: "never" }
  /** There are events at other times, and none of them match. */
  | { kind: "unknown" };

/** How many events a query finds without one of its conditions. */
export interface WithoutOne {
  condition: string;
  rest: string;
  total: number;
  isExact: boolean;
}

/** Conditions that are each left out once. */
const MOST_CONDITIONS = 6;

/** Finds out why a search found nothing, with few questions. */
export async function findWhyEmpty(
  asked: Investigation,
  asof: string | undefined,
  signal: AbortSignal,
): Promise<WhyEmpty> {
  const { q, kind, from, to } = asked;
  const ask = async (query: string, range: { from?: string; to?: string } = { from, to }) =>
    await apiWith({ signal }).search({
      ...parametersOf({ q: query, kind, ...range }, asof),
      limit: 1,
    });
  const latest = await ask(q, {});
  const [last] = latest.events;
  if (q === "") {
    return last === undefined ? { kind: "never" } : { kind: "window", latest: last.time.occurred };
  }
  const all = await ask("");
  if (all.total > 0) {
    const conditions = listConditions(q).slice(0, MOST_CONDITIONS);
    const without = await Promise.all(
      conditions.map(async ({ text }, index): Promise<WithoutOne> => {
        const rest = removeCondition(q, index);
        const { total, total_is_exact: isExact } = conditions.length === 1 ? all : await ask(rest);
        return { condition: text, rest, total, isExact };
      }),
    );
    const isElsewhere = last !== undefined && without.every(({ total }) => total === 0);
    if (!isElsewhere)
      return { kind: "filtered", total: all.total, isExact: all.total_is_exact, without };
  }
  if (last !== undefined) return { kind: "window", latest: last.time.occurred };
  const anything = await ask("", {});
  return anything.total === 0 ? { kind: "never" } : { kind: "unknown" };
}
