import { setTimeout as pause } from "node:timers/promises";

import type { EventLog, LogRecord } from "@toolmark/event-log/event-log";
import { describeError } from "@toolmark/runtime/errors";
import type { Logger } from "@toolmark/runtime/logger";

/** Publishes facts that the service itself finds out. */
export interface FactPublisher extends AsyncDisposable {
  /** Queues records; they are published in order and tried again until the log takes them. */
  publish(records: readonly LogRecord[]): void;
  /** Publishes records and resolves when the log has them; rejects when it does not take them. */
  publishNow(records: readonly LogRecord[]): Promise<void>;
}

const MAX_QUEUED = 10_000;

/**
 * Publishes own facts beside the consumer: inside its handler the embedded log could not take them,
 * since a publish there resolves only when the handler has. What they state is in quarantine or can
 * be found again, so a fact lost with the process costs a notice, not evidence.
 */
export function startFactPublisher(options: { log: EventLog; logger: Logger }): FactPublisher {
  const { log, logger } = options;
  const queue: LogRecord[] = [];
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  async function drain(): Promise<void> {
    let delay = 100;
    while (queue.length > 0) {
      const group = queue.slice(0, 500);
      try {
        await log.publish(group);
        queue.splice(0, group.length);
        delay = 100;
      } catch (error) {
        if (stopping.signal.aborted) {
          logger.warn({ facts: queue.length, error: describeError(error) }, "facts not published");
          return;
        }
        await pause(delay, undefined, { signal: stopping.signal }).catch(() => undefined);
        delay = Math.min(delay * 2, 10_000);
      }
    }
  }

  return {
    publish(records) {
      const room = MAX_QUEUED - queue.length;
      if (records.length > room)
        logger.error({ dropped: records.length - room }, "too many facts wait; some are left out");
      queue.push(...records.slice(0, Math.max(0, room)));
      if (queue.length > 0)
        running ??= drain().finally(() => {
          running = undefined;
        });
    },
    publishNow: (records) => log.publish(records),
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}
