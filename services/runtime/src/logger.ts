import { pino } from "pino";
import type { DestinationStream, Logger } from "pino";

export type { Logger } from "pino";

/** Levels of our own operational log. */
export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/**
 * The operational log of one process: JSON lines on standard error. It must never become a second
 * copy of the audit data, so parameters, results and credentials are removed wherever they appear.
 */
export function createLogger(options: {
  service: string;
  level?: (typeof logLevels)[number];
  /** Where lines go instead, for tests. */
  destination?: DestinationStream;
}): Logger {
  return pino(
    {
      name: options.service,
      level: options.level ?? "info",
      redact: {
        paths: [
          "authorization",
          "*.authorization",
          "token",
          "*.token",
          "params",
          "*.params",
          "result",
          "*.result",
        ],
        censor: "[redacted]",
      },
    },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  );
}
