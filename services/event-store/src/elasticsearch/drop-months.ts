import { monthOf, monthOfIndex } from "./index-names.ts";
import type { IndexNames } from "./index-names.ts";
import type { StoreIndices } from "./month-indices.ts";
import { searchMonths } from "./read-timeline.ts";
import type { Requests } from "./requests.ts";

/**
 * Removes months that hold nothing at or after `before`. A month is closed for writing before it is
 * looked at for the last time, so that no event can come in between looking and removing; writers
 * wait meanwhile and find a new index afterwards. See `EventStore.dropBefore`.
 */
export async function dropMonthsBefore(
  requests: Requests,
  indices: StoreIndices,
  names: IndexNames,
  before: number,
): Promise<number> {
  let removed = 0;
  for (const index of await indices.months()) {
    if ((monthOfIndex(names, index) ?? "") > monthOf(before)) continue;
    if (!(await isWhollyOlder(index)).isOlder) continue;
    removed += await dropIfStillOlder(index);
  }
  return removed;

  async function isWhollyOlder(index: string): Promise<{ isOlder: boolean; count: number }> {
    await requests.read("refresh a month", async (client) => client.indices.refresh({ index }));
    const { hits, aggregations } = await searchMonths<{
      newest: { value: number | null };
    }>(requests, index, "look for the newest event of a month", {
      size: 0,
      track_total_hits: true,
      aggs: { newest: { max: { field: "time" } } },
    });
    const count = typeof hits.total === "object" ? hits.total.value : (hits.total ?? 0);
    const newest = aggregations?.newest.value ?? null;
    return { isOlder: newest !== null && newest < before, count };
  }

  async function dropIfStillOlder(index: string): Promise<number> {
    await requests.read("close a month for writing", async (client) =>
      client.indices.addBlock({ index, block: "write" }),
    );
    const { isOlder, count } = await isWhollyOlder(index);
    if (!isOlder) {
      await requests.read("open a month for writing", async (client) =>
        client.indices.putSettings({ index, settings: { "index.blocks.write": null } }),
      );
      return 0;
    }
    await requests.read("remove a month", async (client) => client.indices.delete({ index }));
    indices.forget(index);
    return count;
  }
}
