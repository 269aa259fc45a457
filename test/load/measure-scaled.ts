import { randomBytes } from "node:crypto";

import { openEventLog } from "@toolmark/event-log/open-event-log";
import type { EventStore } from "@toolmark/event-store/event-store";
import { openEventStore } from "@toolmark/event-store/open-event-store";
import { startIngester } from "@toolmark/ingester/start-ingester";
import { createLogger } from "@toolmark/runtime/logger";

import { eachInFlight } from "./measure-embedded.ts";
import { measure } from "./measurement.ts";
import type { Measurement } from "./measurement.ts";
import { inBatches, prepareEntries, prepareRecords } from "./prepare-events.ts";

/**
 * Measures the scaled form: a topic that is full already, the ingester, Elasticsearch; and the
 * Elasticsearch driver alone with entries that were made before.
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
  const onFreshStore = async (run: (store: EventStore) => Promise<Measurement>) => {
    const prefix = `bench-${randomBytes(4).toString("hex")}`;
    await using store = await openEventStore({
      driver: "elasticsearch",
      node: elasticsearchUrl,
      prefix,
    });
    const measurement = await run(store);
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
      await onFreshStore((store) =>
        measure({ ...about, variant: "ceiling" }, () =>
          eachInFlight(inBatches(entries), async (batch) => void (await store.append(batch))),
        ),
      ),
    );
    options.report(`scaled: round ${round + 1} of ${options.rounds}`);
  }
  return found;
}

async function untilStored(
  ingester: { state(): { stored: number } },
  count: number,
): Promise<void> {
  while (ingester.state().stored < count) await new Promise((resolve) => setTimeout(resolve, 20));
}
