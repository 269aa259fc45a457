import { EVENTS_TOPIC } from "@toolmark/schemas/topics";

import { createExportQueue } from "./export-queue.ts";
import type { QueueOptions } from "./export-queue.ts";
import { ExportError } from "./exporter.ts";
import type { Exporter } from "./exporter.ts";
import { toError } from "./report-fault.ts";
import type { SerializedEvent } from "./serialize-event.ts";

/** Where Kafka is; `ssl` and `sasl` are passed on to kafkajs as they are. */
export interface KafkaExporterOptions extends QueueOptions {
  brokers: readonly string[];
  clientId?: string;
  /** `toolmark.events.v1` unless given. */
  topic?: string;
  ssl?: unknown;
  sasl?: unknown;
}

/** What is used of kafkajs 2.2.4. */
interface Producer {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  send(record: {
    topic: string;
    acks: number;
    messages: { key: string; value: Buffer }[];
  }): Promise<unknown>;
}
interface KafkaJs {
  Kafka: new (config: Record<string, unknown>) => {
    producer(config: Record<string, unknown>): Producer;
  };
  logLevel: { NOTHING: number };
  Partitioners: { DefaultPartitioner: unknown };
}

const ALL_IN_SYNC_REPLICAS = -1;
/** kafkajs makes one record batch of all messages for a partition, and brokers take up to 1 MiB. */
const MAX_BATCH_BYTES = 512 * 1024;

/**
 * Creates an exporter that produces to Kafka directly, keyed by operation, acknowledged by all in-sync
 * replicas. Needs the package `kafkajs`, which is loaded with the first event. Delivery is at least
 * once: the producer is not idempotent, as kafkajs loses acknowledged records in that mode. Its open
 * connection keeps the process alive until `close`.
 */
export function kafkaExporter(options: KafkaExporterOptions): Exporter {
  let producer: Promise<Producer> | undefined;

  async function connect(): Promise<Producer> {
    const { kafka, partitioner } = await loadKafka(options);
    const created = kafka.producer({
      idempotent: false,
      allowAutoTopicCreation: false,
      createPartitioner: partitioner,
      retry: { retries: 0 },
    });
    await created.connect();
    return created;
  }

  return createExportQueue({
    ...options,
    maxBatchBytes: MAX_BATCH_BYTES,
    maxBatchEvents: 1000,
    async deliver(batch) {
      try {
        producer ??= connect();
        const connected = await producer;
        await connected.send({
          topic: options.topic ?? EVENTS_TOPIC,
          acks: ALL_IN_SYNC_REPLICAS,
          messages: batch.map(toMessage),
        });
        return [];
      } catch (thrown) {
        // A failed connection is made anew; kafkajs itself renews one that was lost.
        const failed = producer;
        if (failed !== undefined)
          await failed.catch(() => {
            producer = undefined;
          });
        throw translate(toError(thrown));
      }
    },
    async dispose() {
      const connected = await producer?.catch(() => undefined);
      await connected?.disconnect();
    },
  });
}

function toMessage({ key, value }: SerializedEvent): { key: string; value: Buffer } {
  return { key, value: Buffer.from(value.buffer, value.byteOffset, value.byteLength) };
}

async function loadKafka(options: KafkaExporterOptions) {
  // Not a literal, so that neither compilers nor bundlers of the caller ask for the package.
  const name = "kafkajs";
  const loaded = (await import(name)) as { default?: KafkaJs } & KafkaJs;
  const { Kafka, logLevel, Partitioners } = loaded.default ?? loaded;
  const kafka = new Kafka({
    brokers: [...options.brokers],
    clientId: options.clientId ?? "toolmark-emitter",
    ...(options.ssl === undefined ? {} : { ssl: options.ssl }),
    ...(options.sasl === undefined ? {} : { sasl: options.sasl }),
    connectionTimeout: 5_000,
    requestTimeout: 15_000,
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 2 },
  });
  return { kafka, partitioner: Partitioners.DefaultPartitioner };
}

const tooLarge: ReadonlySet<unknown> = new Set(["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE"]);

function translate(error: Error): ExportError {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    if ("type" in cause && tooLarge.has(cause.type))
      return new ExportError("rejected", "the broker says that the event is too large");
  return new ExportError("unreachable", `kafka did not store events, they wait: ${error.message}`, {
    retryable: true,
    cause: error,
  });
}
