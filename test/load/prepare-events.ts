import type { LogRecord } from "@toolmark/event-log/event-log";
import type { StoreEntry } from "@toolmark/event-store/event-store";
import { processRecord } from "@toolmark/ingester/process-record";
import { logHeaders } from "@toolmark/schemas/topics";

import { generateEvents } from "../fixtures/generate-events.ts";

/** Most records of one publish or append. */
const BATCH = 2000;

/** Log records of generated events, new ones for every seed, and the bytes of their JSON. */
export function prepareRecords(
  seed: number,
  count: number,
): { records: LogRecord[]; jsonBytes: number } {
  const headers = {
    [logHeaders.tenant]: "default",
    [logHeaders.emitter]: "bench",
    [logHeaders.provenance]: "authenticated",
  };
  const start = Date.now() - count * 10;
  let jsonBytes = 0;
  const records = [...generateEvents({ seed, count, start, step: 10 })].map((event) => {
    const value = Buffer.from(JSON.stringify(event));
    jsonBytes += value.length;
    return { key: event.operation?.id ?? "", value, headers };
  });
  return { records, jsonBytes };
}

/** What the ingester makes of records: the entries that the store's ceiling is measured with. */
export function prepareEntries(records: readonly LogRecord[]): StoreEntry[] {
  return records.map((record, offset) => {
    const processed = processRecord(record.value, {
      stamp: { tenant: "default", provenance: "authenticated", emitter: "bench" },
      position: { partition: 0, offset },
      now: Date.now(),
      leaseMs: 600_000,
    });
    if (processed.kind !== "event") throw new Error(processed.entry.detail);
    return processed.entry;
  });
}

/** Cuts a list into runs of at most `BATCH`. */
export function* inBatches<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += BATCH) yield items.slice(at, at + BATCH);
}
