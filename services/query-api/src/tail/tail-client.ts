import type { EventView } from "../event-view.ts";
import type { SendRequest } from "../exports/export-client.ts";
import { readMessages } from "./read-messages.ts";

/** One event of a tail; the id continues behind it. */
export interface TailMessage {
  id: string;
  event: EventView;
}

/** What to follow, and from where on. */
export interface TailParameters {
  /** Query in the query language; all events without it. */
  q?: string;
  kind?: "rows" | "attempts" | "all";
  /** Id of the last message that was seen; without it the tail starts now. */
  after?: string;
  /** Ends the tail. */
  signal?: AbortSignal;
}

const RETRY_MS = 1000;
const MAX_RETRY_MS = 30_000;

/**
 * Follows events as they are stored, over as many connections as it takes: one that breaks, or that a
 * busy service refuses, is opened again where the last one ended, so that no event is missed or
 * repeated. Ends when the signal is aborted.
 *
 * @throws what `send` throws for a request that is refused for good, and what `failure` makes of the
 *   reason why the service ended the tail.
 */
export async function* followTail(
  send: SendRequest,
  parameters: TailParameters,
  failure: (reason: string) => Error,
): AsyncGenerator<TailMessage> {
  const { q, kind, signal } = parameters;
  let { after } = parameters;
  let failures = 0;
  let retryMs = RETRY_MS;
  while (signal?.aborted !== true) {
    const response = await open();
    if (response?.body) {
      const messages = readMessages(response.body, signal);
      try {
        for (;;) {
          const next = await messages.next().catch(() => undefined);
          if (next === undefined || next.done === true) break;
          const { event, data, id, retry } = next.value;
          failures = 0;
          after = id ?? after;
          retryMs = retry ?? retryMs;
          if (event === "end") throw failure(reasonOf(data));
          if (event === "event" && data !== undefined && after !== undefined)
            yield { id: after, event: JSON.parse(data) as EventView };
        }
      } finally {
        await messages.return(undefined).catch(() => undefined);
      }
    }
    await pause(Math.min(MAX_RETRY_MS, retryMs * 2 ** failures++), signal);
  }

  async function open(): Promise<Response | undefined> {
    try {
      const headers = {
        accept: "text/event-stream",
        ...(after !== undefined && { "last-event-id": after }),
      };
      return await send("/v1/tail", {
        headers,
        parameters: { ...(q !== undefined && { q }), ...(kind !== undefined && { kind }) },
      });
    } catch (error) {
      const status = error instanceof Error && "status" in error ? error.status : undefined;
      if (status === 0 || status === 429 || status === 503) return undefined;
      throw error;
    }
  }
}

// Also runs in browsers, which have no promise of a timer.
async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  signal?.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}

function reasonOf(data: string | undefined): string {
  const parsed: unknown = JSON.parse(data ?? "{}");
  const reason =
    typeof parsed === "object" && parsed !== null && "reason" in parsed ? parsed.reason : undefined;
  return typeof reason === "string" ? reason : "the service ended the tail";
}
