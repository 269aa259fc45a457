import { setTimeout as pause } from "node:timers/promises";

import type { ToolClient } from "./connect.ts";

/** Longest wait for an attempt to arrive, milliseconds. */
const ARRIVAL_MS = 10_000;

const CLOSED = "connection closed";

/**
 * Calls a tool that takes long and kills its server with SIGKILL while it runs, as soon as
 * `hasArrived` says that the call's attempt is in the audit trail.
 *
 * @throws Error when the attempt does not arrive in time, or the call ends by itself.
 */
export async function dieHalfWay(options: {
  client: ToolClient & { pid: number };
  tool: string;
  args: Record<string, unknown>;
  hasArrived: () => Promise<boolean>;
}): Promise<void> {
  const { client, tool, args, hasArrived } = options;
  let ended: string | undefined;
  const run = async () => {
    try {
      ended = (await client.call(tool, args)).text;
    } catch {
      ended = CLOSED;
    }
  };
  const call = run();
  const deadline = performance.now() + ARRIVAL_MS;
  while (!(await hasArrived())) {
    if (ended !== undefined)
      throw new Error(`${tool} ended before its server was killed: ${ended}`);
    if (performance.now() > deadline) throw new Error(`the attempt of ${tool} did not arrive`);
    await pause(25);
  }
  process.kill(client.pid, "SIGKILL");
  await call;
  if (ended !== CLOSED) throw new Error(`${tool} ended in spite of the kill: ${ended}`);
}
