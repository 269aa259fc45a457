import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openEventLog } from "@toolmark/event-log/open-event-log";
import type { EventStore } from "@toolmark/event-store/event-store";
import { openEventStore } from "@toolmark/event-store/open-event-store";
import { startIngester } from "@toolmark/ingester/start-ingester";
import { createLogger } from "@toolmark/runtime/logger";

import { measure } from "./measurement.ts";
import type { Measurement } from "./measurement.ts";
import { inBatches, prepareEntries, prepareRecords } from "./prepare-events.ts";

/** Publishes in flight at once, so that the store's group commit has something to join. */
const IN_FLIGHT = 3;

/** Measures the embedded form: embedded log, ingester, SQLite; and SQLite alone. */
export async function measureEmbedded(options: {
  events: number;
  rounds: number;
  report: (line: string) => void;
}): Promise<Measurement[]> {
  const found: Measurement[] = [];
  for (let round = 0; round < options.rounds; round++) {
    const { records, jsonBytes } = prepareRecords(round + 1, options.events);
    const about = { form: "embedded", events: records.length, jsonBytes } as const;
    found.push(
      await onFreshStore((store) =>
        measure({ ...about, variant: "ingest" }, async () => {
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
          await eachInFlight(inBatches(records), (batch) => log.publish(batch));
        }),
      ),
    );
    const entries = prepareEntries(records).map(({ index, document }) => ({ index, document }));
    found.push(
      await onFreshStore((store) =>
        measure({ ...about, variant: "ceiling" }, () =>
          eachInFlight(inBatches(entries), async (batch) => void (await store.append(batch))),
        ),
      ),
    );
    options.report(`embedded: round ${round + 1} of ${options.rounds}`);
  }
  return found;
}

async function onFreshStore(
  run: (store: EventStore) => Promise<Measurement>,
): Promise<Measurement> {
  const directory = await mkdtemp(join(tmpdir(), "toolmark-bench-"));
  try {
    const store = await openEventStore({ driver: "sqlite", directory });
    let measurement: Measurement;
    try {
      measurement = await run(store);
      const stored = await store.count({
        tenant: "default",
        kind: "all",
        filter: { op: "all", of: [] },
      });
      if (stored !== measurement.events)
        throw new Error(`stored ${stored} of ${measurement.events}`);
    } finally {
      await store[Symbol.asyncDispose]();
    }
    return { ...measurement, diskBytes: await sizeOf(directory) };
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Runs `work` for every batch, a few at once, in order. */
export async function eachInFlight<Batch>(
  batches: Iterable<Batch>,
  work: (batch: Batch) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  for (const batch of batches) {
    const task = work(batch).finally(() => running.delete(task));
    running.add(task);
    if (running.size >= IN_FLIGHT) await Promise.race(running);
  }
  await Promise.all(running);
}

async function sizeOf(directory: string): Promise<number> {
  const names = await readdir(directory, { recursive: true });
  const sizes = await Promise.all(names.map((name) => stat(join(directory, name))));
  return sizes.reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0);
}
