import type { PositionVector } from "@toolmark/event-store/event-store";
import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { fold } from "@toolmark/schemas/tokens";

import type { Reader } from "../access/reader.ts";
import { compareText } from "../profiles/tally.ts";
import type { OverviewAnswer, SlowTool, ToolWrites } from "./answers.ts";
import { asks, CHANGING, condition, joinCases } from "./condition.ts";
import type { Periods } from "./periods.ts";
import { readNewest, readOne } from "./read-newest.ts";

/** Rows of each list of tools. */
const TOP = 10;
/** Newest calls that durations are taken from. */
const MAX_TIMED = 1500;
/** The same of the period before, which they are compared with. */
const MAX_COMPARED = 750;
/** Fewest calls of a tool that give a 95th percentile. */
const FEWEST_TIMED = 3;
/** Fewest of the period before that are worth a comparison. */
const FEWEST_COMPARED = 20;

/** The tools that changed most, by calls that write or destroy. */
export async function readWritingTools(
  reader: Reader,
  { current }: Periods,
  asof: PositionVector,
): Promise<ToolWrites[]> {
  const { tool = [] } = await reader.facets(asks(CHANGING, current, asof), ["tool"], 100);
  return await Promise.all(
    joinCases(tool)
      .slice(0, TOP)
      .map(async ({ value, count }): Promise<ToolWrites> => {
        const query = `${CHANGING} ${condition("tool", value)}`;
        const newest = await readOne(reader, asks(query, current, asof), "newest");
        return {
          ...(value !== null && { tool: value }),
          ...(newest?.server && { server: newest.server.name }),
          effect: newest?.effect?.class ?? "write",
          count,
          query,
        };
      }),
  );
}

/** The slowest tools among the newest calls, with how slow they were in the period before. */
export async function readSlowestTools(
  reader: Reader,
  { current, previous }: Periods,
  asof: PositionVector,
): Promise<OverviewAnswer["slowest_tools"]> {
  const completed = (period: Periods["current"], limit: number) =>
    readNewest(reader, asks("type:call.completed", period, asof), limit);
  const [now, before] = await Promise.all([
    completed(current, MAX_TIMED),
    completed(previous, MAX_COMPARED),
  ]);
  const earlier = durationsByTool(before.events);
  const items = [...durationsByTool(now.events).values()]
    .filter(({ durations }) => durations.length >= FEWEST_TIMED)
    .map(({ tool, server, durations }): SlowTool => {
      const slow = percentile95(durations);
      const known = earlier.get(keyOf(server, tool))?.durations ?? [];
      return {
        tool,
        ...(server !== undefined && { server }),
        p95_ms: slow,
        ...(known.length >= FEWEST_COMPARED && { previous_p95_ms: percentile95(known) }),
        calls: durations.length,
        query: [
          "type:call.completed",
          condition("tool", tool),
          ...(server === undefined ? [] : [condition("server", server)]),
          `duration:>=${slow}ms`,
        ].join(" "),
      };
    })
    .toSorted((a, b) => b.p95_ms - a.p95_ms || compareText(a.tool, b.tool))
    .slice(0, TOP);
  return { items, sampled: !now.isAll, calls: now.events.length };
}

function durationsByTool(events: readonly NormalizedEvent[]) {
  const tools = new Map<
    string,
    { tool: string; server: string | undefined; durations: number[] }
  >();
  for (const { tool, server, time } of events) {
    if (tool === undefined || time.duration_ms === undefined) continue;
    const key = keyOf(server?.name, tool.name);
    const known = tools.get(key);
    if (known === undefined)
      tools.set(key, { tool: tool.name, server: server?.name, durations: [time.duration_ms] });
    else known.durations.push(time.duration_ms);
  }
  return tools;
}

function keyOf(server: string | undefined, tool: string): string {
  return `${fold(server ?? "")}\0${fold(tool)}`;
}

/** The smallest of some numbers that at least 95 % of them do not exceed; of at least one. Pure. */
export function percentile95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
}
