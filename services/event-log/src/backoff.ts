import { setTimeout as delay } from "node:timers/promises";

/**
 * How long to wait before another attempt: doubled for each failure up to `maxMs`, of which a random
 * half is taken off, so that many clients do not come back at once.
 */
export function backoffMs(failures: number, limits: { firstMs: number; maxMs: number }): number {
  const longest = Math.min(limits.maxMs, limits.firstMs * 2 ** Math.min(failures, 30));
  return longest * (1 - Math.random() / 2);
}

/** Waits, or less long when the signal is aborted; never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch {
    // Aborted: the caller looks at the signal.
  }
}
