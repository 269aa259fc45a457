import { AuditError } from "@toolmark/runtime/errors";

import type { DamageNotice, ReaderCalls } from "./reader-calls.ts";
import { startWorker } from "./worker-client.ts";
import type { Answer, WorkerClient } from "./worker-client.ts";
import type { PartState } from "./writer-calls.ts";

/** How long after its deadline a query may stay silent before its thread is given up. */
const GRACE_MS = 5000;

type Asked = Omit<ReaderCalls, "close" | "parts" | "endScan">;

/** The thread that answers queries. */
export interface Reader extends AsyncDisposable {
  setParts(parts: readonly PartState[]): void;
  ask<Name extends keyof Asked>(
    name: Name,
    input: Parameters<Asked[Name]>[0],
  ): Promise<Answer<Asked[Name]>>;
  /** Says something that has no answer. */
  tell(name: "endScan", scan: number): void;
}

/**
 * Starts the thread that answers queries. A thread that does not answer in time, or dies, is replaced
 * by a new one; the queries it had are rejected with `query_timeout` or `store_unavailable`.
 */
export function startReader(options: {
  directory: string;
  timeoutMs: number;
  /** How long a scan that is not continued keeps its parts open. */
  scanIdleMs: number;
  onDamage: (number: number) => void;
}): Reader {
  let parts: readonly PartState[] = [];
  let thread: WorkerClient<ReaderCalls> | undefined;

  function current(): WorkerClient<ReaderCalls> {
    if (thread !== undefined) return thread;
    const started = startWorker<ReaderCalls, DamageNotice>(
      new URL("./reader-worker.ts", import.meta.url),
      {
        workerData: { directory: options.directory, scanIdleMs: options.scanIdleMs },
        onNotice: ({ damaged }) => options.onDamage(damaged),
        onEnd: () => {
          if (thread === started) thread = undefined;
        },
      },
    );
    started.send("parts", parts);
    thread = started;
    return started;
  }

  current();

  return {
    setParts(next) {
      parts = next;
      current().send("parts", parts);
    },
    async ask(name, input) {
      const asked = current();
      const deadline = Date.now() + options.timeoutMs;
      const guard = setTimeout(() => {
        const reason = new AuditError("query_timeout", "query took too long and was given up");
        void asked.terminate(reason);
      }, options.timeoutMs + GRACE_MS);
      guard.unref();
      try {
        return await asked.call(name, input, { deadline });
      } finally {
        clearTimeout(guard);
      }
    },
    tell(name, scan) {
      thread?.send(name, scan);
    },
    async [Symbol.asyncDispose]() {
      const last = thread;
      if (last === undefined) return;
      await last.call("close", null);
      await last.ended();
    },
  };
}
