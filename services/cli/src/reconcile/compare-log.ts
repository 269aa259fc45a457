import { randomBytes } from "node:crypto";

import type { EventLog, LogBatch, PartitionLag } from "@toolmark/event-log/event-log";
import type { EventStore } from "@toolmark/event-store/event-store";
import { INGESTER_GROUP } from "@toolmark/schemas/topics";

import { expectedOf, findUnstored, withoutQuarantined } from "./record-fate.ts";
import type { StampOptions, Unaccounted } from "./record-fate.ts";

/** What comparing a log with a store has found. */
export interface Comparison {
  checked: number;
  missing: number;
  altered: number;
  /** Missing records that were published again. */
  repaired: number;
  /** Records that the ingesters have not taken yet. */
  waiting: number;
  /** Partitions that could not be read to their end, with the next offset. */
  unread: { partition: number; offset: number; end: number }[];
}

/** How to compare. */
export interface CompareOptions {
  log: Pick<EventLog, "lag" | "consume" | "publish">;
  store: Pick<EventStore, "get" | "refresh" | "listQuarantine">;
  stamp: StampOptions;
  /** Own consumer group, which is new. */
  group: string;
  /** Publish again what is missing. */
  repair: boolean;
  /** Also look for records that the ingesters have not taken yet. */
  toEnd: boolean;
  signal: AbortSignal;
  /** How long no record may come before a partition counts as unread, milliseconds. */
  stallMs: number;
  onProgress: (checked: number, total: number) => void;
  onFound: (found: readonly (Unaccounted & { repaired: boolean })[]) => Promise<void>;
}

/** Most records, and most of their bytes, that wait for a look into quarantine. */
const MAX_OPEN = 5_000;
const MAX_OPEN_BYTES = 32 * 1024 * 1024;

/** A name for a consumer group that nobody else uses. */
export function newGroup(): string {
  return `toolmark-reconcile-${randomBytes(6).toString("hex")}`;
}

/**
 * Reads the log from its oldest record to where the ingesters were at the start, and looks for each
 * record in the store and in quarantine. Memory is bounded whatever the log holds.
 */
export async function compareLog(options: CompareOptions): Promise<Comparison> {
  const { log, store, stamp, signal } = options;
  const result: Comparison = {
    checked: 0,
    missing: 0,
    altered: 0,
    repaired: 0,
    waiting: 0,
    unread: [],
  };
  const own = await log.lag(options.group);
  const targets = targetsOf(own, await log.lag(INGESTER_GROUP), options.toEnd);
  result.waiting = own.reduce(
    (sum, { partition, end }) => sum + end - (targets.get(partition) ?? end),
    0,
  );
  const next = new Map(own.map(({ partition, committed }) => [partition, committed]));
  const total = own.reduce(
    (sum, { partition, committed }) => sum + Math.max(0, (targets.get(partition) ?? 0) - committed),
    0,
  );
  const isDone = () => [...targets].every(([partition, end]) => (next.get(partition) ?? 0) >= end);
  if (isDone()) return result;
  await store.refresh();

  let open: Unaccounted[] = [];
  let openBytes = 0;
  let lastProgress = performance.now();
  const finished = Promise.withResolvers<void>();

  async function settle(): Promise<void> {
    const batch = open;
    open = [];
    openBytes = 0;
    const lost = await withoutQuarantined(store, batch);
    const missing = lost.filter(({ status }) => status === "missing");
    result.missing += missing.length;
    result.altered += lost.length - missing.length;
    if (options.repair) {
      await log.publish(
        missing.flatMap(({ expected: { record } }) =>
          record.value === null
            ? []
            : [{ key: record.key ?? "", value: record.value, headers: record.headers }],
        ),
      );
      result.repaired += missing.length;
    }
    if (lost.length > 0)
      await options.onFound(
        lost.map((one) => ({ ...one, repaired: options.repair && one.status === "missing" })),
      );
  }

  async function handle({ partition, records }: LogBatch): Promise<void> {
    signal.throwIfAborted();
    const end = targets.get(partition) ?? 0;
    const from = next.get(partition) ?? 0;
    const now = Date.now();
    const wanted = records.filter(({ position }) => {
      const offset = position?.offset ?? -1;
      return offset >= from && offset < end;
    });
    const found = await findUnstored(
      store,
      wanted.map((record) => expectedOf(record, stamp, now)),
    );
    open.push(...found);
    openBytes += found.reduce((sum, { expected }) => sum + (expected.record.value?.length ?? 0), 0);
    result.checked += wanted.length;
    const last = records.at(-1)?.position?.offset;
    if (last !== undefined) next.set(partition, Math.max(from, last + 1));
    lastProgress = performance.now();
    options.onProgress(result.checked, total);
    if (open.length >= MAX_OPEN || openBytes >= MAX_OPEN_BYTES) await settle();
    if (isDone()) finished.resolve();
  }

  const stalled = setInterval(() => {
    if (performance.now() - lastProgress > options.stallMs) finished.resolve();
  }, 500);
  const onAbort = () => finished.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await using _consumer = await log.consume(options.group, handle, finished.reject);
    await finished.promise;
  } finally {
    clearInterval(stalled);
    signal.removeEventListener("abort", onAbort);
  }
  await settle();
  for (const [partition, end] of targets) {
    const offset = next.get(partition) ?? 0;
    if (offset < end) result.unread.push({ partition, offset, end });
  }
  return result;
}

function targetsOf(
  own: readonly PartitionLag[],
  ingesters: readonly PartitionLag[],
  toEnd: boolean,
): Map<number, number> {
  const taken = new Map(ingesters.map(({ partition, committed }) => [partition, committed]));
  return new Map(
    own.map(({ partition, end }) => [
      partition,
      toEnd ? end : Math.min(end, taken.get(partition) ?? 0),
    ]),
  );
}
