import type { PositionVector } from "@toolmark/event-store/event-store";
import { fold } from "@toolmark/schemas/tokens";

import type { Reader } from "../access/reader.ts";
import type { FirstSeen } from "./answers.ts";
import { asks, condition, joinCases } from "./condition.ts";
import type { Periods } from "./periods.ts";

/** Most events that counting pairs may read. */
const MAX_ROWS = 60_000;
/** Most actors or tools of which the pairs are counted. */
const MAX_COUNTED = 150;
/** Most pairs that are looked for one by one before the period. */
const MAX_LOOKUPS = 200;
/** Most pairs of one actor or tool. */
const MAX_PAIRS = 500;

/** What a value was found to be that was never seen before. */
export interface NewValue {
  kind: FirstSeen["kind"];
  value: string;
  actor?: string;
  count: number;
  query: string;
}

interface Value {
  value: string;
  count: number;
}

/**
 * Finds pairs of actor and tool that occur in a period and in no event before it. Pairs are counted
 * per actor or per tool, whichever are fewer, the rare ones first; most of them occur in the period
 * before as well, so that only the rest has to be looked for in all that is stored.
 */
export async function findNewPairs(
  reader: Reader,
  options: {
    actors: readonly Value[];
    tools: readonly Value[];
    current: Periods["current"];
    previous: Periods["previous"];
    asof: PositionVector;
  },
): Promise<{ found: NewValue[]; checked: number; truncated: boolean }> {
  const { actors, tools, current, previous, asof } = options;
  const [outer, inner] =
    actors.length < tools.length ? (["actor", "tool"] as const) : (["tool", "actor"] as const);
  const isAllowed = new Set(tools.map(({ value }) => fold(value)));
  const outers = (outer === "actor" ? actors : tools).toSorted((a, b) => a.count - b.count);
  let rows = 0;
  let checked = 0;
  let truncated = false;
  const unknown: (Value & { actor: string; query: string })[] = [];
  for (const [index, { value, count }] of outers.entries()) {
    rows += count;
    if (rows > MAX_ROWS || index >= MAX_COUNTED) {
      truncated = true;
      break;
    }
    const ofOuter = condition(outer, value);
    const [now, before] = await Promise.all(
      [current, previous].map(async (period) => {
        const facets = await reader.facets(asks(ofOuter, period, asof), [inner], MAX_PAIRS);
        return joinCases(facets[inner] ?? []);
      }),
    );
    if ((now ?? []).length >= MAX_PAIRS) truncated = true;
    const known = new Set((before ?? []).map((entry) => fold(entry.value ?? "")));
    for (const entry of now ?? []) {
      if (entry.value === null) continue;
      const [actor, tool] = outer === "actor" ? [value, entry.value] : [entry.value, value];
      if (!isAllowed.has(fold(tool))) continue;
      checked++;
      if (known.has(fold(entry.value))) continue;
      const query = `${condition("actor", actor)} ${condition("tool", tool)}`;
      unknown.push({ value: tool, actor, count: entry.count, query });
    }
  }
  const looked = unknown.toSorted((a, b) => b.count - a.count).slice(0, MAX_LOOKUPS);
  if (looked.length < unknown.length) {
    truncated = true;
    checked -= unknown.length - looked.length;
  }
  const isNew = await Promise.all(
    looked.map(
      async ({ query }) => (await reader.count(asks(query, { to: current.from }, asof), 0)) === 0,
    ),
  );
  return {
    found: looked
      .filter((_, index) => isNew[index] === true)
      .map((pair) => ({ kind: "pair", ...pair })),
    checked,
    truncated,
  };
}
