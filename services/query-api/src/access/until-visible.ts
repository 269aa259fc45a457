import { setTimeout as pause } from "node:timers/promises";

import type { Reader } from "./reader.ts";

const PAUSE_MS = 25;

/**
 * Waits until an event that was just published is part of every answer, so that who changed something
 * reads the change. Resolves to false when that takes longer than `timeoutMs`: the event is durable
 * all the same and will appear.
 */
export async function untilVisible(
  reader: Reader,
  eventId: string,
  timeoutMs = 5000,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const stored = (await reader.get([eventId])).get(eventId);
    if (stored !== undefined) {
      const { partition, offset } = stored.log;
      if (((await reader.positions())[partition] ?? -1) >= offset) return true;
    }
    if (Date.now() > deadline) return false;
    await pause(PAUSE_MS);
  }
}
