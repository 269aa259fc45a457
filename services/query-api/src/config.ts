import { durationSetting, integerSetting } from "@toolmark/runtime/config";
import { logLevels } from "@toolmark/runtime/logger";
import { EVENTS_TOPIC } from "@toolmark/schemas/topics";
import { z } from "zod";

/** Settings of the query API process. */
export const QueryApiConfig = z.object({
  TOOLMARK_PORT: integerSetting.min(0).max(65_535).default(7070).describe("port of the query API"),
  TOOLMARK_HOST: z.string().default("127.0.0.1").describe("address to listen on"),
  TOOLMARK_LOG_LEVEL: z.enum(logLevels).default("info").describe("level of the operational log"),
  TOOLMARK_TOKENS_FILE: z
    .string()
    .describe("JSON file of token digests with their roles and tenants"),
  TOOLMARK_ELASTICSEARCH_URL: z.url().describe("URL of Elasticsearch"),
  TOOLMARK_ELASTICSEARCH_PREFIX: z
    .string()
    .default("toolmark-events")
    .describe("prefix of the event indices"),
  TOOLMARK_KAFKA_BROKERS: z
    .string()
    .describe("host:port list of Kafka brokers, which take the record of every read"),
  TOOLMARK_KAFKA_TOPIC: z.string().default(EVENTS_TOPIC).describe("topic of the events"),
  TOOLMARK_CALL_LEASE: durationSetting
    .default(10 * 60 * 1000)
    .describe("how long a call may take before it counts as unresolved"),
});
