import { setTimeout as pause } from "node:timers/promises";

import { QueryError } from "@toolmark/query-api/client";
import { createParser } from "eventsource-parser";
import type { EventSourceMessage } from "eventsource-parser";

import type { Api, Parameters } from "./create-api.ts";
import { whyNot } from "./create-api.ts";

/** A stream of server-sent events that is followed without end. */
export interface FollowOptions {
  path: string;
  parameters: Parameters;
  signal: AbortSignal;
  /** Told when the stream is open, for the first time or again, and when the connection is lost. */
  onState: (state: StreamState) => Promise<void>;
  /** Milliseconds without a byte after which a connection counts as lost. */
  silenceMs?: number;
}

/** How a stream stands. */
export type StreamState = { open: "first" | "again" } | { lost: string; retryInMs: number };

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const SILENCE_MS = 60_000;
const MAX_MESSAGE_LENGTH = 8 * 1024 * 1024;

/**
 * Follows a stream. When the connection is lost it is opened again, with growing pauses and with the
 * id of the last message that was yielded, so that nothing is left out and nothing comes twice.
 *
 * @throws QueryError when the first connection fails, or the server refuses a later one.
 */
export async function* followStream(
  api: Api,
  options: FollowOptions,
): AsyncGenerator<EventSourceMessage> {
  const { signal } = options;
  let lastId: string | undefined;
  let retryMs = FIRST_PAUSE_MS;
  let failures = 0;
  let wasOpen = false;
  for (;;) {
    let lost: string;
    try {
      for await (const item of readOnce(api, options, lastId)) {
        if (item.kind === "open") {
          await options.onState({ open: wasOpen ? "again" : "first" });
          wasOpen = true;
          failures = 0;
        } else if (item.kind === "retry") retryMs = item.ms;
        else if (item.kind === "id") lastId = item.id;
        else yield item.message;
      }
      lost = "the server ended the stream";
    } catch (error) {
      signal.throwIfAborted();
      if (!wasOpen || !canRetry(error)) throw error;
      lost = whyNot(error);
    }
    const wait = Math.min(LONGEST_PAUSE_MS, retryMs * 2 ** Math.min(failures, 10));
    failures++;
    await options.onState({ lost, retryInMs: wait });
    await pause(wait, undefined, { signal });
  }
}

type Item =
  | { kind: "open" }
  | { kind: "retry"; ms: number }
  /** Comes before its message, or alone with a heartbeat. */
  | { kind: "id"; id: string }
  | { kind: "message"; message: EventSourceMessage };

async function* readOnce(
  api: Api,
  { path, parameters, silenceMs = SILENCE_MS }: FollowOptions,
  lastId: string | undefined,
): AsyncGenerator<Item> {
  const silence = new AbortController();
  const response = await api.open(path, {
    parameters,
    headers: {
      accept: "text/event-stream",
      ...(lastId !== undefined && { "last-event-id": lastId }),
    },
    signal: silence.signal,
  });
  if (response.body === null) return;
  yield { kind: "open" };
  let items: Item[] = [];
  let failure: Error | undefined;
  const parser = createParser({
    maxBufferSize: MAX_MESSAGE_LENGTH,
    onId: (id) => items.push({ kind: "id", id }),
    onEvent: (message) => items.push({ kind: "message", message }),
    onRetry: (ms) => items.push({ kind: "retry", ms }),
    onError: (error) => {
      if (error.type === "max-buffer-size-exceeded") failure = error;
    },
  });
  const listen = () =>
    setTimeout(() => silence.abort(new Error("nothing was heard for a while")), silenceMs);
  let timer = listen();
  try {
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      clearTimeout(timer);
      parser.feed(text);
      if (failure !== undefined) throw failure;
      yield* items;
      items = [];
      timer = listen();
    }
  } finally {
    clearTimeout(timer);
  }
}

// What a server says of the request itself will not change by asking again.
function canRetry(error: unknown): boolean {
  if (!(error instanceof QueryError)) return true;
  return error.status === 0 || error.status === 429 || error.status >= 500;
}
