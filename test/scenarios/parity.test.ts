import { createQueryClient } from "@toolmark/query-api/client";
import type { AuditEvent } from "@toolmark/schemas/event";
import type { Stack, StackForm } from "@toolmark/stack/start-stack";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { createAuditStory } from "../fixtures/audit-story.ts";
import type { AnswerKey } from "../fixtures/audit-story.ts";
import { generateEvents } from "../fixtures/generate-events.ts";
import { postUntilAcknowledged } from "./intake.ts";
import { openStack } from "./open-stack.ts";
import { listOperations, readApiDocument } from "./openapi/api-document.ts";
import { differences } from "./openapi/compare-answers.ts";
import type { ComparedAnswer } from "./openapi/compare-answers.ts";
import { parityRequests } from "./openapi/parity-requests.ts";
import type { ParityRequest } from "./openapi/parity-requests.ts";

const GENERATED = 1400;
const STEP_MS = 20;
const STORY = 600;
const BATCH = 200;
const forms = ["embedded", "scaled"] as const;
/** Routes that answer about the process, the caller, or as a file or stream: not the same in both. */
const ownRoutes = /^\/v1\/(health|me$|sign-in|tail|exports|export-schedules|cases\/|quarantine)/;

const stacks = new Map<StackForm, Stack>();
const resources = new AsyncDisposableStack();
let answers: AnswerKey;
let events: AuditEvent[];
let requests: ParityRequest[];

beforeAll(async () => {
  await Promise.all(
    forms.map(async (form) => {
      const stack = await openStack(form, { env: { TOOLMARK_QUERY_RATE: "1000000" } });
      resources.use(stack);
      stacks.set(form, stack);
    }),
  );
  const now = Date.now();
  const start = now - 60_000;
  events = [...generateEvents({ seed: 11, count: GENERATED, start, step: STEP_MS })];
  const story = createAuditStory({ now, size: STORY });
  answers = story.answers;
  const lines = [
    ...events.map((event) => JSON.stringify(event)),
    ...story.deliveries.filter(({ tenant }) => tenant === "default").flatMap((each) => each.lines),
  ];
  const giveUp = AbortSignal.timeout(60_000);
  const expected = GENERATED + answers.rows.length;
  await Promise.all(
    forms.map(async (form) => {
      for (let sent = 0; sent < lines.length; sent += BATCH)
        await postUntilAcknowledged(
          stackOf(form),
          Buffer.from(lines.slice(sent, sent + BATCH).join("\n")),
          giveUp,
        );
      await vi.waitFor(async () => expect(await rowsIn(form)).toBe(expected), {
        timeout: 60_000,
        interval: 250,
      });
    }),
  );
  requests = parityRequests({
    from: new Date(start).toISOString(),
    // What the questions themselves leave in the trail comes after.
    to: new Date(now).toISOString(),
    answers,
    events,
  });
}, 240_000);
afterAll(async () => {
  await resources.disposeAsync();
});

describe("both forms answer the same", () => {
  test("every question about the same events, page by page", async () => {
    const different: string[] = [];
    let withEvents = 0;
    for (const request of requests) {
      const [embedded, scaled] = await Promise.all(forms.map((form) => askAll(form, request)));
      if (embedded === undefined || scaled === undefined) continue;
      if (embedded.some((answer) => answer.status === 200 && hasEvents(answer.body))) withEvents++;
      const found = differences(
        { status: embedded.length, body: embedded },
        { status: scaled.length, body: scaled },
      );
      if (found.length > 0)
        different.push(
          [`${request.path}?${new URLSearchParams(request.parameters).toString()}`, ...found].join(
            "\n    ",
          ),
        );
    }
    expect(different.join("\n")).toBe("");
    // Equal answers without events in them would say nothing.
    expect(withEvents).toBeGreaterThan(requests.length / 2);
  }, 240_000);

  test("every route that reads events is among the questions", async () => {
    const document = await readApiDocument(stackOf("embedded").queryUrl);
    const missing = listOperations(document)
      .filter(({ method, path }) => method === "GET" && !ownRoutes.test(path))
      .filter(({ path }) => {
        const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
        return !requests.some((request) => pattern.test(request.path));
      });
    expect(missing.map(({ path }) => path)).toEqual([]);
  });

  test("both describe the same API", async () => {
    const [embedded, scaled] = await Promise.all(
      forms.map((form) => readApiDocument(stackOf(form).queryUrl)),
    );
    expect(scaled?.paths).toEqual(embedded?.paths);
    expect(scaled?.components).toEqual(embedded?.components);
  });
});

function stackOf(form: StackForm): Stack {
  const stack = stacks.get(form);
  if (stack === undefined) throw new Error(`the form ${form} was not opened`);
  return stack;
}

async function rowsIn(form: StackForm): Promise<number> {
  const { queryUrl: url, adminToken: token } = stackOf(form);
  const { total } = await createQueryClient({ url, token }).search({
    q: "-emitter:toolmark",
    limit: 1,
  });
  return total;
}

/** At most so many pages are read of one question. */
const MAX_PAGES = 3;

async function askAll(form: StackForm, request: ParityRequest): Promise<ComparedAnswer[]> {
  const { queryUrl, adminToken } = stackOf(form);
  const pages: ComparedAnswer[] = [];
  let cursor: string | undefined;
  do {
    const url = new URL(request.path, queryUrl);
    for (const [name, value] of Object.entries(request.parameters))
      url.searchParams.set(name, value);
    if (cursor !== undefined) url.searchParams.set("cursor", cursor);
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${adminToken}`, "toolmark-purpose": "comparing" },
    });
    const body = (await response.json()) as { cursor?: string };
    pages.push({ status: response.status, body });
    ({ cursor } = body);
  } while (cursor !== undefined && pages.length < MAX_PAGES);
  return pages;
}

/** Whether an answer holds anything of an event: a count above none, or something in a list. */
function hasEvents(body: unknown): boolean {
  const values = Object.values(body as Record<string, unknown>);
  return values.some(
    (value) =>
      (typeof value === "number" && value > 0) || (Array.isArray(value) && value.length > 0),
  );
}
