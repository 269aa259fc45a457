import type { EventView } from "@toolmark/query-api/event-view";

import type { ResolvedRange } from "../../lib/range.ts";
import { toMs } from "../../lib/time.ts";

/** The state of the trail and the time that are shown, for links and exports of just that. */
export interface ShownState {
  /** Absent where nothing is known yet. */
  asof: string | undefined;
  /** RFC 3339, half-open. */
  range: { from: string; to: string };
  total: { count: number; isExact: boolean } | undefined;
}

/**
 * What is shown once events came after the answer. Pure.
 *
 * @param came.asof the state of the trail that the last of them is of.
 */
export function shownState(
  { asof, range, total }: Pick<ShownState, "asof" | "total"> & { range: ResolvedRange },
  { events: came, asof: last }: { events: readonly EventView[]; asof: string | undefined },
): ShownState {
  const { from, to, toMs: end } = range;
  if (came.length === 0) return { asof, range: { from, to }, total };
  const until = came.reduce((latest, { time }) => Math.max(latest, toMs(time.occurred) + 1), end);
  return {
    asof: last,
    range: { from, to: new Date(until).toISOString() },
    // A total that stopped at its bound stays there.
    total: total?.isExact === true ? { ...total, count: total.count + came.length } : total,
  };
}
