import { randomBytes } from "node:crypto";

import { openEventLog } from "@toolmark/event-log/open-event-log";
import { documentId, indexNames, indexOf } from "@toolmark/event-store/elasticsearch/index-names";
import { renderEvent } from "@toolmark/event-store/elasticsearch/stored-document";
import type { EventStore, StoreEntry } from "@toolmark/event-store/event-store";
import { openEventStore } from "@toolmark/event-store/open-event-store";
import { startIngester } from "@toolmark/ingester/start-ingester";
import { createLogger } from "@toolmark/runtime/logger";

import { eachInFlight } from "./measure-embedded.ts";
import { measure } from "./measurement.ts";
import type { Measurement } from "./measurement.ts";
import { inBatches, prepareEntries, prepareRecords } from "./prepare-events.ts";

/**
 * Measures the scaled form: a topic that is full already, the ingester, Elasticsearch; and the
 * same Elasticsearch fed with requests that were rendered before.
 */
export async function measureScaled(options: {
  events: number;
  rounds: number;
  report: (line: string) => void;
  backends: { kafkaBrokers: readonly string[]; elasticsearchUrl: string };
}): Promise<Measurement[]> {
  const { kafkaBrokers, elasticsearchUrl } = options.backends;
  const logger = createLogger({ service: "bench", level: "warn" });
  const found: Measurement[] = [];
  const onFreshStore = async (run: (store: EventStore, prefix: string) => Promise<Measurement>) => {
    const prefix = `bench-${randomBytes(4).toString("hex")}`;
    await using store = await openEventStore({
      driver: "elasticsearch",
      node: elasticsearchUrl,
      prefix,
    });
    const measurement = await run(store, prefix);
    await store.refresh();
    const stored = await store.count({
      tenant: "default",
      kind: "all",
      filter: { op: "all", of: [] },
    });
    if (stored !== measurement.events) throw new Error(`stored ${stored} of ${measurement.events}`);
    await store.dropBefore(Date.now() + 400 * 86_400_000);
    return measurement;
  };

  for (let round = 0; round < options.rounds; round++) {
    const { records, jsonBytes } = prepareRecords(round + 1, options.events);
    const about = { form: "scaled", events: records.length, jsonBytes } as const;
    await using log = await openEventLog({
      driver: "kafka",
      brokers: [...kafkaBrokers],
      topic: `toolmark.bench.${randomBytes(4).toString("hex")}`,
    });
    await eachInFlight(inBatches(records), (batch) => log.publish(batch));
    found.push(
      await onFreshStore((store) =>
        measure({ ...about, variant: "ingest" }, async () => {
          const failure = Promise.withResolvers<never>();
          await using ingester = await startIngester({
            log,
            store,
            logger,
            onFailure: failure.reject,
            leaseMs: 600_000,
            tenant: "default",
            trustHeaders: true,
          });
          await Promise.race([untilStored(ingester, records.length), failure.promise]);
        }),
      ),
    );
    const entries = prepareEntries(records);
    found.push(
      await onFreshStore(async (store, prefix) => {
        const bodies = await renderBulks(store, prefix, entries);
        return await measure({ ...about, variant: "ceiling" }, () =>
          eachInFlight(bodies, async ({ index, body }) => {
            const answer = await fetch(`${elasticsearchUrl}/${index}/_bulk?filter_path=errors`, {
              method: "POST",
              headers: { "content-type": "application/x-ndjson" },
              body,
            });
            if (!(await answer.text()).includes('"errors":false'))
              throw new Error(`elasticsearch answered ${answer.status}`);
          }),
        );
      }),
    );
    options.report(`scaled: round ${round + 1} of ${options.rounds}`);
  }
  return found;
}

/**
 * The requests that the driver would send, rendered before the clock starts. The first entry of each
 * month goes through the driver, which makes the month's index.
 */
async function renderBulks(
  store: EventStore,
  prefix: string,
  entries: readonly StoreEntry[],
): Promise<{ index: string; body: string }[]> {
  const names = indexNames(prefix);
  const bodies: { index: string; body: string }[] = [];
  for (const [index, month] of Map.groupBy(entries, (entry) => indexOf(names, entry.index))) {
    const [first, ...rest] = month;
    if (first !== undefined) await store.append([first]);
    for (const batch of inBatches(rest)) {
      const lines = batch.map((entry) => {
        const id = documentId(entry.index.tenant, entry.index.id);
        const action = JSON.stringify({ create: { _id: id } });
        return `${action}\n${renderEvent(entry, entry.position ?? { partition: 0, offset: 0 })}\n`;
      });
      bodies.push({ index, body: lines.join("") });
    }
  }
  return bodies;
}

async function untilStored(
  ingester: { state(): { stored: number } },
  count: number,
): Promise<void> {
  while (ingester.state().stored < count) await new Promise((resolve) => setTimeout(resolve, 20));
}
