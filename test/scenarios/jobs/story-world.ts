import { createQueryClient } from "@toolmark/query-api/client";
import type { QueryClient } from "@toolmark/query-api/client";
import type { Principal } from "@toolmark/runtime/tokens";
import type { AuditEvent } from "@toolmark/schemas/event";
import type { Stack, StackForm, StackOptions } from "@toolmark/stack/start-stack";
import { expect, vi } from "vitest";

import { createAuditStory } from "../../fixtures/audit-story.ts";
import type { AnswerKey } from "../../fixtures/audit-story.ts";
import { createLateEntry, createLaterChange, createTailed } from "../../fixtures/later-events.ts";
import { postUntilAcknowledged } from "../intake.ts";
import { openStack } from "../open-stack.ts";

/** Both forms of the system with the same story in them. */
export interface StoryWorld extends AsyncDisposable {
  answers: AnswerKey;
  stack(form: StackForm): Stack;
  /** A client as somebody who holds a token: `admin`, or a name of `holders`. */
  client(
    form: StackForm,
    options?: { as?: string; purpose?: string; tenant?: string },
  ): QueryClient;
  /** Asks for a path as it is and gives the JSON of the answer, whatever its status. */
  ask(form: StackForm, path: string, options?: AskOptions): Promise<Asked>;
  /** Sends one more change of the service `shipping`, as it happens now; returns its id. */
  sendOneMore(form: StackForm): Promise<string>;
  /** Sends one more change of the ledger, of the middle of the story; returns its call's id. */
  sendLateEntry(form: StackForm): Promise<string>;
  /** Sends ten calls of the session `s-tail` and others between them; returns the ends of the ten. */
  sendTailed(form: StackForm, round: number): Promise<string[]>;
}

/** How to ask for a path. */
interface AskOptions {
  as?: string;
  purpose?: string;
  method?: string;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
}

/** An answer as it came. */
export interface Asked {
  status: number;
  headers: Headers;
  text: string;
  // What a route answers is asserted by the tests.
  body: Record<string, never>;
}

/** Those who hold tokens beside the administrator and the emitter. */
const holders: readonly Principal[] = [
  { name: "globex-emitter", role: "emitter", tenant: "globex" },
  { name: "auditor", role: "compliance", tenant: "default", tenants: ["globex"] },
  { name: "responder", role: "responder", tenant: "default" },
  { name: "globex-responder", role: "responder", tenant: "globex" },
  { name: "shipping-on-call", role: "on-call", tenant: "default", servers: ["shipping"] },
];

/** Forms that this run opens; one alone is quicker while a test is being written. */
export const storyForms: readonly StackForm[] =
  process.env["STORY_FORM"] === undefined
    ? ["embedded", "scaled"]
    : [process.env["STORY_FORM"] as StackForm];

/**
 * Starts both forms, sends both the same story through their intakes as emitters would, and waits
 * until every row of it is found.
 */
export async function openStoryWorld(options: StackOptions = {}): Promise<StoryWorld> {
  await using resources = new AsyncDisposableStack();
  const opened = await Promise.all(
    storyForms.map(async (form) => {
      const stack = await openStack(form, { ...options, tokens: holders });
      resources.use(stack);
      return [form, stack] as const;
    }),
  );
  const stacks = new Map(opened);
  const stack = (form: StackForm): Stack => {
    const found = stacks.get(form);
    if (found === undefined) throw new Error(`the form ${form} was not opened`);
    return found;
  };
  const tokenOf = (form: StackForm, holder = "admin"): string => {
    const { tokens, adminToken } = stack(form);
    const token = holder === "admin" ? adminToken : tokens[holder];
    if (token === undefined) throw new Error(`nobody called ${holder} holds a token`);
    return token;
  };

  const { deliveries, answers } = createAuditStory({ now: Date.now() });
  const giveUp = AbortSignal.timeout(60_000);
  await Promise.all(
    storyForms.map(async (form) => {
      const { intakeUrl, emitterToken, tokens } = stack(form);
      for (const { tenant, lines } of deliveries) {
        const token = tenant === "default" ? emitterToken : tokens["globex-emitter"];
        const intake = { intakeUrl, emitterToken: token ?? "" };
        await postUntilAcknowledged(intake, Buffer.from(lines.join("\n")), giveUp);
      }
    }),
  );

  async function send(form: StackForm, events: readonly AuditEvent[]): Promise<AuditEvent> {
    const body = Buffer.from(events.map((event) => JSON.stringify(event)).join("\n"));
    await postUntilAcknowledged(stack(form), body, AbortSignal.timeout(10_000));
    const last = events.at(-1);
    if (last === undefined) throw new Error("there is nothing to send");
    return last;
  }

  const world: StoryWorld = {
    answers,
    stack,
    client(form, { as, ...rest } = {}) {
      return createQueryClient({ url: stack(form).queryUrl, token: tokenOf(form, as), ...rest });
    },
    async ask(form, path, { as, purpose, method, body, headers } = {}) {
      const url = new URL(path, stack(form).queryUrl);
      if (purpose !== undefined) url.searchParams.set("reveal", "true");
      const response = await fetch(url, {
        ...(method !== undefined && { method }),
        headers: {
          authorization: `Bearer ${tokenOf(form, as)}`,
          ...(purpose !== undefined && { "toolmark-purpose": encodeURIComponent(purpose) }),
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: toJson(text) };
    },
    async sendOneMore(form) {
      return (await send(form, createLaterChange(Date.now()))).event.id;
    },
    async sendLateEntry(form) {
      return (await send(form, createLateEntry(answers.now))).call?.id ?? "";
    },
    async sendTailed(form, round) {
      const { events, tailed } = createTailed(Date.now(), round);
      await send(form, events);
      return tailed;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  for (const form of storyForms)
    await vi.waitFor(
      async () => {
        const { total } = await world.client(form).search({ q: STORY, limit: 1 });
        expect(total).toBe(answers.rows.length);
      },
      { timeout: 60_000, interval: 250 },
    );
  const owned = resources.move();
  return { ...world, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Query for what emitters reported, without what the system itself states. */
export const STORY = "-emitter:toolmark";

/** Ids of all events that a query finds, over all pages, newest first unless told. */
export async function everyId(
  client: QueryClient,
  question: { q: string; kind?: "rows" | "all" | "attempts"; from?: string; to?: string },
  order: "newest" | "oldest" = "newest",
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.search({
      ...question,
      order,
      limit: 500,
      ...(cursor === undefined ? {} : { cursor }),
    });
    ids.push(...page.events.map((event) => event.event.id));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return ids;
}

/** A time as the API writes it. */
export function at(time: number): string {
  return new Date(time).toISOString();
}

function toJson(text: string): Record<string, never> {
  try {
    return JSON.parse(text) as Record<string, never>;
  } catch {
    return {};
  }
}
