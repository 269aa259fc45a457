import { AuditError, describeError } from "@toolmark/runtime/errors";
import type { Logger } from "@toolmark/runtime/logger";
import type { EachBatchPayload } from "kafkajs";

import { backoffMs, pause } from "../backoff.ts";
import type { LogBatch } from "../event-log.ts";
import { toReceivedRecord } from "./received-record.ts";

/** What handling batches of one consumer needs; times in milliseconds. */
export interface BatchHandlerOptions {
  group: string;
  handler: (batch: LogBatch) => Promise<void>;
  heartbeatMs: number;
  handlerDeadlineMs: number;
  sessionTimeoutMs: number;
  /** Called when a handler ignores that its time is over: nothing else can be handled then. */
  onStuck(error: AuditError): void;
  logger?: Logger | undefined;
}

/** Handles the batches that kafkajs fetched. */
export interface BatchHandler {
  /**
   * Resolves when the batch is handled and its offset committed, or when it was given up, in which
   * case nothing of it counts as consumed. Rejects only with what kafkajs has to act upon: a failed
   * heartbeat or commit, never with an error of the handler.
   */
  handle(payload: EachBatchPayload): Promise<void>;
  /** The partitions were given out anew: batches in hand must not be committed. */
  changeAssignment(): void;
  /** Batches in hand may finish; those whose handler throws are given up. */
  close(): void;
  /** How many batches are in hand. */
  inHand(): number;
  /** Why it makes no progress, in words. */
  waitsFor(): string | undefined;
}

interface Hand {
  /** What the handler's signal shows. */
  abort: AbortController;
  since: number;
  /** Set when the partition may belong to another member: the end of the batch must not be committed. */
  lost: { error: unknown } | undefined;
  failure: string | undefined;
}

const RETRY = { firstMs: 100, maxMs: 5_000 } as const;
/** A handler that holds a batch for longer is reported as not ready. */
const BUSY_MS = 60_000;

/** Creates the handling of batches: heartbeats, retries, deadline and commit around the handler. */
export function createBatchHandler(options: BatchHandlerOptions): BatchHandler {
  const { group, handler, logger } = options;
  const hands = new Set<Hand>();
  let closing = false;

  function lose(hand: Hand, error: unknown): void {
    hand.lost ??= { error };
    hand.abort.abort(error);
  }

  async function handle(payload: EachBatchPayload): Promise<void> {
    const { topic, partition, messages } = payload.batch;
    if (closing || messages.length === 0) return;
    const records = messages.map((message) => toReceivedRecord(partition, message));
    const hand: Hand = {
      abort: new AbortController(),
      since: performance.now(),
      lost: undefined,
      failure: undefined,
    };
    hands.add(hand);
    const beat = setInterval(() => {
      if (hand.lost === undefined) payload.heartbeat().catch((error: unknown) => lose(hand, error));
    }, options.heartbeatMs / 2);
    try {
      const done = await handleUntilDone(hand, { partition, records, signal: hand.abort.signal });
      if (hand.lost !== undefined) throw hand.lost.error;
      if (!done) return;
      // Covers control records behind the last message, which kafkajs does not show.
      const last = payload.batch.lastOffset();
      const offset = String(BigInt(last) + 1n);
      await payload.commitOffsetsIfNecessary({
        topics: [{ topic, partitions: [{ partition, offset }] }],
      });
      payload.resolveOffset(last);
    } finally {
      clearInterval(beat);
      hands.delete(hand);
    }
  }

  /** Whether the handler resolved; it is called again until it does or the batch is given up. */
  async function handleUntilDone(hand: Hand, batch: LogBatch): Promise<boolean> {
    for (let failures = 0; !batch.signal.aborted; failures++) {
      hand.since = performance.now();
      try {
        await callHandler(hand, batch);
        return true;
      } catch (error) {
        if (batch.signal.aborted) return false;
        hand.failure = describeError(error);
        const { partition } = batch;
        const from = batch.records[0]?.position?.offset;
        logger?.warn(
          { group, partition, from, records: batch.records.length, failures, reason: hand.failure },
          "batch not consumed",
        );
        await pause(backoffMs(failures, RETRY), batch.signal);
      }
    }
    return false;
  }

  async function callHandler(hand: Hand, batch: LogBatch): Promise<void> {
    const { handlerDeadlineMs: deadlineMs, sessionTimeoutMs: graceMs } = options;
    let timer = setTimeout(() => {
      // Without heartbeats the group gives the partition to another member.
      const message = `a handler took longer than ${deadlineMs} ms for ${batch.records.length} events`;
      lose(hand, new Error(message));
      timer = setTimeout(() => options.onStuck(new AuditError("internal", message)), graceMs);
    }, deadlineMs);
    try {
      await handler(batch);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    handle,

    changeAssignment() {
      for (const hand of hands)
        lose(hand, new Error("the partitions of the group were given out anew"));
    },

    close() {
      closing = true;
      const reason = new AuditError("disposed", "the consumer is being closed");
      for (const hand of hands) hand.abort.abort(reason);
    },

    inHand: () => hands.size,

    waitsFor() {
      for (const hand of hands) {
        if (hand.failure !== undefined) return `its handler fails: ${hand.failure}`;
        const busyMs = performance.now() - hand.since;
        if (busyMs > BUSY_MS)
          return `its handler holds a batch since ${Math.round(busyMs / 1000)} s`;
      }
      return undefined;
    },
  };
}
