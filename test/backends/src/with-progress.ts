import { setTimeout as delay } from "node:timers/promises";

/** Calls `progress` every `everyMs` until `work` is settled, and settles as it does. */
export async function withProgress<Result>(
  work: Promise<Result>,
  everyMs: number,
  progress: () => Promise<void> | void,
): Promise<Result> {
  const settled = new AbortController();
  const ticking = (async () => {
    while (!settled.signal.aborted) {
      await delay(everyMs, undefined, { signal: settled.signal });
      await progress();
    }
  })().catch((error: unknown) => {
    if (!settled.signal.aborted) throw error;
  });
  try {
    return await work;
  } finally {
    settled.abort();
    await ticking;
  }
}
