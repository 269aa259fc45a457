import { Worker } from "node:worker_threads";
import type { Transferable } from "node:worker_threads";

import { AuditError, describeError } from "@toolmark/runtime/errors";

import { fromFailure } from "./thread-calls.ts";
import type { ThreadCall, ThreadReply } from "./thread-calls.ts";

/** The methods of a thread: each takes one value and gives one. */
export type Methods<Calls> = { [Name in keyof Calls]: (input: never) => unknown };

/** What a method of a thread gives in the end. */
export type Answer<Method> = Method extends (input: never) => infer Result
  ? Awaited<Result>
  : never;

/** A thread whose methods can be called. */
export interface WorkerClient<Calls extends Methods<Calls>> {
  call<Name extends keyof Calls & string>(
    name: Name,
    input: Parameters<Calls[Name]>[0],
    options?: { transfer?: readonly Transferable[]; deadline?: number },
  ): Promise<Answer<Calls[Name]>>;
  /** Sends a method that nobody waits for; it runs before calls made later. */
  send<Name extends keyof Calls & string>(name: Name, input: Parameters<Calls[Name]>[0]): void;
  /** Resolves when the thread is gone. */
  ended(): Promise<void>;
  /** Ends the thread now; open calls reject with `reason`. */
  terminate(reason: AuditError): Promise<void>;
}

/** Starts a thread. `onNotice` hears what it says unasked, `onEnd` is called once when it is gone. */
// The kind of notice belongs to the thread, as its methods do.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function startWorker<Calls extends Methods<Calls>, Notice = never>(
  script: URL,
  options: { workerData: unknown; onNotice?: (notice: Notice) => void; onEnd?: () => void },
): WorkerClient<Calls> {
  const worker = new Worker(script, {
    workerData: options.workerData,
    // Rows and documents live shortly; a small young generation keeps an idle process small.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  const gone = Promise.withResolvers<void>();
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  let calls = 0;
  let ended: AuditError | undefined;

  function end(reason: AuditError): void {
    if (ended !== undefined) return;
    ended = reason;
    for (const { reject } of open.values()) reject(reason);
    open.clear();
    options.onEnd?.();
  }

  function settle(reply: ThreadReply<Notice>): void {
    if ("notice" in reply) {
      options.onNotice?.(reply.notice);
      return;
    }
    const waiting = open.get(reply.id);
    open.delete(reply.id);
    if ("failure" in reply) waiting?.reject(fromFailure(reply.failure));
    else waiting?.resolve(reply.output);
  }

  worker.on("message", settle);
  worker.on("error", (error) => {
    end(new AuditError("store_unavailable", `store thread failed: ${describeError(error)}`));
  });
  worker.on("exit", () => {
    end(new AuditError("store_unavailable", "store thread has ended"));
    gone.resolve();
  });

  return {
    async call(name, input, { transfer = [], deadline } = {}) {
      if (ended !== undefined) throw ended;
      calls += 1;
      const waiting = Promise.withResolvers<unknown>();
      open.set(calls, waiting);
      const call: ThreadCall = {
        id: calls,
        name,
        input,
        ...(deadline !== undefined && { deadline }),
      };
      worker.postMessage(call, transfer);
      return (await waiting.promise) as Answer<Calls[typeof name]>;
    },
    send(name, input) {
      if (ended !== undefined) return;
      const call: ThreadCall = { id: 0, name, input };
      worker.postMessage(call, []);
    },
    ended: () => gone.promise,
    async terminate(reason) {
      end(reason);
      await worker.terminate();
    },
  };
}
