import type { EventView } from "@toolmark/query-api/event-view";

import type { ResolvedRange } from "../../lib/range.ts";
import { toMs } from "../../lib/time.ts";

/** The state of the trail and the time that are shown, for links and exports of just that. */
export interface ShownState {
  /** Absent while newer events come in. */
  asof: string | undefined;
  /** RFC 3339, half-open. */
  range: { from: string; to: string };
  total: { count: number; isExact: boolean } | undefined;
}

/** What is shown once events came after the answer. Pure. */
export function shownState(
  { asof, range, total }: Pick<ShownState, "asof" | "total"> & { range: ResolvedRange },
  came: readonly EventView[],
): ShownState {
  const { from, to, toMs: end } = range;
  if (came.length === 0) return { asof, range: { from, to }, total };
  const last = came.reduce((latest, { time }) => Math.max(latest, toMs(time.occurred) + 1), end);
  return {
    asof: undefined,
    range: { from, to: new Date(last).toISOString() },
    total: total && { ...total, count: total.count + came.length },
  };
}
