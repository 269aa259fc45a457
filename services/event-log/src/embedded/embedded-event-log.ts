import { AuditError, describeError } from "@toolmark/runtime/errors";
import type { Logger } from "@toolmark/runtime/logger";

import { backoffMs, pause } from "../backoff.ts";
import type { EventLog, LogBatch, LogConsumer, LogRecord } from "../event-log.ts";
import { createPublishQueue } from "../publish-queue.ts";
import type { Delivery, PublishLimits } from "../publish-queue.ts";
import { MAX_RECORD_BYTES } from "../record-limits.ts";

/** Settings of the embedded log; the defaults suit a store that commits thousands of events at once. */
export interface EmbeddedEventLogOptions {
  /** Most records of one batch (default 2,000). */
  maxBatchRecords?: number | undefined;
  /** Most bytes of one batch (default 4 MiB). */
  maxBatchBytes?: number | undefined;
  /** Most bytes that are held for publishers (default 32 MiB). */
  maxInFlightBytes?: number | undefined;
  /** How long a publish waits for room before it is `overloaded` (default 5,000 ms). */
  roomTimeoutMs?: number | undefined;
  /** How long a publish waits for the store, or for a consumer at all (default 30,000 ms). */
  publishTimeoutMs?: number | undefined;
  /** How often a batch is given to a throwing handler before its publishers are told (default 5). */
  attempts?: number | undefined;
  logger?: Pick<Logger, "warn"> | undefined;
}

const RETRY = { firstMs: 50, maxMs: 2_000 } as const;
/** A handler that holds a batch for longer is reported as not ready. */
const BUSY_MS = 30_000;

/**
 * Opens a log without storage: `publish` hands its records to the one consumer of this process and
 * resolves when the consumer's handler has. Nothing is kept on the way, so what was not acknowledged
 * when the process ends is the publisher's to send again; what was acknowledged is the store's.
 */
export function openEmbeddedEventLog(options: EmbeddedEventLogOptions = {}): EventLog {
  const limits: PublishLimits = {
    maxRecordBytes: MAX_RECORD_BYTES,
    maxBatchRecords: options.maxBatchRecords ?? 2_000,
    maxBatchBytes: options.maxBatchBytes ?? 4 * 1024 * 1024,
    maxInFlightBytes: options.maxInFlightBytes ?? 32 * 1024 * 1024,
    roomTimeoutMs: options.roomTimeoutMs ?? 5_000,
    publishTimeoutMs: options.publishTimeoutMs ?? 30_000,
  };
  const attempts = options.attempts ?? 5;
  const queue = createPublishQueue(limits, deliver);
  let consumer: EmbeddedConsumer | undefined;
  let arrival = Promise.withResolvers<void>();
  let handled = 0;
  let disposed: Promise<void> | undefined;

  async function deliver(records: readonly LogRecord[], delivery: Delivery): Promise<void> {
    let failures = 0;
    while (!delivery.signal.aborted) {
      if (consumer === undefined || consumer.closing()) {
        delivery.waitsFor("nothing consumes it");
        await untilConsumer(delivery.signal);
        continue;
      }
      const taker = consumer;
      try {
        await taker.handle(records);
        handled += records.length;
        return;
      } catch (error) {
        // A consumer that is being closed may give up: the next one gets the same batch.
        if (taker.closing()) continue;
        failures += 1;
        const reason = describeError(error);
        options.logger?.warn({ failures, records: records.length, reason }, "batch not consumed");
        if (failures >= attempts) {
          taker.gaveUp();
          throw unavailable(reason, error);
        }
        delivery.waitsFor(reason);
        await pause(backoffMs(failures - 1, RETRY), delivery.signal);
      }
    }
    throw unavailable("nobody waits for these events any more");
  }

  async function untilConsumer(signal: AbortSignal): Promise<void> {
    const { promise: aborted, resolve } = Promise.withResolvers<void>();
    const onAbort = (): void => resolve();
    signal.addEventListener("abort", onAbort, { once: true });
    await Promise.race([arrival.promise, aborted]);
    signal.removeEventListener("abort", onAbort);
  }

  function assertOpen(): void {
    if (disposed !== undefined) throw new AuditError("disposed", "the event log is closed");
  }

  return {
    driver: "embedded",

    publish: (records) => queue.publish(records),

    async consume(group, handler) {
      assertOpen();
      if (consumer !== undefined)
        throw new AuditError(
          "internal",
          `the embedded event log has one consumer, which is '${consumer.group}'; close it before '${group}' starts`,
        );
      const opened = createConsumer(group, handler, () => {
        if (consumer === opened) consumer = undefined;
      });
      consumer = opened;
      arrival.resolve();
      arrival = Promise.withResolvers();
      return opened;
    },

    async lag() {
      assertOpen();
      const waiting = queue.pending().records;
      return [{ partition: 0, committed: handled, end: handled + waiting, lag: waiting }];
    },

    async check() {
      assertOpen();
      const state = consumer?.state() ?? { ready: false, reason: "nothing consumes it" };
      if (!state.ready) throw unavailable(state.reason ?? "its consumer is not ready");
      const { bytes } = queue.pending();
      if (bytes >= limits.maxInFlightBytes)
        throw new AuditError(
          "overloaded",
          `${bytes} bytes wait for the event log, which is the limit`,
        );
    },

    async [Symbol.asyncDispose]() {
      disposed ??= (async () => {
        await queue.close(consumer === undefined ? "reject" : "deliver");
        await consumer?.[Symbol.asyncDispose]();
      })();
      await disposed;
    },
  };
}

interface EmbeddedConsumer extends LogConsumer {
  readonly group: string;
  handle(records: readonly LogRecord[]): Promise<void>;
  closing(): boolean;
  /** The batch that its handler failed on is gone: it has nothing to do again. */
  gaveUp(): void;
}

function createConsumer(
  group: string,
  handler: (batch: LogBatch) => Promise<void>,
  onClosed: () => void,
): EmbeddedConsumer {
  const close = new AbortController();
  let inHand: { since: number; ended: Promise<unknown> } | undefined;
  let failure: string | undefined;

  async function run(records: readonly LogRecord[]): Promise<void> {
    try {
      await handler({ partition: 0, records, signal: close.signal });
      failure = undefined;
    } catch (error) {
      failure = describeError(error);
      throw error;
    }
  }

  return {
    group,
    closing: () => close.signal.aborted,
    gaveUp: () => void (failure = undefined),

    async handle(records) {
      const running = run(records);
      inHand = { since: performance.now(), ended: Promise.allSettled([running]) };
      try {
        await running;
      } finally {
        inHand = undefined;
      }
    },

    state() {
      if (close.signal.aborted) return { ready: false, reason: "the consumer is closed" };
      if (failure !== undefined) return { ready: false, reason: `its handler fails: ${failure}` };
      const busyMs = inHand === undefined ? 0 : performance.now() - inHand.since;
      if (busyMs < BUSY_MS) return { ready: true };
      return {
        ready: false,
        reason: `its handler holds a batch since ${Math.round(busyMs / 1000)} s`,
      };
    },

    async [Symbol.asyncDispose]() {
      close.abort(new AuditError("disposed", "the consumer is being closed"));
      await inHand?.ended;
      onClosed();
    },
  };
}

function unavailable(reason: string, cause?: unknown): AuditError {
  return new AuditError("log_unavailable", `the event log cannot take events: ${reason}`, {
    cause,
  });
}
