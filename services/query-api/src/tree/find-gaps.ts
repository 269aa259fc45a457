import type { EventView } from "../event-view.ts";
import type { TreeCall, TreeGap } from "./tree-parts.ts";

/** Most gaps of one tree. */
const MAX_GAPS = 1000;

/**
 * The stretches between two events, given oldest first, that are at least `gapMs` long, with how many
 * calls were under way over each. Pure.
 */
export function findGaps(
  events: readonly EventView[],
  calls: readonly TreeCall[],
  gapMs: number,
): TreeGap[] {
  const gaps: TreeGap[] = [];
  for (const [index, next] of events.entries()) {
    const last = events[index - 1];
    if (last === undefined) continue;
    const ms = Date.parse(next.time.occurred) - Date.parse(last.time.occurred);
    if (ms < gapMs || gaps.length >= MAX_GAPS) continue;
    const [from, to] = [last.time.occurred, next.time.occurred];
    const running = calls.filter(
      ({ started, ended, status }) =>
        started <= from && (ended === undefined ? status === "running" : ended >= to),
    );
    gaps.push({
      from,
      to,
      ms,
      after_event: last.event.id,
      before_event: next.event.id,
      running: running.length,
    });
  }
  return gaps;
}
