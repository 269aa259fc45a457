import { accessSettings, checkedAccess } from "@toolmark/runtime/access-settings";
import { durationSetting, integerSetting } from "@toolmark/runtime/config";
import { logLevels } from "@toolmark/runtime/logger";
import { EVENTS_TOPIC } from "@toolmark/schemas/topics";
import { z } from "zod";

import { defaultQueryLimits } from "./access/query-limits.ts";
import { cursorKeySetting } from "./cursor-key.ts";
import { signInSettings } from "./web/sign-in-settings.ts";
import { webDirectorySetting } from "./web/web-directory.ts";

/** Settings of the query API wherever it runs. */
export const querySettings = {
  TOOLMARK_QUERY_RATE: integerSetting
    .min(1)
    .max(1_000_000)
    .default(defaultQueryLimits.rate)
    .describe("requests a second of one token or user, after a burst of four times as many"),
  TOOLMARK_WEB_DIR: webDirectorySetting,
  ...signInSettings,
};

const settings = z.object({
  TOOLMARK_PORT: integerSetting.min(0).max(65_535).default(7070).describe("port of the query API"),
  TOOLMARK_HOST: z.string().default("127.0.0.1").describe("address to listen on"),
  TOOLMARK_LOG_LEVEL: z.enum(logLevels).default("info").describe("level of the operational log"),
  ...accessSettings,
  ...querySettings,
  TOOLMARK_CURSOR_KEY: cursorKeySetting,
  TOOLMARK_EXPORTS_DIR: z
    .string()
    .default("./exports")
    .describe("directory of exports; processes that share it also share their downloads"),
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

/** Settings of the query API process; it does not start when nobody could be let in. */
export const QueryApiConfig = checkedAccess(settings, true);
