import type { Logger } from "@toolmark/runtime/logger";
import { EVENTS_TOPIC } from "@toolmark/schemas/topics";
import { z } from "zod";

import type { EventLog } from "./event-log.ts";

const count = z.number().int().positive();

const Sasl = z.discriminatedUnion("mechanism", [
  z.strictObject({ mechanism: z.literal("plain"), username: z.string(), password: z.string() }),
  z.strictObject({
    mechanism: z.literal("scram-sha-256"),
    username: z.string(),
    password: z.string(),
  }),
  z.strictObject({
    mechanism: z.literal("scram-sha-512"),
    username: z.string(),
    password: z.string(),
  }),
]);

/** TLS to the brokers: `true` for the system's authorities, or PEM texts. */
const Tls = z.union([
  z.boolean(),
  z.strictObject({
    ca: z.string().optional(),
    cert: z.string().optional(),
    key: z.string().optional(),
    servername: z.string().optional(),
  }),
]);

/** Which log to open, and its settings; what each one means is said at the driver's options. */
export const EventLogConfig = z.discriminatedUnion("driver", [
  z.strictObject({
    driver: z.literal("embedded"),
    maxBatchRecords: count.optional(),
    maxBatchBytes: count.optional(),
    maxInFlightBytes: count.optional(),
    publishTimeoutMs: count.optional(),
  }),
  z.strictObject({
    driver: z.literal("kafka"),
    /** `host:port` of some brokers; the others are learned from them. */
    brokers: z.array(z.string().regex(/^.+:\d+$/, "expected host:port")).min(1),
    topic: z.string().min(1).max(249).default(EVENTS_TOPIC),
    clientId: z.string().min(1).optional(),
    partitions: count.optional(),
    replicationFactor: count.optional(),
    ssl: Tls.optional(),
    sasl: Sasl.optional(),
    compression: z.enum(["none", "gzip", "snappy", "lz4", "zstd"]).optional(),
    sessionTimeoutMs: count.optional(),
    handlerDeadlineMs: count.optional(),
    publishTimeoutMs: count.optional(),
    requestTimeoutMs: count.optional(),
    openTimeoutMs: count.optional(),
    maxInFlightBytes: count.optional(),
    partitionsAtOnce: count.optional(),
  }),
]);
export type EventLogConfig = z.infer<typeof EventLogConfig>;

/**
 * Opens the log that the configuration names. Drivers are imported on demand, so that an embedded
 * process never loads the Kafka client.
 *
 * @throws AuditError `log_unavailable` when Kafka cannot be reached within a bounded time.
 */
export async function openEventLog(
  config: EventLogConfig,
  options: { logger?: Logger | undefined } = {},
): Promise<EventLog> {
  switch (config.driver) {
    case "embedded": {
      const { openEmbeddedEventLog } = await import("./embedded/embedded-event-log.ts");
      return openEmbeddedEventLog({ ...config, ...options });
    }
    case "kafka": {
      const { openKafkaEventLog } = await import("./kafka/kafka-event-log.ts");
      return await openKafkaEventLog({ ...config, ...options });
    }
  }
}
