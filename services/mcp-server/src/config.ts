import { integerSetting } from "@toolmark/runtime/config";
import { logLevels } from "@toolmark/runtime/logger";
import { z } from "zod";

/** Settings of the MCP server process. */
export const McpServerConfig = z.object({
  TOOLMARK_URL: z.url().default("http://127.0.0.1:7070").describe("origin of the query API"),
  TOOLMARK_TOKEN: z
    .string()
    .optional()
    .describe("token of the reader; over HTTP each caller sends its own instead"),
  TOOLMARK_MCP_PORT: integerSetting
    .min(0)
    .max(65_535)
    .optional()
    .describe(
      "serves MCP over HTTP on this port of 127.0.0.1 instead of standard input and output",
    ),
  TOOLMARK_LOG_LEVEL: z.enum(logLevels).default("info").describe("level of the operational log"),
});
