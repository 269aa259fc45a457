import type { EventStore } from "@toolmark/event-store/event-store";

/**
 * Finds when the oldest record of a tenant's quarantine was put there, by halving: pages come newest
 * first and hold the records' bytes, so that reading all of them would cost as much as there are.
 *
 * @param newest when the newest was put there, milliseconds since the epoch.
 */
export async function oldestQuarantined(
  store: Pick<EventStore, "listQuarantine">,
  tenant: string,
  newest: number,
): Promise<number> {
  let oldest = newest;
  let before = 0;
  while (before < oldest) {
    const middle = before + Math.floor((oldest - before) / 2);
    // Of all records at one time, those after the empty id are none.
    const { entries } = await store.listQuarantine(tenant, {
      limit: 1,
      after: { recorded: middle + 1, id: "" },
    });
    const [found] = entries;
    if (found === undefined) before = middle + 1;
    else oldest = found.recorded;
  }
  return oldest;
}
