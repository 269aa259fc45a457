import kafkajs from "kafkajs";
import type { Kafka, LogEntry } from "kafkajs";

import type { KafkaEventLogOptions } from "./kafka-options.ts";
import { registerCodecs } from "./kafkajs-codecs.ts";
import { silenceIdleTimer } from "./kafkajs-idle-timer.ts";

/** Within one call kafkajs tries a broker for about two seconds; beyond that our own loops decide. */
const RETRY = {
  initialRetryTime: 100,
  maxRetryTime: 1_000,
  factor: 0.2,
  multiplier: 2,
  retries: 4,
};

/**
 * Creates a kafkajs client that is patched, knows every codec and says nothing on its own. Each
 * consumer needs one of its own: kafkajs keeps the offsets of a group in the client.
 */
export function createKafkaClient(
  options: Pick<
    KafkaEventLogOptions,
    "brokers" | "clientId" | "ssl" | "sasl" | "requestTimeoutMs" | "logger"
  >,
): Kafka {
  silenceIdleTimer();
  registerCodecs();
  return new kafkajs.Kafka({
    brokers: [...options.brokers],
    clientId: options.clientId ?? "toolmark",
    ...(options.ssl === undefined ? {} : { ssl: options.ssl }),
    ...(options.sasl === undefined ? {} : { sasl: options.sasl }),
    connectionTimeout: 5_000,
    requestTimeout: options.requestTimeoutMs ?? 15_000,
    retry: RETRY,
    logLevel: kafkajs.logLevel.WARN,
    logCreator: () => (entry) => logEntry(entry, options.logger),
  });
}

/** Of what kafkajs adds to a message, only these are passed on: others may hold bodies of records. */
const loggedFields = ["broker", "error", "groupId", "partition", "retryCount", "topic"] as const;

/** Means that the topic's retention removed records before this group had read them. */
const RECORDS_LOST = /^Offset out of range/;

/**
 * kafkajs calls every lost connection an error; it comes back by itself, so that is a warning here.
 * Records that were removed unread are the one thing in its log that is a loss.
 */
function logEntry({ namespace, log }: LogEntry, logger: KafkaEventLogOptions["logger"]): void {
  if (logger === undefined) return;
  const fields: Record<string, unknown> = { component: `kafkajs ${namespace}`, said: log.message };
  for (const name of loggedFields) {
    const value: unknown = log[name];
    if (typeof value === "string" || typeof value === "number") fields[name] = value;
  }
  if (RECORDS_LOST.test(log.message))
    logger.error(fields, "records were removed by retention before they were read");
  else logger.warn(fields, "kafka client warning");
}
