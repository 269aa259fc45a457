import { hash } from "node:crypto";

import { createAuthenticator } from "@toolmark/runtime/tokens";
import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { afterAll, beforeAll, expect, test } from "vitest";

import { anEntry, openStory } from "../story.fixture.ts";
import type { EventParts, Story } from "../story.fixture.ts";
import type { BlastRadiusAnswer } from "./answers.ts";

const trace = (digit: string, span: string, parent?: string) => ({
  trace: {
    id: digit.repeat(32),
    span_id: span.repeat(16),
    ...(parent !== undefined && { parent_span_id: parent.repeat(16) }),
  },
});
const success = { outcome: { status: "success", executed: true } } as const;
const user = (id: string) =>
  ({
    actor: { type: "user", id, assurance: "verified" },
    client: { name: "claude", assurance: "self_reported" },
    session: { id: `s-${id}` },
  }) satisfies Partial<NormalizedEvent>;
const gateway = {
  vantage: "gateway",
  emitter: { id: "gateway" },
  server: { name: "everything" },
} as const;
const call = (name: string, at: number, parts: Partial<EventParts>) =>
  anEntry({
    type: "call.completed",
    at,
    call: name,
    ...success,
    effect: { class: "read", source: "declared" },
    ...parts,
  });
const crmTool = { tool: { name: "contacts.get" } };

const entries = [
  // Straight to the server.
  call("direct", 10, {
    ...user("alice"),
    server: { name: "crm" },
    ...crmTool,
    downstream: [{ system: "crm", uri: "crm://contact/1", operation: "read" }],
  }),
  call("direct write", 20, {
    ...user("alice"),
    server: { name: "crm" },
    tool: { name: "contacts.update" },
    effect: { class: "write", source: "declared" },
    downstream: [
      { system: "crm", uri: "crm://contact/1", operation: "update" },
      { system: "crm", uri: "crm://contact/2", operation: "read" },
    ],
  }),
  // Through a gateway whose event knows the person, and the server's own event, which knows the gateway.
  call("behind", 30, {
    actor: { type: "service", id: "gateway", assurance: "verified" },
    server: { name: "crm" },
    ...crmTool,
    ...trace("1", "b", "a"),
    downstream: [{ system: "crm", uri: "crm://contact/3", operation: "read" }],
  }),
  call("before", 30, {
    ...gateway,
    ...user("bob"),
    tool: { name: "crm__contacts.get" },
    ...trace("1", "a"),
  }),
  // The gateway tells the backend by its instance, by its URL, or as a system.
  call("instance", 40, {
    ...gateway,
    ...user("carol"),
    server: { name: "everything", instance: "crm" },
    ...crmTool,
  }),
  call("url", 50, {
    ...gateway,
    ...user("dan"),
    server: { name: "everything", url: "http://crm:8080/mcp" },
    ...crmTool,
  }),
  call("system", 60, {
    ...gateway,
    ...user("erin"),
    ...crmTool,
    downstream: [{ system: "crm", operation: "execute" }],
  }),
  // Friends: another backend, a name that only begins so, another request of the same trace, another time.
  call("wiki", 70, {
    ...gateway,
    ...user("frank"),
    server: { name: "everything", instance: "wiki", url: "http://wiki/mcp" },
    tool: { name: "wiki.search" },
  }),
  call("crm-test", 80, { ...user("grace"), server: { name: "crm-test" }, ...crmTool }),
  call("same trace", 31, {
    ...gateway,
    ...user("heidi"),
    tool: { name: "wiki.search" },
    ...trace("1", "c"),
  }),
  call("too late", 3600, { ...user("ivan"), server: { name: "crm" }, ...crmTool }),
  call("foreign", 15, {
    ...user("mallory"),
    tenant: "globex",
    server: { name: "crm" },
    ...crmTool,
  }),
];
const range = "from=2026-05-06T12:00:00Z&to=2026-05-06T12:30:00Z";

let story: Story;
beforeAll(async () => {
  story = await openStory({
    entries,
    authenticate: createAuthenticator([
      { name: "r", role: "responder", tenant: "acme", sha256: hash("sha256", "reader-of-acme") },
      {
        name: "s",
        role: "responder",
        tenant: "acme",
        servers: ["crm"],
        sha256: hash("sha256", "scoped"),
      },
    ]),
  });
});
afterAll(async () => await story[Symbol.asyncDispose]());

const ask = async (query: string, token = "reader-of-acme"): Promise<BlastRadiusAnswer> => {
  const { status, body } = await story.ask(`/v1/blast-radius?${range}&${query}`, { token });
  expect({ query, status, body }).toMatchObject({ status: 200 });
  return body as BlastRadiusAnswer;
};
const names = ({ items }: BlastRadiusAnswer["actors"]) =>
  items.map(({ value }) => value).toSorted();

test("finds everybody who reached a server, also through a gateway that names another", async () => {
  const answer = await ask("server=CRM");
  expect(names(answer.actors)).toEqual(["alice", "bob", "carol", "dan", "erin", "gateway"]);
  expect(answer.matched).toEqual({ direct: 3, downstream: 1, backend: 2, trace: 1 });
  expect(answer).toMatchObject({
    complete: true,
    events: 7,
    calls: 7,
    writes: 1,
    vantages: { gateway: 4, server: 3 },
  });
  expect(names(answer.sessions)).toEqual(["s-alice", "s-bob", "s-carol", "s-dan", "s-erin"]);
});

test("says which records were read and which were changed", async () => {
  const { resources } = await ask("server=crm");
  expect(resources).toMatchObject({ total: 3, changed: 1 });
  expect(resources.items.map(({ value, reads, changes }) => [value, reads, changes])).toEqual([
    ["crm://contact/1", 1, 1],
    ["crm://contact/2", 1, 0],
    ["crm://contact/3", 1, 0],
  ]);
  expect(resources.items[0]).toMatchObject({
    first: { time: "2026-05-06T12:00:10.000Z" },
    last: { time: "2026-05-06T12:00:20.000Z" },
  });
});

test("a virtual server's name leads to what was touched behind it", async () => {
  const answer = await ask("server=everything&q=tool:crm__contacts.get");
  expect(answer.matched).toMatchObject({ direct: 1, trace: 1 });
  expect(answer.resources.items.map(({ value }) => value)).toEqual(["crm://contact/3"]);
});

test("several dimensions must all hold, and a query narrows further", async () => {
  expect(names((await ask("server=crm&actor=alice&tool=contacts.get")).actors)).toEqual(["alice"]);
  expect(await ask("client=claude&q=effect:write")).toMatchObject({
    events: 1,
    through: { client: "claude" },
  });
  expect(await ask("credential=none")).toMatchObject({ events: 0, actors: { total: 0 } });
});

test("who sees some servers only is told that the answer may not hold everybody", async () => {
  const answer = await ask("server=crm", "scoped");
  expect(names(answer.actors)).toEqual(["alice", "gateway"]);
  expect(answer).toMatchObject({ complete: false, limits: [{ code: "scope" }] });
});

test.each([[""], ["q=tool:x"], ["server="], ["server=crm&q=(("]])(
  "%s is refused",
  async (query) => {
    expect((await story.ask(`/v1/blast-radius?${query}`)).status).toBe(400);
  },
);
