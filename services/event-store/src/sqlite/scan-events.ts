import type { StoredDocument } from "@toolmark/schemas/normalized-event";

import type { StoreQuery } from "../event-store.ts";
import type { Order } from "./read-timeline.ts";
import type { Reader } from "./start-reader.ts";

let scans = 0;

/**
 * Scans through the thread of a reader, which begins the next batch while the one before is used, and
 * no more: what waits is at most two batches. See `EventStore.scan`.
 */
export async function* scanEvents(
  reader: Reader,
  query: StoreQuery,
  order: Order,
): AsyncGenerator<StoredDocument[]> {
  const scan = ++scans;
  try {
    await reader.ask("beginScan", { scan, query, order });
    let coming = reader.ask("nextBatch", scan);
    for (let batch = await coming; batch !== null; batch = await coming) {
      coming = reader.ask("nextBatch", scan);
      // Fails where it is awaited, if it still is.
      coming.catch(() => {});
      const documents: StoredDocument[] = JSON.parse(Buffer.from(batch.buffer).toString());
      yield documents;
    }
  } finally {
    reader.tell("endScan", scan);
  }
}
