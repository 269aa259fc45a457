import { setTimeout as delay } from "node:timers/promises";

import type { Client } from "@elastic/elasticsearch";
import { AuditError } from "@toolmark/runtime/errors";

import { failureOf, unavailable } from "./failure.ts";
import type { Failure } from "./failure.ts";

/** What the parts of the driver send requests with. */
export interface Requests {
  /** How long a write goes on trying. */
  readonly retryForMs: number;

  /**
   * Asks a question; again where a try met a broken connection, a server that was going away, or an
   * index that was being removed or made. Rejects with an AuditError of the port.
   */
  read<Answer>(
    doing: string,
    ask: (client: Client) => Promise<Answer>,
    toError?: (doing: string, failure: Failure) => AuditError,
  ): Promise<Answer>;

  /** Sends once; resolves with the answer or with the failure. */
  attempt<Answer>(
    send: (client: Client) => Promise<Answer>,
  ): Promise<{ answer: Answer } | { failure: Failure }>;

  /** Waits before the attempt with this number, from 1 on. Rejects with `disposed` when closed. */
  backOff(attempt: number): Promise<void>;

  /** Throws `disposed` when closed. */
  mustBeOpen(): void;

  /** Ends waits, refuses new requests and resolves when those under way have ended. */
  close(): Promise<void>;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const READ_PAUSE_MS = 100;
const goingAway = new Set([429, 502, 503, 504]);

/** The door to the client: after `close` nothing passes, and no error of the client comes out. */
export function createRequests(client: Client, retryForMs: number): Requests {
  const closing = new AbortController();
  let closed: Promise<void> | undefined;

  const requests: Requests = {
    retryForMs,

    async read(doing, ask, toError = unavailable) {
      for (let tries = 1; ; tries++) {
        const result = await requests.attempt(ask);
        if ("answer" in result) return result.answer;
        if (tries > furtherTries(result.failure)) throw toError(doing, result.failure);
        await pause(READ_PAUSE_MS * 2 ** (tries - 1));
      }
    },

    async attempt(send) {
      requests.mustBeOpen();
      try {
        return { answer: await send(client) };
      } catch (error) {
        return { failure: failureOf(error) };
      }
    },

    async backOff(attempt) {
      const longest = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
      await pause(longest * (0.5 + Math.random() / 2));
    },

    mustBeOpen() {
      if (closing.signal.aborted) throw new AuditError("disposed", "the event store is closed");
    },

    async close() {
      closing.abort();
      closed ??= client.close();
      await closed;
    },
  };

  async function pause(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: closing.signal }).catch(() => {});
    requests.mustBeOpen();
  }

  return requests;
}

/**
 * How often a question is asked again. The first event of a month makes an index whose shard takes a
 * moment to start: questions wait for it up to three seconds.
 */
function furtherTries({ kind, status = 0, type }: Failure): number {
  if (type === "no_shard_available_action_exception") return 5;
  const passes =
    kind === "unreachable" || goingAway.has(status) || type === "index_not_found_exception";
  return passes ? 1 : 0;
}

/** Repeats `send` until it succeeds, the failure is not one that passes, or the time is up. */
export async function persist<Answer>(
  requests: Requests,
  doing: string,
  send: (client: Client) => Promise<Answer>,
  isExpected: (failure: Failure) => Answer | undefined = () => undefined,
): Promise<Answer> {
  const deadline = Date.now() + requests.retryForMs;
  for (let attempt = 1; ; attempt++) {
    const result = await requests.attempt(send);
    if ("answer" in result) return result.answer;
    const expected = isExpected(result.failure);
    if (expected !== undefined) return expected;
    if (!canPass(result.failure) || Date.now() >= deadline)
      throw unavailable(doing, result.failure);
    await requests.backOff(attempt);
  }
}

/** Whether the same write can succeed later without anybody changing anything. */
export function canPass({ kind, status = 0 }: Failure): boolean {
  return kind !== "answered" || status === 408 || status === 429 || status >= 500;
}
