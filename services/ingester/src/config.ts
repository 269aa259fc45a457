import { booleanSetting, durationSetting } from "@toolmark/runtime/config";
import { logLevels } from "@toolmark/runtime/logger";
import { EVENTS_TOPIC } from "@toolmark/schemas/topics";
import { z } from "zod";

/** Settings of ingestion, in every form. */
export const ingesterSettings = {
  TOOLMARK_CALL_LEASE: durationSetting
    .default(10 * 60 * 1000)
    .describe("how long a call may take before it counts as unresolved"),
  TOOLMARK_TENANT: z
    .string()
    .min(1)
    .max(256)
    .default("default")
    .describe("tenant of what carries no stamp of its own"),
  TOOLMARK_TRUST_LOG_HEADERS: booleanSetting
    .default(true)
    .describe(
      "whether only collectors can write to the topic, so that their stamp can be believed",
    ),
} as const;

/** Settings of the ingester process. */
export const IngesterConfig = z.object({
  ...ingesterSettings,
  TOOLMARK_LOG_LEVEL: z.enum(logLevels).default("info").describe("level of the operational log"),
  TOOLMARK_KAFKA_BROKERS: z.string().describe("host:port list of Kafka brokers"),
  TOOLMARK_KAFKA_TOPIC: z.string().default(EVENTS_TOPIC).describe("topic of the events"),
  TOOLMARK_KAFKA_SESSION_TIMEOUT: durationSetting
    .default(10_000)
    .describe("how long Kafka waits for a dead ingester before another takes over"),
  TOOLMARK_ELASTICSEARCH_URL: z.url().describe("URL of Elasticsearch"),
  TOOLMARK_ELASTICSEARCH_PREFIX: z
    .string()
    .default("toolmark-events")
    .describe("prefix of the event indices"),
});
