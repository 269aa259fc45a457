import { randomUUID } from "node:crypto";

import type { EventLogUnderTest } from "@toolmark/event-log/contract";
import type { EventLog } from "@toolmark/event-log/event-log";
import { createKafkaClient } from "@toolmark/event-log/kafka-client";
import { EventLogConfig, openEventLog } from "@toolmark/event-log/open-event-log";

type KafkaConfig = Extract<EventLogConfig, { driver: "kafka" }>;

/** A log on a topic of its own, which is removed with it. */
export interface KafkaTestLog extends EventLogUnderTest {
  readonly topic: string;
  /** A kafkajs client for what our own driver never does. */
  readonly kafka: ReturnType<typeof createKafkaClient>;
}

/** Opens a log on a new topic of the given brokers. */
export async function openKafkaTestLog(
  brokers: readonly string[],
  settings: Partial<KafkaConfig> = {},
): Promise<KafkaTestLog> {
  const topic = settings.topic ?? `toolmark.test.${randomUUID()}`;
  const open = (): Promise<EventLog> =>
    openEventLog(
      EventLogConfig.parse({ driver: "kafka", brokers, topic, partitions: 3, ...settings }),
    );
  const kafka = createKafkaClient({ brokers });
  const log = await open();
  return {
    topic,
    kafka,
    log,
    reopen: open,
    async [Symbol.asyncDispose]() {
      await log[Symbol.asyncDispose]();
      const admin = kafka.admin();
      await admin.connect();
      await admin.deleteTopics({ topics: [topic] });
      await admin.disconnect();
    },
  };
}
