import type { PositionVector } from "@toolmark/event-store/event-store";
import { everything } from "@toolmark/schemas/filter";
import { fold } from "@toolmark/schemas/tokens";

import type { Reader } from "../access/reader.ts";
import { compareText } from "../profiles/tally.ts";
import type { DeniedPair, FirstSeen, OverviewAnswer } from "./answers.ts";
import { asks, condition, joinCases } from "./condition.ts";
import type { Counted } from "./condition.ts";
import { findNewPairs } from "./find-new-pairs.ts";
import type { NewValue } from "./find-new-pairs.ts";
import type { Periods } from "./periods.ts";
import { readOne } from "./read-newest.ts";

/** Most values of one field that are counted at once. */
const MAX_VALUES = 1000;
/** Most values that are looked for one by one, of those that counting cannot tell. */
const MAX_LOOKUPS = 100;
/** Most items told. */
const MAX_ITEMS = 10;

const fields = ["client", "tool", "server", "agent"] as const;

/**
 * Finds clients, tools, servers and agents, and pairs of actor and tool, that occur in the period and
 * in no event stored before it. What retention removed counts as never seen.
 */
export async function readFirstSeen(
  reader: Reader,
  { current, previous }: Periods,
  asof: PositionVector,
  denied: Promise<{ items: readonly DeniedPair[] }>,
): Promise<OverviewAnswer["first_seen"]> {
  const rows = { filter: everything, kind: "rows", asof } as const;
  const earlier = { to: current.from };
  const counted = [...fields, "actor"] as const;
  const [now, before, history] = await Promise.all([
    reader.facets({ ...rows, ...current }, counted, MAX_VALUES),
    reader.facets({ ...rows, ...earlier }, fields, MAX_VALUES),
    reader.count({ ...rows, kind: "all", ...earlier }, 0),
  ]);
  if (history === 0)
    return { items: [], total: 0, has_history: false, checked: 0, truncated: false };

  let checked = 0;
  let truncated = false;
  const found: NewValue[] = [];
  for (const field of fields) {
    const values = valuesOf(now[field]);
    if ((now[field] ?? []).length >= MAX_VALUES) truncated = true;
    const known = new Set(valuesOf(before[field]).map(({ value }) => fold(value)));
    const isWhole = (before[field] ?? []).length < MAX_VALUES;
    const unknown = values.filter(({ value }) => !known.has(fold(value)));
    const looked = isWhole ? unknown : unknown.slice(0, MAX_LOOKUPS);
    if (looked.length < unknown.length) truncated = true;
    checked += values.length - (unknown.length - looked.length);
    const isNew = await Promise.all(
      looked.map(async ({ value }) => {
        const query = condition(field, value);
        return isWhole || (await reader.count(asks(query, earlier, asof), 0)) === 0;
      }),
    );
    for (const [index, { value, count }] of looked.entries())
      if (isNew[index] === true)
        found.push({ kind: field, value, count, query: condition(field, value) });
  }

  const newTools = new Set(
    found.flatMap(({ kind, value }) => (kind === "tool" ? [fold(value)] : [])),
  );
  const pairs = await findNewPairs(reader, {
    actors: valuesOf(now.actor),
    // Of a new tool, every pair is new.
    tools: valuesOf(now.tool).filter(({ value }) => !newTools.has(fold(value))),
    current,
    previous,
    asof,
  });
  found.push(...pairs.found);
  const items = await describe(reader, found, { current, asof, denied: (await denied).items });
  return {
    items,
    total: found.length,
    has_history: true,
    checked: checked + pairs.checked,
    truncated: truncated || pairs.truncated,
  };
}

function valuesOf(counts: readonly Counted[] | undefined): { value: string; count: number }[] {
  return joinCases(counts ?? []).flatMap(({ value, count }) =>
    value === null ? [] : [{ value, count }],
  );
}

async function describe(
  reader: Reader,
  found: readonly NewValue[],
  options: {
    current: Periods["current"];
    asof: PositionVector;
    denied: readonly DeniedPair[];
  },
): Promise<FirstSeen[]> {
  const { current, asof, denied } = options;
  const shown = found.toSorted(mostTelling(denied)).slice(0, MAX_ITEMS);
  const items = await Promise.all(
    shown.map(async (entry): Promise<FirstSeen[]> => {
      const first = await readOne(reader, asks(entry.query, current, asof), "oldest");
      if (first === undefined) return [];
      const actor = entry.actor ?? first.actor?.id;
      const server = entry.kind === "server" ? undefined : first.server?.name;
      const blocked = deniedOf(entry, denied);
      return [
        {
          kind: entry.kind,
          value: entry.value,
          ...(actor !== undefined && { actor }),
          ...(server !== undefined && { server }),
          count: entry.count,
          ...(blocked && { denied: blocked.count }),
          first: { event_id: first.event.id, time: first.time.occurred },
          query: entry.query,
        },
      ];
    }),
  );
  return items.flat();
}

function deniedOf(
  { kind, actor, value }: NewValue,
  denied: readonly DeniedPair[],
): DeniedPair | undefined {
  if (kind !== "pair" || actor === undefined) return undefined;
  return denied.find(
    (pair) => fold(pair.actor ?? "") === fold(actor) && fold(pair.tool ?? "") === fold(value),
  );
}

/** Clients, servers, tools and agents, and pairs that were blocked, before other pairs. */
function mostTelling(denied: readonly DeniedPair[]) {
  const isPlain = (entry: NewValue) =>
    Number(entry.kind === "pair" && deniedOf(entry, denied) === undefined);
  return (a: NewValue, b: NewValue) =>
    isPlain(a) - isPlain(b) || b.count - a.count || compareText(a.query, b.query);
}
