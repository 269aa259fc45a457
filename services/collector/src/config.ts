import { accessSettings, checkedAccess } from "@toolmark/runtime/access-settings";
import { integerSetting } from "@toolmark/runtime/config";
import { logLevels } from "@toolmark/runtime/logger";
import { EVENTS_TOPIC } from "@toolmark/schemas/topics";
import { z } from "zod";

const settings = z.object({
  TOOLMARK_PORT: integerSetting
    .min(0)
    .max(65_535)
    .default(7070)
    .describe("port of the HTTP intake"),
  TOOLMARK_HOST: z.string().default("127.0.0.1").describe("address to listen on"),
  TOOLMARK_LOG_LEVEL: z.enum(logLevels).default("info").describe("level of the operational log"),
  ...accessSettings,
  TOOLMARK_KAFKA_BROKERS: z.string().describe("host:port list of Kafka brokers"),
  TOOLMARK_KAFKA_TOPIC: z.string().default(EVENTS_TOPIC).describe("topic of the events"),
});

/** Settings of the collector process; it does not start when nobody could be let in. */
export const CollectorConfig = checkedAccess(settings, true);
