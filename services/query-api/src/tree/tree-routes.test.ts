import type { StoreEntry } from "@toolmark/event-store/event-store";
import { afterAll, beforeAll, expect, test } from "vitest";

import { anEntry, callIdAt, NOON, openStory, recordId, tokens } from "../story.fixture.ts";
import type { EventParts, Story } from "../story.fixture.ts";
import type { TreeAnswer } from "./answers.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(async () => await story[Symbol.asyncDispose]());

const tree = async (path: string, token: string = tokens.reader): Promise<TreeAnswer> => {
  const { status, body } = await story.ask(path, { token });
  expect({ path, status, body }).toMatchObject({ status: 200 });
  return body as TreeAnswer;
};

const success = { outcome: { status: "success", executed: true } } as const;
const idOf = (call: string, began: number) => callIdAt(NOON + began * 1000, call);
const inSession = (session: string) => ({ session: { id: session } });

/** A call of a session from one second to another; without an end it is only attempted. */
function aCall(
  call: string,
  began: number,
  ended: number | undefined,
  parts: Partial<EventParts> = {},
): StoreEntry[] {
  const { outcome, downstream, changes, marks, ...context } = parts;
  const attempt = anEntry({ type: "call.attempted", at: began, call, ...context });
  if (ended === undefined) return [attempt];
  return [
    attempt,
    anEntry({
      type: "call.completed",
      at: ended,
      began,
      call,
      ...context,
      outcome: outcome ?? success.outcome,
      ...(downstream && { downstream }),
      ...(changes && { changes }),
      ...(marks && { marks }),
    }),
  ];
}

const shape = (answer: TreeAnswer) =>
  answer.operations.map(({ operation_id, depth, status }) => [operation_id, depth, status]);

test("50 calls that run at once are each paired with their own end", async () => {
  const entries: StoreEntry[] = [];
  const expected = new Map<string, [status: string, ended: string | undefined]>();
  for (let index = 0; index < 50; index++) {
    const name = `c${index}`;
    // Ends come in another order than beginnings; every tenth never comes, every seventh fails.
    const ended = index % 10 === 3 ? undefined : 200 + ((index * 37) % 50);
    const status = index % 7 === 0 ? "tool_error" : "success";
    const outcome = { status, executed: true } as const;
    entries.push(...aCall(name, 100, ended, { ...inSession("s-busy"), outcome }));
    expected.set(idOf(name, 100), [
      ended === undefined ? "unresolved" : status,
      ended === undefined ? undefined : new Date(NOON + ended * 1000).toISOString(),
    ]);
  }
  await story.store.append(entries.toSorted(() => 0.5 - Math.random()));
  const answer = await tree("/v1/sessions/s-busy/tree");
  const calls = answer.operations.flatMap((operation) => operation.calls);
  expect(new Map(calls.map((call) => [call.call_id, [call.status, call.ended]]))).toEqual(expected);
  expect(calls).toHaveLength(50);
  for (const call of calls.filter(({ ended }) => ended === undefined))
    expect(call.summary).toContain("no result recorded");
  expect(answer).toMatchObject({ complete: true, events: 95, facts: [], gaps: [] });
  expect(answer.summary).toMatchObject({ calls: 50, unresolved: 5 });
});

test("an attempt within its lease is running, one beyond it has no result, and a late end supersedes", async () => {
  const answer = await tree("/v1/sessions/s-1/tree");
  const calls = answer.operations.flatMap((operation) => operation.calls);
  expect(calls.map(({ status, late }) => [status, late])).toEqual([
    ["success", undefined],
    ["success", undefined],
    ["success", true],
    ["unresolved", undefined],
    ["running", undefined],
  ]);
  expect(calls[2]).toMatchObject({
    attempted: recordId("late", 50, "attempted"),
    completed: recordId("late", 50, "completed"),
    unresolved: recordId("late", 50, "unresolved"),
  });
  expect(answer.late_events).toBe(1);
  expect(answer.facts).toMatchObject([{ type: "client.connected" }]);
  expect(calls[1]?.touched).toMatchObject([
    { operation: "read", changed: [] },
    { operation: "update", changed: ["phone"], uri: "crm://contact/42" },
    { operation: "send" },
    { operation: "read", uri: "crm://contact/43" },
  ]);
  expect(JSON.stringify(answer)).not.toContain("+49");
});

/** The same events with more said about their operation. */
function withOperation(
  entries: readonly StoreEntry[],
  more: { parent_id?: string; round?: number },
): StoreEntry[] {
  return entries.map(({ document, ...entry }) => {
    const operation = { ...(document.p["operation"] as object), ...more };
    return { ...entry, document: { ...document, p: { ...document.p, operation } } };
  });
}

test("retries and rounds of approval are one operation, with how long the approval took", async () => {
  const hmac = "C".repeat(43);
  const context = {
    operation: "op-refund",
    ...inSession("s-approval"),
    params: { hmac },
    approval: { id: "ap-7", params_hmac: hmac },
  };
  const asked = { outcome: { status: "input_required", executed: false } } as const;
  const lost = { outcome: { status: "timeout", executed: null } } as const;
  const approver = { id: "dave@example.com", assurance: "verified" } as const;
  await story.store.append([
    // The clock of the third round is behind: rounds go before times.
    ...withOperation(aCall("ask", 1000, 1001, { ...context, ...asked }), { round: 0 }),
    ...withOperation(aCall("again", 1060, 1061, { ...context, ...lost }), { round: 1 }),
    ...withOperation(aCall("third", 1050, 1052, context), { round: 2 }),
    anEntry({ type: "approval.requested", at: 1002, call: "ask", began: 1000, ...context }),
    // Told by another system, which knows the approval and not the operation.
    anEntry({
      type: "approval.granted",
      at: 1040,
      ...inSession("s-approval"),
      approval: { id: "ap-7", approver },
    }),
  ]);
  for (const path of ["/v1/operations/op-refund/tree", "/v1/sessions/s-approval/tree"]) {
    const answer = await tree(path);
    expect(shape(answer)).toEqual([["op-refund", 0, "success"]]);
    const [operation] = answer.operations;
    expect(operation?.calls.map(({ round, status }) => [round, status])).toEqual([
      [0, "input_required"],
      [1, "timeout"],
      [2, "success"],
    ]);
  }
  const { operations, facts } = await tree("/v1/sessions/s-approval/tree");
  expect(facts).toEqual([]);
  expect(operations[0]?.approvals).toMatchObject([
    { id: "ap-7", status: "granted", wait_ms: 38_000, approver: approver.id, bound: true },
  ]);
});

test("an approval that waits is said to wait, and one that is decided says how long it took", async () => {
  const context = { operation: "op-wait", ...inSession("s-wait") };
  const hmac = "D".repeat(43);
  const wait = (id: string) => ({ call: "held", began: 2000, ...context, approval: { id } });
  await story.store.append([
    ...aCall("held", 2000, undefined, { ...context, params: { hmac } }),
    anEntry({ type: "approval.requested", at: 2002, ...wait("ap-1") }),
    anEntry({
      type: "approval.denied",
      at: 2040,
      ...wait("ap-1"),
      approval: {
        id: "ap-1",
        params_hmac: "E".repeat(43),
        approver: { id: "dave@example.com", assurance: "verified" },
      },
    }),
    anEntry({ type: "approval.requested", at: 2041, ...wait("ap-2") }),
  ]);
  const [operation] = (await tree("/v1/operations/op-wait/tree")).operations;
  expect(operation).toMatchObject({ status: "unresolved" });
  expect(operation?.approvals).toMatchObject([
    { id: "ap-1", status: "denied", wait_ms: 38_000, approver: "dave@example.com", bound: false },
    { id: "ap-2", status: "requested" },
  ]);
  expect(operation?.approvals[1]).not.toHaveProperty("wait_ms");
});

const trace = (name: string, span: number, parent?: number) => ({
  trace: {
    id: name.padEnd(32, "0"),
    span_id: String(span).padStart(16, "0"),
    ...(parent !== undefined && { parent_span_id: String(parent).padStart(16, "0") }),
  },
});

test("calls that an operation led to stand below it, in other sessions too", async () => {
  const root = inSession("s-root");
  await story.store.append([
    ...aCall("root", 3000, 3009, { operation: "op-root", ...root, ...trace("a", 1) }),
    ...aCall("span", 3001, 3003, {
      operation: "op-span",
      ...inSession("s-other"),
      ...trace("a", 2, 1),
    }),
    ...withOperation(aCall("named", 3002, 3004, { operation: "op-named", ...root }), {
      parent_id: "op-root",
    }),
    ...withOperation(
      aCall("deep", 3003, 3004, { operation: "op-deep", ...root, ...trace("a", 4) }),
      { parent_id: "op-span" },
    ),
    ...aCall("beside", 3005, 3006, {
      operation: "op-beside",
      ...inSession("s-other"),
      ...trace("a", 9),
    }),
    ...withOperation(aCall("orphan", 3006, 3007, { operation: "op-orphan", ...root }), {
      parent_id: "op-gone",
    }),
  ]);
  const expected = [
    ["op-root", 0, "success"],
    ["op-span", 1, "success"],
    ["op-deep", 2, "success"],
    ["op-named", 1, "success"],
  ];
  const operation = await tree("/v1/operations/op-root/tree");
  expect(shape(operation)).toEqual(expected);
  expect(operation.operations[1]?.parent).toEqual({
    operation_id: "op-root",
    call_id: idOf("root", 3000),
    link: "span",
  });
  expect(operation.operations[3]?.parent).toEqual({ operation_id: "op-root", link: "parent_id" });
  const session = await tree("/v1/sessions/s-root/tree");
  expect(shape(session)).toEqual([...expected, ["op-orphan", 0, "success"]]);
  expect(session.operations[1]?.elsewhere).toEqual(["s-other"]);
  expect(session.operations[4]?.missing_parent).toBe("op-gone");
});

const at = (second: number) => new Date(NOON + second * 1000).toISOString();

test("stretches without events are told with what ran over them", async () => {
  const context = inSession("s-gap");
  await story.store.append([
    ...aCall("long", 4000, 4500, context),
    ...aCall("short", 4001, 4002, context),
    ...aCall("after", 5000, 5001, context),
  ]);
  expect((await tree("/v1/sessions/s-gap/tree")).gaps).toMatchObject([
    { from: at(4002), to: at(4500), ms: 498_000, running: 1 },
    { from: at(4500), to: at(5000), ms: 500_000, running: 0 },
  ]);
  expect((await tree("/v1/sessions/s-gap/tree?gap=10m")).gaps).toEqual([]);
});

test("a range does not make a call look as if it had no end", async () => {
  const range = "from=2026-05-06T13:06:40Z&to=2026-05-06T13:06:41.500Z";
  const { operations } = await tree(`/v1/sessions/s-gap/tree?${range}`);
  expect(operations.flatMap(({ calls }) => calls.map(({ status }) => status))).toEqual([
    "success",
    "success",
  ]);
});

test("a session with more events than are read says so", async () => {
  const entries = Array.from({ length: 5050 }, (_, index) =>
    aCall(`many ${index}`, 6000 + index, 6000 + index, inSession("s-many")),
  ).flat();
  for (let start = 0; start < entries.length; start += 1000)
    await story.store.append(entries.slice(start, start + 1000));
  const answer = await tree("/v1/sessions/s-many/tree");
  expect(answer).toMatchObject({ complete: false, events: 10_000 });
  expect(answer.summary).toMatchObject({ complete: false, calls: 5000 });
}, 60_000);

test("what belongs to another tenant is not part of a tree", async () => {
  expect((await story.ask("/v1/operations/op-foreign/tree")).status).toBe(404);
  const answer = await tree("/v1/operations/op-foreign/tree", tokens.foreign);
  expect(answer.operations).toHaveLength(1);
});

test.each([
  ["/v1/sessions/none/tree", 404],
  ["/v1/sessions/s-1/tree?gap=soon", 400],
  ["/v1/sessions/s-1/tree?limit=1", 400],
])("%s is answered with %d", async (path, status) => {
  expect((await story.ask(path)).status).toBe(status);
});
