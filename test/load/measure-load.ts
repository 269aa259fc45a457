import { openEventLog } from "@toolmark/event-log/open-event-log";
import type { EventStore } from "@toolmark/event-store/event-store";
import { startIngester } from "@toolmark/ingester/start-ingester";
import { createLogger } from "@toolmark/runtime/logger";

import type { Filled } from "./fill-store.ts";
import { eachInFlight } from "./measure-embedded.ts";
import { inBatches, prepareRecords } from "./prepare-events.ts";
import { queryCases } from "./query-cases.ts";

/** Most events of a scan that is measured. */
const SCANNED = 1_000_000;
const INGESTED = 20_000;
const QUERIES = 50;

/** Measures a scan in order, as exports do it: events per second and the process's memory. */
export async function measureScan(
  form: string,
  store: EventStore,
  filled: Filled,
): Promise<Record<string, number | string>> {
  const start = performance.now();
  let rows = 0;
  let memory = 0;
  const query = { tenant: "default", kind: "rows", filter: { op: "all", of: [] } } as const;
  for await (const batch of store.scan(query, "oldest")) {
    rows += batch.length;
    memory = Math.max(memory, process.memoryUsage.rss());
    if (rows >= SCANNED) break;
  }
  const seconds = (performance.now() - start) / 1000;
  const most = Math.min(SCANNED, filled.events);
  if (rows < most) throw new Error(`the scan ended after ${rows} of ${most} events`);
  return {
    name: `${form} store: scan of ${rows} events`,
    note: `${Math.round(rows / seconds)} events/s, at most ${Math.round(memory / 2 ** 20)} MiB resident`,
  };
}

/** Measures ingestion alone and beside `QUERIES` questions at a time, in alternating rounds. */
export async function measureIngestBesideQueries(
  form: string,
  store: EventStore,
  filled: Filled,
): Promise<Record<string, number | string>[]> {
  await using log = await openEventLog({ driver: "embedded" });
  await using _ingester = await startIngester({
    log,
    store,
    logger: createLogger({ service: "bench", level: "warn" }),
    onFailure: (error) => {
      throw error;
    },
    leaseMs: 600_000,
    tenant: "default",
    trustHeaders: true,
  });
  const rates: { alone: number; beside: number; asked: number }[] = [];
  for (let round = 0; round < 3; round++) {
    const seed = 1000 + round * 2 + (Date.now() % 100_000) * 10;
    const alone = await ingest(seed);
    const asking = startAsking(store, filled, seed);
    const beside = await ingest(seed + 1);
    rates.push({ alone, beside, asked: await asking.stop() });
  }
  return rates.map(({ alone, beside, asked }) => ({
    name: `${form}: ingestion beside ${QUERIES} queries at a time`,
    note: `${(beside / alone).toFixed(2)} of ${Math.round(alone)} events/s; ${asked} queries answered`,
  }));

  async function ingest(seed: number): Promise<number> {
    const { records } = prepareRecords(seed, INGESTED);
    const start = performance.now();
    await eachInFlight(inBatches(records), (batch) => log.publish(batch));
    return INGESTED / ((performance.now() - start) / 1000);
  }
}

function startAsking(store: EventStore, filled: Filled, seed: number) {
  let isAsking = true;
  let asked = 0;
  const workers = Array.from({ length: QUERIES }, async (_, worker) => {
    const cases = queryCases(filled, seed + worker);
    for (let at = worker; isAsking; at++) {
      await cases[at % cases.length]?.ofStore(store);
      asked++;
    }
  });
  return {
    async stop(): Promise<number> {
      isAsking = false;
      await Promise.all(workers);
      return asked;
    },
  };
}
