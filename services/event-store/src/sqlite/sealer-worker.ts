import { parentPort, workerData } from "node:worker_threads";

import { sealPart } from "./seal-part.ts";
import { toFailure } from "./thread-calls.ts";
import type { ThreadCall, ThreadReply } from "./thread-calls.ts";

/** The methods of the sealer's thread. */
export interface SealerCalls {
  seal(number: number): null;
}

const { directory }: { directory: string } = workerData;

parentPort?.on("message", ({ id, input }: ThreadCall & { input: number }) => {
  let reply: ThreadReply;
  try {
    sealPart(directory, input);
    reply = { id, output: null };
  } catch (error) {
    reply = { id, failure: toFailure(error) };
  }
  parentPort?.postMessage(reply, []);
});
