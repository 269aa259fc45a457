import type { AuditEvent } from "@toolmark/schemas/event";

import { atExit } from "./at-exit.ts";
import { ExportError } from "./exporter.ts";
import type { Exporter, OnError } from "./exporter.ts";
import { createLostSequences } from "./lost-sequences.ts";
import { createFaultReporter, toError } from "./report-fault.ts";
import { serializeEvent } from "./serialize-event.ts";
import type { SerializedEvent } from "./serialize-event.ts";

/** What a receiver did not simply store: `index` is the place in the batch. */
export interface ItemFault {
  index: number;
  code: "rejected" | "quarantined";
  /** Why, in the receiver's words; never values of the event. */
  message: string;
}

/**
 * Delivers a batch once. A rejection is tried again, unless its `retryable` is false: then the batch
 * is split until the event at fault is alone, and that one is given up.
 */
export type Deliver = (
  batch: readonly SerializedEvent[],
  signal: AbortSignal,
) => Promise<readonly ItemFault[]>;

/** Bounds of an exporter's buffer. */
export interface QueueOptions {
  /** Events waiting, in bytes of JSON; 16 MiB unless given. What comes on top is dropped and told. */
  maxQueueBytes?: number;
  /** How long an event waits for others, milliseconds; at most 50. */
  lingerMs?: number;
  /** Hears of faults that concern no single event. One line on stderr for each unless given. */
  onError?: OnError;
}

interface QueueSettings extends QueueOptions {
  deliver: Deliver;
  maxBatchBytes: number;
  maxBatchEvents: number;
  /** Called once when nothing more will be delivered. */
  dispose?: () => Promise<void>;
}

interface Item extends SerializedEvent {
  done(error?: ExportError): void;
}

const MAX_QUEUE_BYTES = 16 * 1024 * 1024;
const MAX_LINGER_MS = 50;
const FLUSH_MS = 10_000;
const CLOSE_MS = 5_000;
const BACKOFF = { firstMs: 100, maxMs: 30_000 } as const;

/**
 * Creates an exporter around a way to deliver: a buffer bounded in bytes, batches in order with one
 * under way at a time, each tried until the receiver has stored it. When the buffer is full, what is
 * in it stays and what comes is dropped; as soon as there is room, an `emitter.gap` event tells which
 * sequence numbers are missing. No timer keeps the process alive.
 */
export function createExportQueue(settings: QueueSettings): Exporter {
  const report = createFaultReporter(settings.onError);
  const maxBytes = settings.maxQueueBytes ?? MAX_QUEUE_BYTES;
  const lingerMs = Math.min(settings.lingerMs ?? 10, MAX_LINGER_MS);
  const lost = createLostSequences();
  const closing = new AbortController();
  let items: Item[] = [];
  let bytes = 0;
  let taken = 0;
  let settled = 0;
  let isClosed = false;
  let isPumping = false;
  let linger: NodeJS.Timeout | undefined;
  let wake: (() => void) | undefined;
  const waiters = new Set<{ until: number; resolve: () => void }>();
  const stopWatching = atExit({ pending: () => items.length, hurry: () => startPump() });

  function push(event: AuditEvent, done: Item["done"], isForced: boolean): void {
    const serialized = serializeEvent(event);
    if (serialized === undefined) {
      lost.add(event, "too large");
      done(new ExportError("too_large", "an event is larger than a receiver takes", { event }));
      return;
    }
    const size = serialized.value.length;
    if (!isForced && bytes + size > maxBytes) {
      lost.add(event, "buffer full");
      const message = `the buffer of ${maxBytes} bytes is full, an event was dropped`;
      done(new ExportError("overflow", message, { event }));
      return;
    }
    items.push({ ...serialized, done });
    bytes += size;
    taken++;
    if (bytes >= settings.maxBatchBytes) startPump();
    else if (!isPumping && linger === undefined) {
      linger = setTimeout(startPump, lingerMs);
      linger.unref();
    }
  }

  function startPump(): void {
    clearTimeout(linger);
    linger = undefined;
    wake?.();
    if (isPumping || items.length === 0) return;
    isPumping = true;
    void pump().finally(() => {
      isPumping = false;
      // What came between the last look and here.
      if (items.length > 0 && !closing.signal.aborted) startPump();
    });
  }

  async function pump(): Promise<void> {
    let limit = settings.maxBatchEvents;
    let failures = 0;
    while (items.length > 0 && !closing.signal.aborted) {
      const batch = nextBatch(limit);
      try {
        const faults = await settings.deliver(batch, closing.signal);
        settle(batch.length, faults);
        failures = 0;
        limit = Math.min(limit * 2, settings.maxBatchEvents);
        if (!lost.isEmpty) for (const gap of lost.take()) push(gap, ignoreGapFault, true);
      } catch (thrown) {
        if (closing.signal.aborted) return;
        const error = toError(thrown);
        if (isRetryable(error)) {
          report(error);
          await pause(backoffMs(failures++, error));
        } else if (batch.length > 1) limit = Math.ceil(batch.length / 2);
        else settle(1, [{ index: 0, code: "rejected", message: error.message }]);
      }
    }
  }

  function nextBatch(limit: number): Item[] {
    let size = 0;
    let count = 0;
    for (const item of items) {
      size += item.value.length;
      if (count > 0 && (count >= limit || size > settings.maxBatchBytes)) break;
      count++;
    }
    return items.slice(0, count);
  }

  function settle(count: number, faults: readonly ItemFault[]): void {
    const byIndex = new Map(faults.map((fault) => [fault.index, fault]));
    const batch = items.slice(0, count);
    items = items.slice(count);
    settled += count;
    batch.forEach((item, index) => {
      bytes -= item.value.length;
      const fault = byIndex.get(index);
      if (fault === undefined) item.done();
      else {
        const event = eventOf(item);
        if (fault.code === "rejected") lost.add(event, "rejected by the receiver");
        item.done(new ExportError(fault.code, fault.message, { event }));
      }
    });
    for (const waiter of waiters) if (settled >= waiter.until) waiter.resolve();
  }

  /** Whether everything taken over so far was settled in time. */
  async function drain(ms: number): Promise<boolean> {
    if (items.length === 0) return true;
    return new Promise((resolve) => {
      const finish = (isDone: boolean) => {
        clearTimeout(deadline);
        waiters.delete(waiter);
        resolve(isDone);
      };
      // Holds the process: somebody waits for this one.
      const deadline = setTimeout(() => finish(false), ms);
      const waiter = { until: taken, resolve: () => finish(true) };
      waiters.add(waiter);
      startPump();
    });
  }

  async function pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      timer.unref();
      // Only closing is worth an attempt before its time; otherwise a busy server would never wait.
      wake = () => {
        if (!isClosed) return;
        clearTimeout(timer);
        resolve();
      };
    });
    wake = undefined;
  }

  return {
    export(events) {
      return new Promise<void>((resolve, reject) => {
        if (events.length === 0) resolve();
        let open = events.length;
        let first: ExportError | undefined;
        const done = (error?: ExportError) => {
          first ??= error;
          if (--open > 0) return;
          if (first === undefined) resolve();
          else reject(first);
        };
        for (const event of events)
          if (isClosed) done(new ExportError("closed", "the exporter is closed", { event }));
          else push(event, done, false);
      });
    },
    async flush() {
      if (!(await drain(FLUSH_MS)))
        report(new ExportError("unreachable", `${items.length} events still wait after a flush`));
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await drain(CLOSE_MS);
      closing.abort();
      wake?.();
      stopWatching();
      const rest = items;
      items = [];
      bytes = 0;
      if (rest.length > 0) {
        const message = `${rest.length} events were not delivered before the exporter was closed`;
        report(new ExportError("undelivered", message));
        for (const item of rest) item.done(new ExportError("undelivered", message));
      }
      await settings.dispose?.();
    },
  };
}

function ignoreGapFault(): void {
  // The receiver sees the missing sequence numbers without the gap event too.
}

function eventOf(item: Item): AuditEvent {
  return JSON.parse(Buffer.from(item.value).toString()) as AuditEvent;
}

function isRetryable(error: Error): boolean {
  return !("retryable" in error && error.retryable === false);
}

function backoffMs(failures: number, error: Error): number {
  const longest = Math.min(BACKOFF.maxMs, BACKOFF.firstMs * 2 ** Math.min(failures, 20));
  const own = longest * (1 - Math.random() / 2);
  const asked = error instanceof ExportError ? (error.retryAfterMs ?? 0) : 0;
  return Math.max(own, Math.min(asked, 60_000));
}
