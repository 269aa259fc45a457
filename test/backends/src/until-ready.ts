import { setTimeout as delay } from "node:timers/promises";

import { describeFailure } from "./describe-failure.ts";

const PROBE_EVERY_MS = 100;

/**
 * Probes until one succeeds. Rejects, with the end of the server's log, when `ended` resolves
 * first, or after `withinMs`.
 */
export async function untilReady(options: {
  probe: () => Promise<void>;
  /** Resolves, saying how, when the server ended. */
  ended: Promise<string>;
  logTail: () => Promise<string>;
  withinMs: number;
}): Promise<void> {
  let ended: string | undefined;
  void options.ended.then((how) => (ended = how));
  const deadline = performance.now() + options.withinMs;
  for (;;) {
    const failure = await options.probe().then(() => undefined, describeFailure);
    if (failure === undefined) return;
    if (ended !== undefined || performance.now() > deadline) {
      const reason = ended ?? `not up after ${Math.round(options.withinMs / 1000)} s, ${failure}`;
      throw new Error(`${reason}; its log ends:\n${await options.logTail()}`);
    }
    await delay(PROBE_EVERY_MS);
  }
}
