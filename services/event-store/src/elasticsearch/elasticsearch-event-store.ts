import type { EventStore } from "../event-store.ts";
import { appendEvents } from "./append-events.ts";
import { checkHealth } from "./check-health.ts";
import { countIntervals } from "./count-intervals.ts";
import { countValues } from "./count-values.ts";
import { dropMonthsBefore } from "./drop-months.ts";
import { indexNames } from "./index-names.ts";
import { keepQuarantine, listQuarantine } from "./keep-quarantine.ts";
import { getEvents } from "./look-up-events.ts";
import { createStoreIndices } from "./month-indices.ts";
import { openClient } from "./open-client.ts";
import type { ElasticsearchOptions } from "./open-client.ts";
import { countEvents, readAttempts, readPositions, readTimeline } from "./read-timeline.ts";
import { createRequests } from "./requests.ts";
import { createScans } from "./scan-timeline.ts";
import { createSequence } from "./sequence.ts";

const DEFAULT_RETRY_FOR_MS = 30_000;

/**
 * Opens the event store on Elasticsearch 8 or 9: one index per month of events, one of quarantine.
 * Nothing is asked of the server yet, so that a process can start before it; `check` says whether it
 * is there. Indices are made when they are first written to.
 *
 * @throws AuditError `config_invalid` for an address or a prefix that cannot be one.
 */
export async function openElasticsearchEventStore(
  options: ElasticsearchOptions,
): Promise<EventStore> {
  const names = indexNames(options.prefix);
  const requests = createRequests(openClient(options), options.retryForMs ?? DEFAULT_RETRY_FOR_MS);
  const indices = createStoreIndices(requests, names, options);

  async function refresh(): Promise<void> {
    await requests.read("refresh the store", async (client) => {
      const { _shards: shards } = await client.indices.refresh({
        index: [names.pattern, names.quarantine],
        ignore_unavailable: true,
      });
      if (shards && shards.failed > 0) throw new Error("some shards were not refreshed");
    });
  }

  const sequence = createSequence(async () => {
    await refresh();
    return (await readPositions(requests, names))[0] ?? -1;
  });

  const scans = createScans(requests, names);

  return {
    driver: "elasticsearch",
    append: async (entries) => appendEvents(requests, indices, names, sequence, entries),
    refresh,
    get: async (tenant, ids) => getEvents(requests, indices, names, tenant, ids),
    search: async (query, page) => readTimeline(requests, names, query, page),
    scan: (query, order) => scans.scan(query, order),
    count: async (query, atMost) => countEvents(requests, names, query, atMost),
    facets: async (query, fields, limit) => countValues(requests, names, query, fields, limit),
    histogram: async (query, interval, by) => countIntervals(requests, names, query, interval, by),
    attempts: async (range, page) => readAttempts(requests, names, range, page),
    positions: async () => readPositions(requests, names),
    quarantine: async (entries) => keepQuarantine(requests, indices, names, entries),
    listQuarantine: async (tenant, page) => listQuarantine(requests, names, tenant, page),
    dropBefore: async (before) => dropMonthsBefore(requests, indices, names, before),
    check: async () => checkHealth(requests, names),
    async [Symbol.asyncDispose]() {
      await scans.close();
      await requests.close();
    },
  };
}
