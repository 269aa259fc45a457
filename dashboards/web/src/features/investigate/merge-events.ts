import type { EventView } from "@toolmark/query-api/event-view";

import { toMs } from "../../lib/time.ts";

/**
 * Events that came later among those that were found, newest first; what is in both stands once. Pure.
 *
 * @param found newest first.
 */
export function mergeEvents(
  found: readonly EventView[],
  came: readonly EventView[],
): readonly EventView[] {
  if (came.length === 0) return found;
  const known = new Set(found.map(({ event }) => event.id));
  const added = came
    .filter(({ event }) => !known.has(event.id))
    .toSorted((a, b) => toMs(b.time.occurred) - toMs(a.time.occurred));
  const merged: EventView[] = [];
  let next = 0;
  for (const event of found) {
    const at = toMs(event.time.occurred);
    for (let own = added[next]; own !== undefined; own = added[++next]) {
      if (toMs(own.time.occurred) < at) break;
      merged.push(own);
    }
    merged.push(event);
  }
  return [...merged, ...added.slice(next)];
}
