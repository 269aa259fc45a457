import { AuditError } from "@toolmark/runtime/errors";

import type { LogRecord } from "./event-log.ts";
import { recordBytes, recordTooLarge } from "./record-limits.ts";

/** Limits of a publish queue; all sizes as `recordBytes` counts them. */
export interface PublishLimits {
  maxRecordBytes: number;
  /** A batch ends before it would exceed one of these; a single record always fits. */
  maxBatchRecords: number;
  maxBatchBytes: number;
  /** Above this, calls wait for room; those that wait are bounded by the same figure once more. */
  maxInFlightBytes: number;
  /** How long a call waits for room before it is rejected as `overloaded`. */
  roomTimeoutMs: number;
  /** How long a call may take once it was admitted. */
  publishTimeoutMs: number;
}

/** What a delivery is told about the calls that wait for it. */
export interface Delivery {
  /** Aborted when no call waits for this batch any more. */
  signal: AbortSignal;
  /** Says in words why the batch is not through yet; the rejection of a late call quotes it. */
  waitsFor(reason: string): void;
}

/** Joins the records of concurrent calls into batches and delivers one batch at a time, in order. */
export interface PublishQueue {
  /** Resolves when all records of the call were delivered. Errors as `EventLog.publish`. */
  publish(records: readonly LogRecord[]): Promise<void>;
  /** What was admitted and not yet delivered or given up. */
  pending(): { records: number; bytes: number };
  /** Takes no more calls; waits for those admitted, or rejects them. */
  close(rest: "deliver" | "reject"): Promise<void>;
}

interface Call {
  chunks: Chunk[];
  open: number;
  settled: boolean;
  timer: NodeJS.Timeout | undefined;
  resolve(): void;
  reject(error: unknown): void;
}

interface Chunk {
  call: Call;
  records: readonly LogRecord[];
  bytes: number;
  inHand: boolean;
}

interface Waiter {
  bytes: number;
  admit(): void;
  reject(error: unknown): void;
}

/**
 * Creates a queue over `deliver`, which gets one batch at a time and rejects when the batch is given
 * up. A lone call is delivered at once; what arrives meanwhile makes up the next batch (group
 * commit). After a rejection the rest of the calls concerned is dropped, later calls go on.
 */
export function createPublishQueue(
  limits: PublishLimits,
  deliver: (records: readonly LogRecord[], delivery: Delivery) => Promise<void>,
): PublishQueue {
  const queue: Chunk[] = [];
  const waiters: Waiter[] = [];
  const pending = { records: 0, bytes: 0 };
  let waitingBytes = 0;
  let closed = false;
  let pump: Promise<void> | undefined;
  let current: { chunks: readonly Chunk[]; abort: AbortController } | undefined;
  let waitsFor = "";

  function hasRoom(bytes: number): boolean {
    return pending.bytes === 0 || pending.bytes + bytes <= limits.maxInFlightBytes;
  }

  /** Resolves when the bytes are counted as pending. */
  async function untilRoom(bytes: number): Promise<void> {
    if (waiters.length > 0 && waitingBytes + bytes > limits.maxInFlightBytes) throw overloaded();
    waitingBytes += bytes;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { bytes, admit: resolve, reject };
    waiters.push(waiter);
    const timer = setTimeout(() => {
      waiters.splice(waiters.indexOf(waiter), 1);
      reject(overloaded());
    }, limits.roomTimeoutMs);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      waitingBytes -= bytes;
    }
  }

  function overloaded(): AuditError {
    return new AuditError(
      "overloaded",
      `${pending.bytes} bytes wait for the event log, which is the limit; publish again more slowly`,
      { details: { bytes: pending.bytes, limit: limits.maxInFlightBytes } },
    );
  }

  function leave(chunk: Chunk): void {
    pending.records -= chunk.records.length;
    pending.bytes -= chunk.bytes;
  }

  function admitWaiters(): void {
    for (let next = waiters[0]; next !== undefined && hasRoom(next.bytes); next = waiters[0]) {
      waiters.shift();
      pending.bytes += next.bytes;
      next.admit();
    }
  }

  function settle(call: Call, failure?: { error: unknown }): void {
    if (call.settled) return;
    call.settled = true;
    clearTimeout(call.timer);
    if (failure === undefined) call.resolve();
    else call.reject(failure.error);
    for (const chunk of call.chunks) {
      if (chunk.inHand) continue;
      leave(chunk);
      chunk.records = [];
    }
    if (current?.chunks.every((chunk) => chunk.call.settled) === true) current.abort.abort();
    admitWaiters();
  }

  function late(): AuditError {
    const reason = waitsFor === "" ? "" : `: ${waitsFor}`;
    return new AuditError(
      "log_unavailable",
      `the event log did not take the events within ${limits.publishTimeoutMs} ms${reason}`,
    );
  }

  function takeBatch(): Chunk[] {
    const batch: Chunk[] = [];
    let records = 0;
    let bytes = 0;
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      if (!next.call.settled) {
        const full =
          records + next.records.length > limits.maxBatchRecords ||
          bytes + next.bytes > limits.maxBatchBytes;
        if (batch.length > 0 && full) break;
        records += next.records.length;
        bytes += next.bytes;
        next.inHand = true;
        batch.push(next);
      }
      queue.shift();
    }
    return batch;
  }

  async function deliverBatch(chunks: readonly Chunk[]): Promise<void> {
    const abort = new AbortController();
    current = { chunks, abort };
    let failure: { error: unknown } | undefined;
    try {
      await deliver(
        chunks.flatMap((chunk) => chunk.records),
        { signal: abort.signal, waitsFor: (reason) => void (waitsFor = reason) },
      );
      waitsFor = "";
    } catch (error) {
      failure = { error };
    }
    current = undefined;
    for (const chunk of chunks) {
      leave(chunk);
      chunk.call.chunks.splice(chunk.call.chunks.indexOf(chunk), 1);
      if (failure !== undefined) settle(chunk.call, failure);
      else if (--chunk.call.open === 0) settle(chunk.call);
    }
    admitWaiters();
  }

  async function deliverAll(): Promise<void> {
    // Calls of the same turn of the event loop share the first batch.
    await Promise.resolve();
    while (queue.length > 0) {
      const chunks = takeBatch();
      if (chunks.length > 0) await deliverBatch(chunks);
    }
    pump = undefined;
  }

  return {
    async publish(records) {
      if (closed) throw closedError();
      const sizes = records.map((record) => recordBytes(record));
      const large = sizes.findIndex((bytes) => bytes > limits.maxRecordBytes);
      if (large >= 0) throw recordTooLarge(sizes[large] ?? 0, limits.maxRecordBytes, large);
      if (records.length === 0) return;
      const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
      // Nothing is awaited when there is room: calls keep their order, and none slips past a close.
      if (waiters.length === 0 && hasRoom(total)) pending.bytes += total;
      else await untilRoom(total);
      if (closed) {
        pending.bytes -= total;
        throw closedError();
      }

      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const call: Call = { chunks: [], open: 0, settled: false, timer: undefined, resolve, reject };
      for (const { from, to, bytes } of cut(sizes, limits)) {
        const chunk = { call, records: records.slice(from, to), bytes, inHand: false };
        call.chunks.push(chunk);
        queue.push(chunk);
      }
      pending.records += records.length;
      call.open = call.chunks.length;
      call.timer = setTimeout(() => settle(call, { error: late() }), limits.publishTimeoutMs);
      pump ??= deliverAll();
      await promise;
    },

    pending: () => ({ ...pending }),

    async close(rest) {
      closed = true;
      for (const waiter of waiters.splice(0)) waiter.reject(closedError());
      if (rest === "reject") {
        const begun = current?.chunks ?? [];
        for (const chunk of [...queue, ...begun]) settle(chunk.call, { error: closedError() });
      }
      while (pump !== undefined) await pump;
    },
  };
}

function closedError(): AuditError {
  return new AuditError(
    "disposed",
    "the event log is closed; what was not acknowledged must be sent again",
  );
}

/** Cuts a call into pieces that fit into a batch, as index ranges. */
function* cut(
  sizes: readonly number[],
  limits: Pick<PublishLimits, "maxBatchRecords" | "maxBatchBytes">,
): Generator<{ from: number; to: number; bytes: number }> {
  let from = 0;
  let bytes = 0;
  for (const [index, size] of sizes.entries()) {
    if (
      index > from &&
      (index - from >= limits.maxBatchRecords || bytes + size > limits.maxBatchBytes)
    ) {
      yield { from, to: index, bytes };
      [from, bytes] = [index, 0];
    }
    bytes += size;
  }
  yield { from, to: sizes.length, bytes };
}
