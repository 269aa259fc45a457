import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { afterAll, beforeAll, expect, test } from "vitest";

import { anEntry, openStory, recordId } from "../story.fixture.ts";
import type { EventParts, Story } from "../story.fixture.ts";
import type { ApprovalsAnswer } from "./answers.ts";

const HMAC = "A".repeat(43);
const OTHER_HMAC = "B".repeat(43);
const instant = (seconds: number) =>
  new Date(Date.UTC(2026, 4, 6, 12) + seconds * 1000).toISOString();

const alice = {
  actor: { type: "user", id: "alice@example.com", issuer: "idp", assurance: "verified" },
  server: { name: "billing" },
  tool: { name: "billing.refund" },
  effect: { class: "write", source: "declared" },
  params: { hmac: HMAC },
} satisfies Partial<NormalizedEvent>;
const ran = { outcome: { status: "success", executed: true } } as const;
const dave = { id: "dave@example.com", issuer: "idp", assurance: "verified" } as const;

/** An approval asked for 40 s before `at` and granted 10 s later, and the call at `at`. */
function approvedCall(
  name: string,
  at: number,
  parts: {
    asked?: Partial<EventParts>;
    decided?: Partial<EventParts> | null;
    call?: Partial<EventParts> | null;
    approver?: { id: string; issuer?: string; assurance: "verified" };
    wait?: number;
    expires?: number;
  } = {},
) {
  const { approver = dave, wait = 10 } = parts;
  const id = `ap-${name}`;
  const operation = `op-${name}`;
  const asked = { id, requested_at: instant(at - 40), params_hmac: HMAC, required: true };
  const expires = parts.expires === undefined ? {} : { expires_at: instant(parts.expires) };
  return [
    anEntry({
      type: "approval.requested",
      at: at - 40,
      call: name,
      began: at,
      operation,
      ...alice,
      approval: { ...asked, ...expires },
      ...parts.asked,
    }),
    ...(parts.decided === null
      ? []
      : [
          anEntry({
            type: "approval.granted",
            at: at - 40 + wait,
            call: name,
            began: at,
            operation,
            actor: { type: "user", id: approver.id, assurance: "verified" },
            approval: { id, approver, decided_at: instant(at - 40 + wait) },
            ...parts.decided,
          }),
        ]),
    ...(parts.call === null
      ? []
      : [
          anEntry({
            type: "call.completed",
            at,
            call: name,
            operation,
            ...alice,
            ...ran,
            ...parts.call,
          }),
        ]),
  ];
}

const entries = [
  // What is in order.
  ...approvedCall("good", 100),
  ...approvedCall("other issuer", 200, {
    approver: { id: "alice@example.com", issuer: "other", assurance: "verified" },
  }),
  ...approvedCall("used in time", 300, { expires: 301 }),
  anEntry({
    type: "approval.expired",
    at: 310,
    call: "used in time",
    began: 300,
    operation: "op-used in time",
    approval: { id: "ap-used in time" },
  }),
  // Rounds of an elicitation carry no id; their operation joins them.
  anEntry({
    type: "call.completed",
    at: 400,
    call: "round 0",
    operation: "op-elicited",
    ...alice,
    approval: {
      required: true,
      status: "requested",
      requested_at: instant(400),
      params_hmac: HMAC,
    },
    outcome: { status: "input_required", executed: false },
  }),
  anEntry({
    type: "call.completed",
    at: 420,
    call: "round 1",
    operation: "op-elicited",
    ...alice,
    ...ran,
    approval: { required: true, status: "granted", decided_at: instant(419), params_hmac: HMAC },
  }),
  // One of each fault.
  anEntry({
    type: "call.completed",
    at: 500,
    call: "none",
    ...alice,
    ...ran,
    approval: { required: true },
  }),
  ...approvedCall("refused", 600, { decided: { type: "approval.denied" } }),
  ...approvedCall("expired", 700, { expires: 699 }),
  ...approvedCall("mismatch", 800, { call: { params: { hmac: OTHER_HMAC } } }),
  ...approvedCall("self", 900, {
    approver: { id: "Alice@example.com", issuer: "idp", assurance: "verified" },
  }),
  // Friends that look like faults.
  ...approvedCall("stopped", 1000, {
    decided: { type: "approval.denied" },
    call: { outcome: { status: "denied", executed: false } },
  }),
  anEntry({
    type: "call.completed",
    at: 1100,
    call: "read",
    ...alice,
    ...ran,
    effect: { class: "read", source: "declared" },
    approval: { required: true },
  }),
  anEntry({ type: "call.completed", at: 1110, call: "free", ...alice, ...ran }),
  anEntry({
    type: "call.completed",
    at: 1120,
    call: "audited",
    ...alice,
    ...ran,
    policy: { decision: "allow", checks: [{ id: "p", mode: "audit", decision: "escalate" }] },
  }),
  // The same operation did this before it asked for an approval, which was refused.
  anEntry({
    type: "call.completed",
    at: 1130,
    call: "earlier",
    operation: "op-earlier",
    ...alice,
    ...ran,
  }),
  anEntry({
    type: "approval.denied",
    at: 1140,
    operation: "op-earlier",
    approval: { id: "ap-earlier" },
  }),
  // Remarkable, but covered.
  ...approvedCall("stamped", 1200, { wait: 2 }),
  ...approvedCall("unused", 1300, { call: null }),
  ...approvedCall("waiting", 1400, { decided: null, call: null }),
];

let story: Story;
beforeAll(async () => {
  story = await openStory({ entries });
});
afterAll(async () => await story[Symbol.asyncDispose]());

const ask = async (query = "", from: Story = story): Promise<ApprovalsAnswer> => {
  const { status, body } = await from.ask(`/v1/approvals?${query}`);
  expect({ query, status, body }).toMatchObject({ status: 200 });
  return body as ApprovalsAnswer;
};

test("names exactly the writes that lacked an approval, each with its reason", async () => {
  const answer = await ask();
  expect(answer.complete).toBe(true);
  expect(answer.unapproved_writes.map(({ event_id, reasons }) => [event_id, reasons])).toEqual([
    [recordId("self", 900, "completed"), ["self_approved"]],
    [recordId("mismatch", 800, "completed"), ["mismatch"]],
    [recordId("expired", 700, "completed"), ["expired"]],
    [recordId("refused", 600, "completed"), ["refused"]],
    [recordId("none", 500, "completed"), ["none"]],
  ]);
  expect(answer.unapproved_total).toBe(5);
  expect(answer.unapproved_writes[4]).toMatchObject({ approval_event_ids: [], effect: "write" });
});

test("says of each approval who, how fast, what ran and what is remarkable", async () => {
  const { approvals } = await ask();
  const by = new Map(approvals.map((entry) => [entry.id ?? entry.key, entry]));
  expect(by.get("ap-good")).toMatchObject({
    state: "granted",
    requester: { id: "alice@example.com" },
    approver: { id: "dave@example.com" },
    wait_ms: 10_000,
    executions: [{ event_id: recordId("good", 100, "completed"), outcome: "success" }],
    flags: [],
  });
  expect(by.get("operation op-elicited")).toMatchObject({
    state: "granted",
    wait_ms: 19_000,
    executions: [{ event_id: recordId("round 1", 420, "completed") }],
    flags: [],
  });
  const flags = Object.fromEntries([...by].map(([key, entry]) => [key, entry.flags]));
  expect(flags).toEqual({
    "ap-good": [],
    "ap-other issuer": [],
    "ap-used in time": [],
    "operation op-elicited": [],
    "ap-refused": [],
    "ap-expired": ["expired_before_use"],
    "ap-mismatch": ["argument_mismatch"],
    "ap-self": ["self_approved"],
    "ap-stopped": [],
    "ap-earlier": [],
    "ap-stamped": ["rubber_stamp"],
    "ap-unused": ["never_executed"],
    "ap-waiting": [],
  });
});

test("counts by state, and lists one state newest first", async () => {
  const answer = await ask("state=denied&limit=1");
  expect(answer).toMatchObject({
    total: 3,
    by_state: { waiting: 1, granted: 9, denied: 3, expired: 0, cancelled: 0 },
    by_flag: { rubber_stamp: 1, never_executed: 1 },
    median_wait_ms: 10_000,
  });
  expect(answer.approvals.map(({ id }) => id)).toEqual(["ap-earlier"]);
});

test("a call of the range is judged by what was decided before it", async () => {
  const from = instant(599);
  const { unapproved_writes } = await ask(`from=${from}&to=${instant(601)}`);
  expect(unapproved_writes).toMatchObject([{ reasons: ["refused"], approver: "dave@example.com" }]);
  const { approvals } = await ask(`from=${instant(60)}&to=${instant(61)}`);
  expect(approvals).toMatchObject([{ id: "ap-good", state: "granted", executions: [{}] }]);
});

test("says when there are more events than it looked at", async () => {
  const answer = await ask("bound=3");
  expect(answer).toMatchObject({ complete: false, limits: [{ code: "events", bound: 3 }] });
});

test("the other tenant has no approvals", async () => {
  const { body } = await story.ask("/v1/approvals", { token: "reader-of-globex" });
  expect(body).toMatchObject({ total: 0, unapproved_total: 0, complete: true });
});

test.each([
  "state=open",
  "from=yesterday",
  "bound=0",
  "statte=granted",
  "from=2027-01-01T00:00:00Z&to=2026-01-01T00:00:00Z",
])("%s is refused", async (query) => {
  expect((await story.ask(`/v1/approvals?${query}`)).status).toBe(400);
});
