import { afterAll, beforeAll, expect, test } from "vitest";

import type { ResourceAnswer } from "./answers.ts";
import { anEntry, CONTACT, openStory, recordId } from "./story.fixture.ts";
import type { EventParts, Story } from "./story.fixture.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(async () => await story[Symbol.asyncDispose]());

const resource = async (
  query: string,
  from: Story = story,
  reveal?: string,
): Promise<ResourceAnswer> => {
  const options = reveal === undefined ? {} : { reveal };
  const { status, body } = await from.ask(`/v1/resources?${query}`, options);
  expect({ query, status, body }).toMatchObject({ status: 200 });
  return body as ResourceAnswer;
};
const seen = (answer: ResourceAnswer) =>
  answer.accesses.map(({ event_id, operation, outcome }) => [event_id, operation, outcome]);
const ids = {
  read: recordId("read", 10, "completed"),
  update: recordId("update", 20, "completed"),
  denied: recordId("denied", 30, "completed"),
  failed: recordId("failed", 40, "completed"),
};

test("who changed a record is told without reads, with what was blocked and what failed", async () => {
  const answer = await resource(`uri=${CONTACT}`, story, "ticket 4711");
  expect(seen(answer)).toEqual([
    [ids.failed, null, "tool_error"],
    [ids.denied, null, "denied"],
    [ids.update, "update", "success"],
  ]);
  expect(answer.total).toBe(3);
  expect(answer.accesses[2]).toEqual({
    event_id: ids.update,
    call_id: expect.any(String),
    time: "2026-05-06T12:00:21.000Z",
    operation: "update",
    actor: { type: "user", id: "alice@example.com", assurance: "verified" },
    agent: "sales-bot",
    delegation: [{ subject: "scheduler" }],
    client: { name: "claude-desktop", version: "1.2.3", assurance: "self_reported" },
    server: "crm",
    tool: "crm.contacts.update",
    decision: "allow",
    rules: [{ id: "crm-write", rule_id: "rule-3", decision: "allow", reason: "owner" }],
    approval: {
      id: "ap-881",
      status: "granted",
      approver: "dave@example.com",
      decided_at: "2026-05-06T11:59:58.000Z",
      bound: true,
    },
    outcome: "success",
    executed: true,
    before: { phone: "+49 1", name: "Jane" },
    after: { phone: "+49 2", name: "Jane" },
    changed_fields: ["phone"],
    changes: [{ field: "phone", before: "+49 1", after: "+49 2" }],
    assurance: "verified",
  });
});

const aCall = (name: string, at: number, parts: Partial<EventParts>) =>
  anEntry({ type: "call.completed", at, call: name, ...parts });

test("without a reason the names of changed fields are told, and nothing of their values", async () => {
  const before = { phone: "+49 30 secret", home: { zip: "10115" } };
  const after = { phone: "+49 40 secret", home: { zip: "20095" } };
  await using own = await openStory({
    entries: [
      aCall("states", 1, { downstream: [on("update")], changes: [{ before, after }] }),
      aCall("named", 2, { downstream: [{ ...on("update"), changed_fields: ["ssn"] }] }),
    ],
  });
  const { accesses } = await resource(`uri=${CONTACT}`, own);
  expect(accesses.map(({ changes, masked }) => [changes, masked])).toEqual([
    [[{ field: "ssn" }], undefined],
    [[{ field: "phone" }, { field: "/home/zip" }], true],
  ]);
  expect(JSON.stringify(accesses)).not.toContain("secret");
  const shown = await resource(`uri=${CONTACT}`, own, "ticket 4711");
  expect(shown.accesses[1]?.changes).toEqual([
    { field: "phone", before: "+49 30 secret", after: "+49 40 secret" },
    { field: "/home/zip", before: "10115", after: "20095" },
  ]);
});

test("the first page says who did what how often, reads included, each event once", async () => {
  const answer = await resource(`uri=${CONTACT}&limit=1&summary=true`);
  expect(answer.summary).toEqual({
    first_time: "2026-05-06T12:00:11.000Z",
    last_time: "2026-05-06T12:00:41.000Z",
    total: 4,
    people: 2,
    agents: 1,
    actions: [
      { action: "read", total: 1, actors: [{ actor: "alice@example.com", count: 1 }] },
      { action: "change", total: 1, actors: [{ actor: "alice@example.com", count: 1 }] },
      { action: "aim", total: 1, actors: [{ actor: "bob@example.com", count: 1 }] },
      { action: "denied", total: 1, actors: [{ actor: "bob@example.com", count: 1 }] },
    ],
  });
  const next = await resource(`uri=${CONTACT}&limit=1&cursor=${answer.cursor}`);
  expect(next.summary).toBeUndefined();
  expect((await resource("uri=crm://contact/4&summary=true")).summary).toBeUndefined();
});

test("reads are shown when asked for, one entry per operation", async () => {
  const answer = await resource(`uri=${CONTACT}&reads=true`);
  expect(seen(answer)).toEqual([
    [ids.failed, "read", "tool_error"],
    [ids.denied, null, "denied"],
    [ids.update, "read", "success"],
    [ids.update, "update", "success"],
    [ids.read, "read", "success"],
  ]);
  expect(answer.total).toBe(4);
});

test("a resource is found whatever the case, and by facts of their own", async () => {
  expect(seen(await resource("uri=CRM%3A%2F%2FContact%2F42"))).toHaveLength(3);
  expect((await resource("uri=crm://contact/43")).accesses).toEqual([]);
  const touched = await resource("uri=crm://contact/43&reads=true");
  expect(touched.accesses).toMatchObject([{ operation: "read" }]);
  expect((await resource("uri=crm://contact/4&summary=true")).total).toBe(0);
});

const total = async (from: string, to: string) =>
  (await resource(`uri=${CONTACT}&from=${from}&to=${to}`)).total;

test("the range is half-open at the millisecond", async () => {
  const at = "2026-05-06T12:00:21.000Z";
  const before = "2026-05-06T12:00:20.999Z";
  const after = "2026-05-06T12:00:21.001Z";
  expect(await total(at, after)).toBe(1);
  expect(await total(before, at)).toBe(0);
  expect(await total(after, "2026-05-06T12:00:22Z")).toBe(0);
});

test("an approval for other parameters is not bound", async () => {
  const downstream = [
    { system: "crm", resource: "contact/42", uri: CONTACT, operation: "delete" as const },
  ];
  const approval = { status: "granted" as const, params_hmac: "B".repeat(43) };
  const params = { hmac: "A".repeat(43) };
  await using own = await openStory({
    entries: [
      anEntry({ type: "call.completed", at: 2, call: "other", downstream, approval, params }),
      anEntry({ type: "call.completed", at: 1, call: "untold", downstream, approval }),
    ],
  });
  const { accesses } = await resource(`uri=${CONTACT}`, own);
  expect(accesses.map((access) => access.approval)).toEqual([
    { status: "granted", bound: false },
    { status: "granted" },
  ]);
});

const on = (operation: "read" | "list" | "update" | "delete", uri = CONTACT) => ({
  system: "crm",
  resource: uri,
  uri,
  operation,
});

test("the total counts exactly the events that have accesses, for every kind of event", async () => {
  const downstreams = [
    undefined,
    [],
    [on("read")],
    [on("list"), on("update")],
    [on("read"), on("update", "crm://contact/7")],
    [on("update", "crm://contact/7")],
    [on("delete"), on("delete")],
  ];
  const types = ["call.completed", "downstream.touched", "approval.requested"] as const;
  const entries = [];
  for (const type of types)
    for (const downstream of downstreams)
      for (const aims of [true, false])
        for (const effect of ["read", "write", undefined] as const)
          for (const status of ["success", "denied", "tool_error", undefined] as const)
            entries.push(
              anEntry({
                type,
                at: entries.length,
                call: `c${entries.length}`,
                ...(downstream && { downstream }),
                ...(aims && { resource: { uri: CONTACT } }),
                ...(effect && { effect: { class: effect, source: "declared" } }),
                ...(status && { outcome: { status, executed: null } }),
              }),
            );
  await using own = await openStory({ entries });
  for (const reads of [true, false]) {
    const answer = await resource(`uri=${CONTACT}&reads=${reads}&limit=1000&summary=true`, own);
    expect(new Set(answer.accesses.map((access) => access.event_id)).size).toBe(answer.total);
    expect(answer.total).toBeGreaterThan(0);
    const counts = (answer.summary?.actions ?? []).map((action) => action.total);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(answer.summary?.total);
    expect(answer.summary?.total).toBe((await resource(`uri=${CONTACT}&reads=true`, own)).total);
    if (reads) continue;
    const operations = new Set(answer.accesses.map((access) => access.operation));
    expect(operations).toEqual(new Set(["delete", "update", null]));
  }
});

test("pages join without gaps", async () => {
  const whole = await resource(`uri=${CONTACT}&reads=true`);
  const first = await resource(`uri=${CONTACT}&reads=true&limit=3`);
  const second = await resource(`uri=${CONTACT}&reads=true&limit=3&cursor=${first.cursor}`);
  expect([...first.accesses, ...second.accesses]).toEqual(whole.accesses);
  expect(second.cursor).toBeUndefined();
});

test.each([
  ["", "uri: expected the URI"],
  ["uri=", "uri: expected the URI"],
  ["uri=a&uri=b", "uri is given twice"],
  ["uri=a&reads=yes", "reads"],
  ["url=a", "did you mean uri?"],
  [`uri=${"x".repeat(9000)}`, "uri"],
])("%.20s is refused", async (query, reason) => {
  const { status, body } = await story.ask(`/v1/resources?${query}`);
  expect({ status, body }).toMatchObject({
    status: 400,
    body: { code: "query_invalid", detail: expect.stringContaining(reason) },
  });
});
