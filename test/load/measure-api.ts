import { openEventLog } from "@toolmark/event-log/open-event-log";
import type { EventStore } from "@toolmark/event-store/event-store";
import { startIngester } from "@toolmark/ingester/start-ingester";
import { createQueryClient } from "@toolmark/query-api/client";
import { createQueryApi } from "@toolmark/query-api/create-query-api";
import { createLogger } from "@toolmark/runtime/logger";
import { createAuthenticator, digestOf } from "@toolmark/runtime/tokens";

import type { Filled } from "./fill-store.ts";
import { percentile, queryCases } from "./query-cases.ts";

/** What the API adds to each question of the budgets, milliseconds. */
export interface AddedTime {
  name: string;
  /** From the request to the answer's last byte, in this process. */
  total: { p50: number; p95: number };
  /** Of it, while no call of the store was under way. */
  added: { p50: number; p95: number };
}

/**
 * Measures the API over a store in this process: what passes beside the store's own work, which is
 * its answers and the commit of the read's record.
 */
export async function measureApiAdds(
  store: EventStore,
  filled: Filled,
  runs: number,
): Promise<AddedTime[]> {
  const clock = createClock();
  const timed = timeStore(store, clock);
  const logger = createLogger({ service: "bench", level: "warn" });
  await using log = await openEventLog({ driver: "embedded" });
  await using _ingester = await startIngester({
    log,
    store: timed,
    logger,
    onFailure: (error) => {
      throw error;
    },
    leaseMs: 600_000,
    tenant: "default",
    trustHeaders: true,
  });
  const token = "bench-token-of-no-use-elsewhere-0000";
  const app = createQueryApi({
    store: timed,
    log,
    authenticate: createAuthenticator([
      { name: "bench", role: "admin", tenant: "default", sha256: digestOf(token) },
    ]),
    logger,
    version: "0.0.0",
  });
  const client = createQueryClient({
    url: "http://api",
    token,
    fetch: async (request) => {
      const response = await app.request(request);
      const bytes = await response.arrayBuffer();
      if (!response.ok) throw new Error(new TextDecoder().decode(bytes));
      // The answer is whole, but not parsed: that is the reader's own work.
      return new Response("{}", { headers: { "content-type": "application/json" } });
    },
  });
  const measured: AddedTime[] = [];
  for (const { name, ofApi } of queryCases(filled, 11)) {
    const totals: number[] = [];
    const added: number[] = [];
    for (let run = -Math.ceil(runs / 2); run < runs; run++) {
      clock.reset();
      const start = performance.now();
      await ofApi(client);
      const total = performance.now() - start;
      if (run < 0) continue;
      totals.push(total);
      added.push(total - clock.busy());
    }
    measured.push({ name, total: shares(totals), added: shares(added) });
  }
  return measured;
}

function shares(times: readonly number[]) {
  const sorted = times.toSorted((a, b) => a - b);
  return { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95) };
}

type Clock = ReturnType<typeof createClock>;

/** Adds up the time in which at least one of several works is under way. */
function createClock() {
  let running = 0;
  let since = 0;
  let sum = 0;
  return {
    reset() {
      sum = 0;
      since = performance.now();
    },
    busy: () => sum + (running > 0 ? performance.now() - since : 0),
    async time<T>(work: () => Promise<T>): Promise<T> {
      if (running++ === 0) since = performance.now();
      try {
        return await work();
      } finally {
        if (--running === 0) sum += performance.now() - since;
      }
    },
  };
}

function timeStore(store: EventStore, clock: Clock): EventStore {
  return {
    ...store,
    append: (entries) => clock.time(() => store.append(entries)),
    get: (tenant, ids) => clock.time(() => store.get(tenant, ids)),
    search: (query, page) => clock.time(() => store.search(query, page)),
    count: (query, atMost) => clock.time(() => store.count(query, atMost)),
    facets: (query, fields, limit) => clock.time(() => store.facets(query, fields, limit)),
    histogram: (query, interval, by) => clock.time(() => store.histogram(query, interval, by)),
    positions: () => clock.time(() => store.positions()),
  };
}
