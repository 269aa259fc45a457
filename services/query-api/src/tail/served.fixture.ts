import type { StoreEntry } from "@toolmark/event-store/event-store";
import { listen } from "@toolmark/runtime/http";
import type { Listener } from "@toolmark/runtime/http";

import { openLiving } from "../cases/living.fixture.ts";
import type { Living } from "../cases/living.fixture.ts";
import type { EventView } from "../event-view.ts";
import { anEntry } from "../story.fixture.ts";
import type { EventParts } from "../story.fixture.ts";
import { readMessages } from "./read-messages.ts";
import type { StreamMessage } from "./read-messages.ts";
import type { TailSettings } from "./run-tail.ts";

const quick: Partial<TailSettings> = { pollMs: 5, idleMs: 10, retryMs: 5 };

/** An API that is served over HTTP. */
export interface Served extends AsyncDisposable {
  living: Living;
  url: string;
}

/** Serves an API of its own, whose tails are quick. */
export async function serve(
  settings: Partial<TailSettings> = {},
  options: Parameters<typeof openLiving>[0] = {},
): Promise<Served> {
  await using resources = new AsyncDisposableStack();
  const living = resources.use(await openLiving({ ...options, tail: { ...quick, ...settings } }));
  const listener: Listener = resources.use(await listen(living.app, { port: 0 }));
  const held = resources.move();
  return { living, url: listener.url, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

let made = 0;
/** A new event; times say nothing about the order of the log. */
export const anEvent = (parts: Partial<EventParts> = {}): StoreEntry => {
  const number = ++made;
  return anEntry({
    type: "call.completed",
    at: (number * 7919) % 5000,
    call: `tail ${number}`,
    server: { name: number % 2 === 0 ? "crm" : "wiki" },
    outcome: { status: "success", executed: true },
    ...parts,
  });
};
/** The id of an entry. */
export const idOf = (entry: StoreEntry) => entry.index.id;

/** A connection of its own to the tail. */
export async function connect(
  { url }: Served,
  query = "",
  options: { as?: string; headers?: Record<string, string> } = {},
) {
  const controller = new AbortController();
  const response = await fetch(`${url}/v1/tail${query}`, {
    headers: { authorization: `Bearer ${options.as ?? "rita"}`, ...options.headers },
    signal: controller.signal,
  });
  const { body } = response;
  if (body === null || response.status !== 200)
    throw new Error(`${response.status} ${await response.text()}`);
  const messages = readMessages(body);
  return {
    response,
    leave: () => controller.abort(),
    async next(): Promise<StreamMessage> {
      const { value, done } = await messages.next();
      if (done === true) throw new Error("the stream ended");
      return value;
    },
    async events(count: number): Promise<EventView[]> {
      const seen: EventView[] = [];
      while (seen.length < count) {
        const { event, data = "" } = await this.next();
        if (event === "event") seen.push(JSON.parse(data) as EventView);
      }
      return seen;
    },
  };
}

/** The answer to a request that is refused. */
export const refused = async (
  { url }: Served,
  query: string,
  headers: Record<string, string> = {},
) => {
  const response = await fetch(`${url}/v1/tail${query}`, {
    headers: { authorization: "Bearer rita", ...headers },
  });
  return { status: response.status, body: (await response.json()) as { detail: string } };
};
