import { once } from "node:events";

/**
 * Resolves when the process that started this one is gone or lets go of it (end of standard
 * input), or when a signal asks this one to stop. The end of standard input comes also after
 * SIGKILL, which no handler in the parent could see.
 */
export async function untilParentEnds(): Promise<void> {
  process.stdin.resume();
  // Writing to a parent that is gone must not end the clean-up.
  process.stdout.on("error", () => {});
  await Promise.race([
    once(process.stdin, "close"),
    once(process.stdin, "end"),
    once(process, "SIGTERM"),
    once(process, "SIGINT"),
    once(process, "SIGHUP"),
  ]);
}
