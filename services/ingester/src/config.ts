import { booleanSetting, durationSetting } from "@toolmark/runtime/config";
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
