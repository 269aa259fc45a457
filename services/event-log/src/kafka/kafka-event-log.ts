import { AuditError, describeError } from "@toolmark/runtime/errors";
import { EVENTS_TOPIC } from "@toolmark/schemas/topics";
import type { Admin, Producer } from "kafkajs";

import { backoffMs, pause } from "../backoff.ts";
import type { EventLog, LogConsumer, PartitionLag } from "../event-log.ts";
import { createPublishQueue } from "../publish-queue.ts";
import { MAX_RECORD_BYTES } from "../record-limits.ts";
import { ensureTopic, findTopic } from "./ensure-topic.ts";
import type { TopicFacts } from "./ensure-topic.ts";
import { createKafkaClient } from "./kafka-client.ts";
import { startKafkaConsumer } from "./kafka-consumer.ts";
import type { KafkaEventLogOptions } from "./kafka-options.ts";
import { createKafkaProducer, sendUntilDurable } from "./kafka-producer.ts";
import { toOffset } from "./received-record.ts";
import { withTimeout } from "./with-timeout.ts";

/** Raw bytes of one request: below every broker's limit however a key's records are compressed. */
const REQUEST_BYTES = 512 * 1024;
const REQUEST_RECORDS = 5_000;
/** A record batch around one record, and what brokers add. */
const BATCH_FRAME_BYTES = 128;
const ADMIN_TIMEOUT_MS = 10_000;
const RETRY = { firstMs: 200, maxMs: 2_000 } as const;

/**
 * Opens the log on Kafka; makes the topic when it is missing. `publish` resolves when every in-sync
 * replica has the records; a batch counts as consumed when its offset is committed, which happens
 * after the handler resolved.
 *
 * @throws AuditError `log_unavailable` when no broker can be used within `openTimeoutMs`.
 */
export async function openKafkaEventLog(options: KafkaEventLogOptions): Promise<EventLog> {
  const topic = options.topic ?? EVENTS_TOPIC;
  const { admin, producer, facts } = await connect(options, topic);
  const requestBytes = Math.min(REQUEST_BYTES, recordLimit(facts));
  const queue = createPublishQueue(
    {
      maxRecordBytes: recordLimit(facts),
      maxBatchRecords: REQUEST_RECORDS,
      maxBatchBytes: requestBytes,
      maxInFlightBytes: options.maxInFlightBytes ?? 32 * 1024 * 1024,
      roomTimeoutMs: 5_000,
      publishTimeoutMs: options.publishTimeoutMs ?? 30_000,
    },
    (records, delivery) =>
      sendUntilDurable(
        producer,
        { topic, compression: options.compression ?? "none" },
        records,
        delivery,
      ),
  );
  const consumers = new Set<LogConsumer>();
  let disposed: Promise<void> | undefined;

  function assertOpen(): void {
    if (disposed !== undefined) throw new AuditError("disposed", "the event log is closed");
  }

  return {
    driver: "kafka",

    publish: (records) => queue.publish(records),

    async consume(group, handler, onFailure) {
      assertOpen();
      // The first group of a new cluster waits until its coordinator has been made.
      await retry(options.openTimeoutMs ?? 30_000, `kafka has no coordinator for ${group}`, () =>
        admin.fetchOffsets({ groupId: group, topics: [topic] }),
      );
      const consumer = await startKafkaConsumer({
        kafka: createKafkaClient(options),
        topic,
        group,
        handler,
        onFailure,
        sessionTimeoutMs: options.sessionTimeoutMs ?? 10_000,
        handlerDeadlineMs: options.handlerDeadlineMs ?? 300_000,
        fetch: options.fetch ?? { maxBytes: 4 * 1024 * 1024, maxBytesPerPartition: 1024 * 1024 },
        partitionsAtOnce: options.partitionsAtOnce ?? 4,
        logger: options.logger,
      });
      consumers.add(consumer);
      return {
        state: () => consumer.state(),
        async [Symbol.asyncDispose]() {
          consumers.delete(consumer);
          await consumer[Symbol.asyncDispose]();
        },
      };
    },

    async lag(group) {
      assertOpen();
      return await translate(`the lag of ${group} cannot be read`, () =>
        readLag(admin, topic, group),
      );
    },

    async check() {
      assertOpen();
      await translate("kafka does not answer", () => checkTopic(admin, topic, facts));
    },

    async [Symbol.asyncDispose]() {
      disposed ??= (async () => {
        await queue.close("deliver");
        await Promise.all([...consumers].map((consumer) => consumer[Symbol.asyncDispose]()));
        await disconnect(admin, producer);
      })();
      await disposed;
    },
  };
}

function recordLimit(facts: TopicFacts): number {
  return Math.min(MAX_RECORD_BYTES, (facts.maxMessageBytes ?? Infinity) - BATCH_FRAME_BYTES);
}

async function connect(
  options: KafkaEventLogOptions,
  topic: string,
): Promise<{ admin: Admin; producer: Producer; facts: TopicFacts }> {
  const kafka = createKafkaClient(options);
  const admin = kafka.admin();
  const producer = createKafkaProducer(kafka);
  const brokers = options.brokers.join(", ");
  try {
    const facts = await retry(
      options.openTimeoutMs ?? 30_000,
      `cannot use kafka at ${brokers}; check that a broker runs there, that its advertised listeners can be reached from here, and TLS and login`,
      async () => {
        await admin.connect();
        await producer.connect();
        return await ensureTopic(admin, topic, options, options.logger);
      },
    );
    return { admin, producer, facts };
  } catch (error) {
    await disconnect(admin, producer);
    throw error;
  }
}

async function disconnect(admin: Admin, producer: Producer): Promise<void> {
  // A connection that does not close in time dies with the process.
  const closing = Promise.allSettled([producer.disconnect(), admin.disconnect()]);
  await withTimeout(closing, ADMIN_TIMEOUT_MS, "kafka connections do not close").catch(() => {});
}

/** Tries until it works or the time is over; a refused login is not tried again. */
async function retry<Result>(
  timeoutMs: number,
  message: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const end = AbortSignal.timeout(timeoutMs);
  let last: unknown;
  for (let failures = 0; ; failures++) {
    try {
      return await untilAborted(work(), end);
    } catch (error) {
      if (!end.aborted || last === undefined) last = error;
      if (end.aborted || isRefused(error)) break;
      await pause(backoffMs(failures, RETRY), end);
    }
  }
  const reason = last instanceof Error ? last.message : String(last);
  throw new AuditError("log_unavailable", `${message} (${reason})`, { cause: last });
}

async function untilAborted<Result>(work: Promise<Result>, end: AbortSignal): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onEnd = (): void => reject(new Error("no answer in time"));
  if (end.aborted) onEnd();
  end.addEventListener("abort", onEnd, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    end.removeEventListener("abort", onEnd);
  }
}

function isRefused(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    if (cause.name === "KafkaJSSASLAuthenticationError") return true;
  return false;
}

async function translate<Result>(message: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await withTimeout(work(), ADMIN_TIMEOUT_MS, message);
  } catch (error) {
    if (error instanceof AuditError) throw error;
    throw new AuditError("log_unavailable", `${message}: ${describeError(error)}`, {
      cause: error,
    });
  }
}

async function readLag(admin: Admin, topic: string, group: string): Promise<PartitionLag[]> {
  const [ends, committed] = await Promise.all([
    admin.fetchTopicOffsets(topic),
    admin.fetchOffsets({ groupId: group, topics: [topic] }),
  ]);
  const commits = new Map(
    committed.flatMap(({ partitions }) =>
      partitions.map(({ partition, offset }) => [partition, toOffset(offset)] as const),
    ),
  );
  return ends
    .map(({ partition, high, low }) => {
      const end = toOffset(high);
      // A group without a commit, or one that retention overtook, goes on at the oldest record.
      const next = Math.max(commits.get(partition) ?? -1, toOffset(low));
      return { partition, committed: next, end, lag: Math.max(0, end - next) };
    })
    .toSorted((left, right) => left.partition - right.partition);
}

async function checkTopic(admin: Admin, topic: string, facts: TopicFacts): Promise<void> {
  const found = await findTopic(admin, topic);
  if (found === undefined)
    throw new AuditError("log_unavailable", `the topic ${topic} is gone; restart to make it again`);
  const needed = facts.minInsyncReplicas ?? 1;
  const blocked = found.partitions.filter(({ leader, isr }) => leader < 0 || isr.length < needed);
  if (blocked.length > 0)
    throw new AuditError(
      "log_unavailable",
      `${blocked.length} of ${found.partitions.length} partitions of ${topic} have too few replicas in sync (${needed} needed)`,
    );
}
