import { AuditError } from "@toolmark/runtime/errors";
import type { LogPosition, StoredDocument } from "@toolmark/schemas/normalized-event";

import type {
  AppendOutcome,
  EventStore,
  StoreEntry,
  StorePage,
  StoreQuery,
} from "../event-store.ts";
import { createByteGate } from "./byte-gate.ts";
import { buffersOf, encodeBatch, unstorable } from "./encoded-batch.ts";
import { createPartCatalogue } from "./part-catalogue.ts";
import type { TextPage } from "./read-timeline.ts";
import { scanEvents } from "./scan-events.ts";
import { startReader } from "./start-reader.ts";
import { startWorker } from "./worker-client.ts";
import type { AppendReply, RotationNotice, WriterCalls } from "./writer-calls.ts";

/** How the embedded store works; everything but the directory has a default. */
export interface SqliteEventStoreOptions {
  /** Created when it does not exist. One process at a time. */
  directory: string;
  /** Events per part file, which retention removes as a whole. Default 250,000. */
  rowsPerPart?: number;
  /** Bytes of appends that may wait for the disk; further ones are taken in later. Default 32 MiB. */
  maxPendingBytes?: number;
  /** How long a query may take. Default 30,000 ms. */
  queryTimeoutMs?: number;
  /** How long a scan that is not continued keeps its parts open. Default 300,000 ms. */
  scanIdleMs?: number;
  /** Hears what was repaired or has to wait, for the log of the process. */
  onWarning?: (message: string) => void;
}

/**
 * Opens the store of one directory: part files of SQLite, written by one thread and read by another,
 * so that neither a commit nor a query holds the caller's event loop. An append resolves when its
 * transaction is committed with `synchronous=FULL`; appends that come in meanwhile share the next one.
 *
 * @throws AuditError `store_unavailable` when another process has the directory, or it cannot be used.
 */
export async function openSqliteEventStore(options: SqliteEventStoreOptions): Promise<EventStore> {
  const { directory, rowsPerPart = 250_000, queryTimeoutMs: timeoutMs = 30_000 } = options;
  const { scanIdleMs = 300_000 } = options;
  const gate = createByteGate(options.maxPendingBytes ?? 32 * 1024 * 1024);
  const writes = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;

  const writer = startWorker<WriterCalls, RotationNotice>(
    new URL("./writer-worker.ts", import.meta.url),
    { workerData: { directory, rowsPerPart }, onNotice: (notice) => catalogue.rotated(notice) },
  );
  const reader = startReader({
    directory,
    timeoutMs,
    scanIdleMs,
    onDamage: (part) => catalogue.damaged(part),
  });
  const catalogue = createPartCatalogue({
    directory,
    onChange: (parts) => reader.setParts(parts),
    onSealed: (number) => writer.send("sealed", number),
    onWarning: options.onWarning ?? (() => {}),
  });

  async function close(): Promise<void> {
    await Promise.allSettled(writes);
    await catalogue[Symbol.asyncDispose]();
    await reader[Symbol.asyncDispose]();
    await writer.call("close", null);
    await writer.ended();
  }

  try {
    catalogue.start(await writer.call("open", null));
  } catch (error) {
    await Promise.allSettled([close()]);
    throw error;
  }

  function requireOpen(): void {
    if (closing !== undefined) throw new AuditError("disposed", "event store is closed");
  }

  /** Lets a write finish before the store closes. */
  async function tracked<Result>(write: Promise<Result>): Promise<Result> {
    writes.add(write);
    try {
      return await write;
    } finally {
      writes.delete(write);
    }
  }

  async function append(entries: readonly StoreEntry[]): Promise<AppendOutcome[]> {
    const problems = entries.map(unstorable);
    const storable = entries.filter((_entry, place) => problems[place] === undefined);
    if (storable.length === 0) return outcomesOf(entries, problems, undefined);
    const batch = encodeBatch(storable);
    using _room = await gate.enter(batch.texts.length);
    const reply = await writer.call("append", batch, { transfer: buffersOf(batch) });
    return outcomesOf(entries, problems, reply);
  }

  async function dropBefore(before: number): Promise<number> {
    await catalogue.idle();
    const { events, parts } = await writer.call("dropBefore", before);
    catalogue.dropped(parts);
    return events;
  }

  async function search(
    query: StoreQuery,
    { limit, order, after }: Parameters<EventStore["search"]>[1],
  ): Promise<StorePage> {
    requireOpen();
    requireLimit(limit);
    return toPage(await reader.ask("search", { query, limit, order, after }));
  }

  async function* scan(query: StoreQuery, order: "newest" | "oldest") {
    requireOpen();
    try {
      for await (const batch of scanEvents(reader, query, order)) {
        yield batch;
        requireOpen();
      }
    } catch (error) {
      // A scan that the closing of the store cut off has no fault of its own.
      requireOpen();
      throw error;
    }
  }

  return {
    driver: "sqlite",
    async append(entries) {
      requireOpen();
      return await tracked(append(entries));
    },
    async refresh() {
      requireOpen();
      await Promise.allSettled(writes);
    },
    async get(tenant, ids) {
      requireOpen();
      const found = await reader.ask("get", { tenant, ids });
      return new Map(found.map(([id, text]) => [id, toDocument(text)]));
    },
    search,
    scan,
    async count(query, atMost) {
      requireOpen();
      return await reader.ask("count", { query, atMost });
    },
    async facets(query, fields, limit) {
      requireOpen();
      return await reader.ask("facets", { query, fields, limit });
    },
    async histogram(query, interval, by) {
      requireOpen();
      return await reader.ask("histogram", { query, interval, by });
    },
    async attempts({ from, to }, { limit, after }) {
      requireOpen();
      requireLimit(limit);
      return toPage(await reader.ask("attempts", { from, to, limit, after }));
    },
    async positions() {
      requireOpen();
      return await writer.call("positions", null);
    },
    async quarantine(entries) {
      requireOpen();
      if (entries.length > 0) await tracked(writer.call("quarantine", entries));
    },
    async listQuarantine(tenant, page) {
      requireOpen();
      requireLimit(page.limit);
      return await reader.ask("listQuarantine", { tenant, ...page });
    },
    async dropBefore(before) {
      requireOpen();
      return await tracked(dropBefore(before));
    },
    async check() {
      requireOpen();
      await writer.call("check", null);
      await reader.ask("get", { tenant: "", ids: [] });
    },
    async [Symbol.asyncDispose]() {
      closing ??= close();
      await closing;
    },
  };
}

/** Outcomes in the order of the entries: `problems` per entry, `reply` about those without one. */
function outcomesOf(
  entries: readonly StoreEntry[],
  problems: readonly (string | undefined)[],
  reply: AppendReply | undefined,
): AppendOutcome[] {
  let answered = 0;
  let existing = 0;
  return entries.map(({ position }, place) => {
    const detail = problems[place];
    if (detail !== undefined) return { status: "rejected", detail };
    const row = reply?.rows[answered++] ?? -1;
    if (row < 0) {
      return { status: "exists", document: toDocument(reply?.existing[existing++] ?? "") };
    }
    const own: LogPosition = { partition: 0, offset: row };
    return { status: "stored", position: position ?? own };
  });
}

function toPage({ documents, next }: TextPage): StorePage {
  return { documents: documents.map(toDocument), ...(next && { next }) };
}

function toDocument(text: string): StoredDocument {
  const document: StoredDocument = JSON.parse(text);
  return document;
}

function requireLimit(limit: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return;
  throw new AuditError("query_invalid", "limit must be between 1 and 1000");
}
