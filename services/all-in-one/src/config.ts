import { ingesterSettings } from "@toolmark/ingester/config";
import { querySettings } from "@toolmark/query-api/config";
import { cursorKeySetting } from "@toolmark/query-api/cursor-key";
import { checkedAccess, oidcSettings } from "@toolmark/runtime/access-settings";
import { booleanSetting, integerSetting } from "@toolmark/runtime/config";
import { logLevels } from "@toolmark/runtime/logger";
import { z } from "zod";

const settings = z.object({
  TOOLMARK_DATA_DIR: z
    .string()
    .default("./data")
    .describe("directory of the store, of generated tokens and keys, and of tokens.json"),
  TOOLMARK_PORT: integerSetting
    .min(0)
    .max(65_535)
    .default(7070)
    .describe("port of intake and query API"),
  TOOLMARK_HOST: z.string().default("127.0.0.1").describe("address to listen on"),
  TOOLMARK_LOG_LEVEL: z.enum(logLevels).default("info").describe("level of the operational log"),
  TOOLMARK_CALL_LEASE: ingesterSettings.TOOLMARK_CALL_LEASE,
  TOOLMARK_TENANT: ingesterSettings.TOOLMARK_TENANT,
  TOOLMARK_EXPORTS_DIR: z
    .string()
    .optional()
    .describe("directory of exports; default `exports` in the data directory"),
  TOOLMARK_DEMO: booleanSetting
    .default(false)
    .describe("whether POST /v1/demo loads the demo's story; on or off"),
  ...oidcSettings,
  ...querySettings,
  TOOLMARK_CURSOR_KEY: cursorKeySetting.optional(),
});

/** Settings of the embedded form: one process, data in one directory. */
export const AllInOneConfig = checkedAccess(settings);
