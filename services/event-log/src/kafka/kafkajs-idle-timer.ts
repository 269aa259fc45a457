import { createRequire } from "node:module";

import { AuditError } from "@toolmark/runtime/errors";

const REVIEWED_VERSION = "2.2.4";
/** How soon requests that wait for a free place are looked at again, as kafkajs has it. */
const RECHECK_MS = 10;

/** What the patch uses of kafkajs's request queue, of which there is one for each connection. */
interface RequestQueue {
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  throttledUntil: number;
  pending: readonly unknown[];
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

/**
 * Stops the endless 1 ms timer of every idle kafkajs connection, which is also what makes Node 24
 * print `TimeoutNegativeWarning`: kafkajs plans the next look at its waiting requests even when none
 * waits, at a time in the past. Call before the first `Kafka` is made; again does nothing.
 *
 * @throws AuditError `internal` for any other kafkajs than the one whose source was read for this.
 */
export function silenceIdleTimer(): void {
  const require = createRequire(import.meta.url);
  const { version } = require("kafkajs/package.json") as { version: string };
  if (version !== REVIEWED_VERSION)
    throw new AuditError(
      "internal",
      `kafkajs ${version} is installed where ${REVIEWED_VERSION} was reviewed; install that version or review its request queue`,
    );
  const { prototype } = require("kafkajs/src/network/requestQueue") as { prototype: RequestQueue };
  prototype.scheduleCheckPendingRequests = scheduleWhenNeeded;
}

function scheduleWhenNeeded(this: RequestQueue): void {
  if (this.throttleCheckTimeoutId !== null) return;
  const throttledMs = this.throttledUntil - Date.now();
  // Without the second look, requests that wait for a free place could wait for the next answer.
  if (throttledMs <= 0 && this.pending.length === 0) return;
  this.throttleCheckTimeoutId = setTimeout(
    () => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    },
    throttledMs > 0 ? throttledMs : RECHECK_MS,
  );
}
