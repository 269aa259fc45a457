import { hash } from "node:crypto";

import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { afterAll, beforeAll, expect, test } from "vitest";

import { anEntry, openStory, recordId, storyEntries } from "../story.fixture.ts";
import type { Story } from "../story.fixture.ts";
import type { ProfileAnswer } from "./answers.ts";

const TOKEN_HASH = hash("sha256", "leaked token");
const FINGERPRINT = `sha256:${TOKEN_HASH.slice(0, 16)}`;

const by = (id: string, type: "user" | "service", credential: object) =>
  ({
    actor: { type, id, credential, assurance: "verified" },
    server: { name: "hr" },
    tool: { name: "hr.users.get" },
    effect: { class: "read", source: "declared" },
    session: { id: `s-${id}` },
  }) satisfies Partial<NormalizedEvent>;
const success = { outcome: { status: "success", executed: true } } as const;
const failed = { outcome: { status: "tool_error", executed: true } } as const;
const denied = { outcome: { status: "denied", executed: false } } as const;

const leaked = { fingerprint: FINGERPRINT, client_id: "app" };
const entries = [
  ...storyEntries(),
  anEntry({
    type: "call.completed",
    at: 5000,
    call: "k1",
    ...by("carol@example.com", "user", leaked),
    ...success,
    downstream: [{ system: "hr", uri: "hr://user/1", operation: "read" }],
  }),
  anEntry({
    type: "call.completed",
    at: 5010,
    call: "k2",
    ...by("Carol@example.com", "user", leaked),
    ...failed,
  }),
  anEntry({
    type: "call.completed",
    at: 5020,
    call: "k3",
    ...by("erin@example.com", "user", leaked),
    ...denied,
  }),
  // No person.
  anEntry({
    type: "call.completed",
    at: 5030,
    call: "k4",
    ...by("batch", "service", leaked),
    ...success,
  }),
  // The same application with another token.
  anEntry({
    type: "call.completed",
    at: 5040,
    call: "k5",
    ...by("frank@example.com", "user", {
      fingerprint: "sha256:0000000000000000",
      client_id: "app",
    }),
    ...success,
  }),
  // One person's own.
  anEntry({
    type: "call.completed",
    at: 5050,
    call: "k6",
    ...by("carol@example.com", "user", { id: "key-7" }),
    ...success,
  }),
  // The call crosses the end of a range.
  anEntry({
    type: "call.attempted",
    at: 6000,
    call: "crossing",
    ...by("gina@example.com", "user", {}),
  }),
  anEntry({
    type: "call.completed",
    at: 6010,
    began: 6000,
    call: "crossing",
    ...by("gina@example.com", "user", {}),
    ...success,
  }),
  // Reading the trail is not what a profile is about.
  anEntry({
    type: "audit.exported",
    at: 7000,
    actor: { type: "user", id: "gina@example.com", assurance: "verified" },
    audit: { action: "export" },
  }),
  anEntry({
    type: "approval.granted",
    at: 19,
    call: "update",
    began: 20,
    operation: "op-1",
    approval: { id: "ap-881", approver: { id: "dave@example.com", assurance: "verified" } },
  }),
  anEntry({
    type: "client.connected",
    at: 1,
    actor: { type: "user", id: "dave@example.com", assurance: "verified" },
  }),
];

let story: Story;
beforeAll(async () => {
  story = await openStory({ entries });
});
afterAll(async () => await story[Symbol.asyncDispose]());

const profile = async (path: string): Promise<ProfileAnswer> => {
  const { status, body } = await story.ask(path);
  expect({ path, status, body }).toMatchObject({ status: 200 });
  return body as ProfileAnswer;
};
const values = ({ items }: ProfileAnswer["actors"]) =>
  items.map(({ value, calls }) => [value, calls]);

test("an actor's calls are counted once each, with what came of them", async () => {
  const answer = await profile("/v1/actors/ALICE@example.com?to=2026-05-06T12:05:00Z");
  expect(answer).toMatchObject({
    kind: "actor",
    complete: true,
    events: 11,
    calls: 4,
    writes: 3,
    denied: 0,
    errors: 0,
    unresolved: 1,
    by_outcome: { success: 3, unresolved: 1 },
    by_effect: { read: 1, write: 3 },
    first: { time: "2026-05-06T12:00:00.000Z" },
    last: { event_id: recordId("lost", 60, "unresolved") },
  });
  expect(values(answer.tools)).toEqual([
    ["crm.contacts.update", 3],
    ["crm.contacts.get", 1],
  ]);
  expect(values(answer.agents)).toEqual([["sales-bot", 4]]);
  expect(answer.clients.items).toMatchObject([
    { value: "claude-desktop", versions: ["1.2.3"], calls: 4 },
  ]);
  expect(answer.sessions.items).toMatchObject([
    { value: "s-1", calls: 4, first: { time: "2026-05-06T12:00:00.000Z" } },
  ]);
  expect(answer.activity).toEqual([
    { start: "2026-05-06T12:00:00.000Z", calls: 4, writes: 3, denied: 0, errors: 0, unresolved: 1 },
  ]);
  expect(
    answer.resources.items.map(({ value, reads, changes }) => [value, reads, changes]),
  ).toEqual([
    ["crm://contact/42", 2, 1],
    ["crm://contact/43", 1, 0],
  ]);
  expect(answer.resources).toMatchObject({ total: 2, changed: 1 });
  expect(answer.approvals).toMatchObject({ asked: { granted: 1 }, given: { granted: 0 } });
});

test("an approver's page shows what was approved", async () => {
  const { approvals } = await profile("/v1/actors/dave@example.com");
  expect(approvals).toMatchObject({ asked: { granted: 0 }, given: { granted: 1 } });
  expect(approvals.event_ids).toContain(recordId("update", 20, "completed"));
});

test("an agent's page holds what it did for others", async () => {
  const answer = await profile("/v1/actors/sales-bot");
  expect(values(answer.actors)).toEqual([["alice@example.com", 5]]);
});

test("blocked attempts are counted by what blocked them", async () => {
  const { denials, denied: blocked } = await profile("/v1/actors/bob@example.com");
  expect(blocked).toBe(1);
  expect(denials).toMatchObject([
    {
      kind: "policy",
      rule: "crm-write",
      count: 1,
      first: { event_id: recordId("denied", 30, "completed") },
    },
  ]);
});

test.each([TOKEN_HASH, FINGERPRINT, FINGERPRINT.toUpperCase(), `sha256:${TOKEN_HASH}`])(
  "a credential is found by %s, and shared by people means more than one person",
  async (name) => {
    const answer = await profile(`/v1/credentials/${encodeURIComponent(name)}`);
    expect(answer).toMatchObject({
      calls: 4,
      denied: 1,
      errors: 1,
      shared: true,
      by_outcome: { success: 2, tool_error: 1, denied: 1 },
    });
    expect(answer.people?.items).toMatchObject([
      {
        value: "Carol@example.com",
        calls: 2,
        first: { event_id: recordId("k1", 5000, "completed") },
        last: { event_id: recordId("k2", 5010, "completed") },
      },
      { value: "erin@example.com", calls: 1 },
    ]);
    expect(values(answer.actors).map(([value]) => value)).toEqual([
      "Carol@example.com",
      "batch",
      "erin@example.com",
    ]);
    expect([answer.first.event_id, answer.last.event_id]).toEqual([
      recordId("k1", 5000, "completed"),
      recordId("k4", 5030, "completed"),
    ]);
  },
);

test("a credential of one person is not shared, an application is no credential", async () => {
  expect(await profile("/v1/credentials/key-7")).toMatchObject({
    shared: false,
    people: { total: 1 },
  });
  expect((await story.ask("/v1/credentials/app")).status).toBe(404);
});

test("a server and a client have profiles of their own", async () => {
  const server = await profile("/v1/servers/HR");
  expect(values(server.tools)).toEqual([["hr.users.get", 7]]);
  expect(server.actors.total).toBe(5);
  const client = await profile("/v1/clients/claude-desktop%2F1.2.3");
  expect(values(client.actors)).toEqual([["alice@example.com", 5]]);
});

test("a call that crosses the end of a range is not taken for one without a result", async () => {
  const answer = await profile(
    "/v1/actors/gina@example.com?from=2026-05-06T13:40:00Z&to=2026-05-06T13:40:05Z",
  );
  expect(answer).toMatchObject({ events: 1, calls: 1, unresolved: 0, by_outcome: { success: 1 } });
});

test("a tool not used before the range is new", async () => {
  const { tools } = await profile(
    "/v1/actors/alice@example.com?from=2026-05-06T12:00:15Z&to=2026-05-06T12:05:00Z",
  );
  expect(tools.items).toMatchObject([{ value: "crm.contacts.update", new: true }]);
  const later = await profile(
    "/v1/actors/alice@example.com?from=2026-05-06T12:00:45Z&to=2026-05-06T12:05:00Z",
  );
  expect(later.tools.items).toMatchObject([{ value: "crm.contacts.update", new: false }]);
});

test("an answer from too few events says so and still knows the first one", async () => {
  const answer = await profile("/v1/actors/alice@example.com?to=2026-05-06T12:05:00Z&bound=2");
  expect(answer).toMatchObject({
    complete: false,
    limits: [{ code: "events", bound: 2 }],
    events: 2,
    first: { time: "2026-05-06T12:00:00.000Z" },
  });
});

test("the same answer comes again for its asof", async () => {
  await using own = await openStory();
  const before = (await own.ask("/v1/servers/crm")).body as ProfileAnswer;
  await own.store.append([
    anEntry({
      type: "call.completed",
      at: 33,
      call: "new",
      ...by("x", "user", {}),
      server: { name: "crm" },
    }),
  ]);
  const after = (await own.ask(`/v1/servers/crm?asof=${before.asof}`)).body;
  expect(after).toEqual(before);
  expect((await own.ask("/v1/servers/crm")).body).not.toEqual(before);
});

test("lists are cut to what was asked for, with their whole number", async () => {
  const { actors } = await profile("/v1/servers/hr?top=1");
  expect(actors).toMatchObject({ total: 5, items: [{ value: "carol@example.com" }] });
});

test("another tenant's actors do not exist", async () => {
  const { status } = await story.ask("/v1/actors/carol@example.com", { token: "reader-of-globex" });
  expect(status).toBe(404);
  expect((await story.ask("/v1/actors/nobody")).status).toBe(404);
});

test.each(["top=0", "bound=x", "uri=x"])("%s is refused", async (query) => {
  expect((await story.ask(`/v1/servers/hr?${query}`)).status).toBe(400);
});
