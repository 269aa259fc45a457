import { AuditError, describeError } from "@toolmark/runtime/errors";
import type { Logger } from "@toolmark/runtime/logger";
import type { Consumer, ConsumerCrashEvent, Kafka } from "kafkajs";

import type { LogBatch, LogConsumer } from "../event-log.ts";
import { createBatchHandler } from "./handle-batch.ts";
import { withTimeout } from "./with-timeout.ts";

/** What a consumer of one group needs; times in milliseconds. */
export interface KafkaConsumerOptions {
  /** Not shared with another consumer: kafkajs keeps the offsets of a group in the client. */
  kafka: Kafka;
  topic: string;
  group: string;
  handler: (batch: LogBatch) => Promise<void>;
  onFailure: (error: unknown) => void;
  sessionTimeoutMs: number;
  handlerDeadlineMs: number;
  fetch: { maxBytes: number; maxBytesPerPartition: number };
  partitionsAtOnce: number;
  logger?: Logger | undefined;
}

/** How long a fetch waits for new records at the broker: the freshness of an idle log. */
const FETCH_WAIT_MS = 100;
/** Members learn with a heartbeat that the group is being arranged anew. */
const HEARTBEAT_MS = 1_000;
const REBALANCE_TIMEOUT_MS = 30_000;
/** Closing while the group still decides who reads what. */
const JOIN_GRACE_MS = 5_000;
const CLOSE_TIMEOUT_MS = 30_000;

/** Joins the group in the background and hands batches to the handler until it is disposed. */
export async function startKafkaConsumer(options: KafkaConsumerOptions): Promise<LogConsumer> {
  const { topic, group, sessionTimeoutMs, logger } = options;
  const heartbeatMs = Math.min(HEARTBEAT_MS, Math.floor(sessionTimeoutMs / 3));
  const times = { heartbeat: 0, fetch: 0 };
  let waitsFor: string | undefined = `joining the group ${group}`;
  let failed = false;
  let closed: Promise<void> | undefined;

  const consumer = options.kafka.consumer({
    groupId: group,
    allowAutoTopicCreation: false,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: heartbeatMs,
    rebalanceTimeout: Math.max(REBALANCE_TIMEOUT_MS, sessionTimeoutMs),
    maxWaitTimeInMs: FETCH_WAIT_MS,
    minBytes: 1,
    maxBytes: options.fetch.maxBytes,
    maxBytesPerPartition: options.fetch.maxBytesPerPartition,
    retry: {
      initialRetryTime: 100,
      maxRetryTime: 2_000,
      retries: 5,
      restartOnFailure: async () => closed === undefined,
    },
  });

  function fail(error: unknown): void {
    if (failed || closed !== undefined) return;
    failed = true;
    waitsFor = `it cannot continue: ${describeError(error)}`;
    options.onFailure(error);
  }

  const batches = createBatchHandler({ ...options, heartbeatMs, onStuck: fail });
  observe(consumer, {
    onJoin() {
      batches.changeAssignment();
      waitsFor = undefined;
      times.heartbeat = times.fetch = performance.now();
    },
    onHeartbeat: () => void (times.heartbeat = performance.now()),
    onFetch: () => void (times.fetch = performance.now()),
    onRebalance() {
      waitsFor = `joining the group ${group} again`;
    },
    onCrash({ error, restart }) {
      if (closed !== undefined) return;
      batches.changeAssignment();
      const reason = describeError(error);
      if (restart) {
        waitsFor = `joining the group ${group} again after: ${reason}`;
        logger?.warn({ topic, group, reason }, "kafka consumer starts again");
      } else {
        const message = `the consumer of ${topic} cannot continue: ${reason}`;
        fail(new AuditError("log_unavailable", message, { cause: error }));
      }
    },
  });

  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const started = consumer
    .run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: options.partitionsAtOnce,
      eachBatch: (payload) => batches.handle(payload),
    })
    .catch(fail);

  return {
    state() {
      if (closed !== undefined) return { ready: false, reason: "the consumer is closed" };
      const reason =
        waitsFor ?? batches.waitsFor() ?? silence(times, sessionTimeoutMs, batches.inHand());
      return reason === undefined ? { ready: true } : { ready: false, reason };
    },

    async [Symbol.asyncDispose]() {
      closed ??= (async () => {
        batches.close();
        await withTimeout(started, JOIN_GRACE_MS, "joining takes long").catch(() => {});
        try {
          await withTimeout(
            consumer.disconnect(),
            CLOSE_TIMEOUT_MS,
            "the batch in hand does not end",
          );
        } catch (error) {
          // What was not committed comes to the next consumer of the group.
          logger?.warn({ topic, group, reason: describeError(error) }, "kafka consumer left early");
        }
      })();
      await closed;
    },
  };
}

function silence(
  times: { heartbeat: number; fetch: number },
  sessionTimeoutMs: number,
  inHand: number,
): string | undefined {
  const oldest = performance.now() - sessionTimeoutMs;
  if (times.heartbeat < oldest) return "the brokers do not answer its heartbeats";
  if (inHand === 0 && times.fetch < oldest) return "the brokers do not answer its fetches";
  return undefined;
}

interface Observer {
  onJoin(): void;
  onHeartbeat(): void;
  onFetch(): void;
  onRebalance(): void;
  onCrash(event: ConsumerCrashEvent["payload"]): void;
}

function observe(consumer: Consumer, observer: Observer): void {
  const { events } = consumer;
  consumer.on(events.GROUP_JOIN, () => observer.onJoin());
  consumer.on(events.HEARTBEAT, () => observer.onHeartbeat());
  consumer.on(events.FETCH, () => observer.onFetch());
  consumer.on(events.END_BATCH_PROCESS, () => observer.onFetch());
  consumer.on(events.REBALANCING, () => observer.onRebalance());
  consumer.on(events.CRASH, ({ payload }) => observer.onCrash(payload));
}
