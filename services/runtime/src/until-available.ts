import { setTimeout as pause } from "node:timers/promises";

import { AuditError, describeError } from "./errors.ts";
import type { Logger } from "./logger.ts";

/**
 * Waits at the start of a process until a server that it needs answers: servers are often started
 * together. Each failed try is a line of the log.
 *
 * @throws AuditError of the last try, saying `advice`, after `timeoutMs`.
 */
export async function untilAvailable(
  check: () => Promise<void>,
  options: { advice: string; logger: Logger; timeoutMs?: number },
): Promise<void> {
  const deadline = Date.now() + (options.timeoutMs ?? 20_000);
  for (let delay = 500; ; delay = Math.min(delay * 2, 4000)) {
    try {
      return await check();
    } catch (error) {
      const reason = describeError(error);
      if (Date.now() + delay > deadline)
        throw new AuditError(
          error instanceof AuditError ? error.code : "store_unavailable",
          `${reason}; ${options.advice}`,
          { cause: error },
        );
      options.logger.warn({ reason, retryInMs: delay }, "a server is not there yet");
      await pause(delay);
    }
  }
}
