import { z } from "zod";

/** Settings of the command line. */
export const CliConfig = z.object({
  TOOLMARK_URL: z
    .url({ protocol: /^https?$/ })
    .default("http://127.0.0.1:7070")
    .describe("where the server answers"),
  TOOLMARK_TOKEN: z
    .string()
    .optional()
    .describe("token to ask with; a file keeps it out of the environment"),
  TOOLMARK_TOKEN_FILE: z
    .string()
    .optional()
    .describe(
      "file that holds the token; default admin.token of the data directory, for a server on this machine",
    ),
  TOOLMARK_DATA_DIR: z
    .string()
    .default("./data")
    .describe("data directory of an embedded form on this machine"),
});
