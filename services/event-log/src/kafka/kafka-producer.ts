import { AuditError, describeError } from "@toolmark/runtime/errors";
import kafkajs from "kafkajs";
import type { Kafka, Message, Producer } from "kafkajs";

import { backoffMs, pause } from "../backoff.ts";
import type { LogRecord } from "../event-log.ts";
import type { Delivery } from "../publish-queue.ts";
import { compressions } from "./kafkajs-codecs.ts";
import type { Compression } from "./kafkajs-codecs.ts";

const RETRY = { firstMs: 50, maxMs: 2_000 } as const;
const ALL_IN_SYNC_REPLICAS = -1;

/** Answers of a broker that the same request gets again until somebody changes something. */
const finalAnswers: ReadonlySet<string> = new Set([
  "CLUSTER_AUTHORIZATION_FAILED",
  "INVALID_TOPIC_EXCEPTION",
  "SASL_AUTHENTICATION_FAILED",
  "TOPIC_AUTHORIZATION_FAILED",
]);
const tooLarge: ReadonlySet<string> = new Set(["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE"]);

/**
 * Creates a producer for at-least-once delivery. It is not idempotent in Kafka's sense on purpose:
 * in that mode kafkajs loses acknowledged records when one answer is lost while another send waits.
 */
export function createKafkaProducer(kafka: Kafka): Producer {
  return kafka.producer({
    idempotent: false,
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    retry: { retries: 0 },
  });
}

/**
 * Sends records until every in-sync replica has them, the broker gives an answer that will not
 * change, or nobody waits any more. One call at a time keeps the order of keys over retries.
 *
 * @throws AuditError `payload_too_large` or `log_unavailable`.
 */
export async function sendUntilDurable(
  producer: Producer,
  options: { topic: string; compression: Compression },
  records: readonly LogRecord[],
  delivery: Delivery,
): Promise<void> {
  const messages = records.map(toMessage);
  for (let failures = 0; !delivery.signal.aborted; failures++) {
    try {
      await producer.send({
        topic: options.topic,
        messages,
        acks: ALL_IN_SYNC_REPLICAS,
        compression: compressions[options.compression],
      });
      return;
    } catch (error) {
      throwFinal(error);
      delivery.waitsFor(describeError(error));
      await pause(backoffMs(failures, RETRY), delivery.signal);
    }
  }
  throw new AuditError("log_unavailable", "nobody waits for these events any more");
}

function toMessage(record: LogRecord): Message {
  const { buffer, byteOffset, byteLength } = record.value;
  return {
    key: Buffer.from(record.key),
    value: Buffer.from(buffer, byteOffset, byteLength),
    headers: record.headers,
  };
}

function throwFinal(error: unknown): void {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const type: unknown = "type" in cause ? cause.type : undefined;
    if (typeof type === "string" && tooLarge.has(type))
      throw new AuditError(
        "payload_too_large",
        "the broker takes smaller batches than it said when the log was opened; raise max.message.bytes of the topic or restart",
        { cause },
      );
    const isFinal =
      cause.name === "KafkaJSSASLAuthenticationError" ||
      (typeof type === "string" && finalAnswers.has(type));
    if (isFinal)
      throw new AuditError("log_unavailable", `kafka refuses these events: ${cause.message}`, {
        cause,
      });
  }
}
