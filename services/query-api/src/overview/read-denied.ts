import type { PositionVector } from "@toolmark/event-store/event-store";

import type { Reader } from "../access/reader.ts";
import { blockOf } from "../approvals/policy-decisions.ts";
import type { DeniedPair, OverviewAnswer } from "./answers.ts";
import { asks, condition, joinCases, metricQueries } from "./condition.ts";
import type { Periods } from "./periods.ts";
import { readOne } from "./read-newest.ts";

/** Most pairs told. */
const MAX_PAIRS = 10;
/** Most actors whose denied tools are looked at. */
const MAX_ACTORS = 14;

/**
 * The pairs of actor and tool that were denied most. Actors are looked at by how often they were
 * denied, until none left can have a pair among the first.
 */
export async function readDeniedPairs(
  reader: Reader,
  { current }: Periods,
  asof: PositionVector,
): Promise<OverviewAnswer["denied_by_actor_and_tool"]> {
  const ask = (text: string) => asks(text, current, asof);
  const { actor = [] } = await reader.facets(ask(metricQueries.denied), ["actor"], 1000);
  const pairs: { actor: string | null; tool: string | null; count: number; query: string }[] = [];
  let isCut = false;
  for (const [index, { value, count }] of joinCases(actor).entries()) {
    const last = pairs[MAX_PAIRS - 1];
    if (last !== undefined && count <= last.count) break;
    if (index >= MAX_ACTORS) {
      isCut = true;
      break;
    }
    const ofActor = `${metricQueries.denied} ${condition("actor", value)}`;
    const { tool = [] } = await reader.facets(ask(ofActor), ["tool"], 100);
    for (const entry of joinCases(tool))
      pairs.push({
        actor: value,
        tool: entry.value,
        count: entry.count,
        query: `${ofActor} ${condition("tool", entry.value)}`,
      });
    pairs.sort((a, b) => b.count - a.count);
  }
  const items = await Promise.all(
    pairs.slice(0, MAX_PAIRS).map(async (pair): Promise<DeniedPair[]> => {
      const event = await readOne(reader, ask(pair.query), "newest");
      if (event === undefined) return [];
      const agent = event.actor?.agent?.id ?? event.actor?.agent?.name;
      const rule = blockOf(event)?.rule;
      return [
        {
          ...(pair.actor !== null && { actor: pair.actor }),
          ...(agent !== undefined && { agent }),
          ...(pair.tool !== null && { tool: pair.tool }),
          ...(event.server && { server: event.server.name }),
          ...(event.resource && { resource: event.resource.uri }),
          ...(rule !== undefined && { rule }),
          count: pair.count,
          last: { event_id: event.event.id, time: event.time.occurred },
          query: pair.query,
        },
      ];
    }),
  );
  return { items: items.flat(), truncated: isCut };
}
