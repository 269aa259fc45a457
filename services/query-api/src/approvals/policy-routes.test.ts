import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { afterAll, beforeAll, expect, test } from "vitest";

import { anEntry, openStory, recordId } from "../story.fixture.ts";
import type { Story } from "../story.fixture.ts";
import type { PolicyDecisionsAnswer } from "./answers.ts";

const alice = {
  actor: { type: "user", id: "alice@example.com", assurance: "verified" },
  server: { name: "crm" },
  tool: { name: "crm.contacts.update" },
  effect: { class: "write", source: "declared" },
} satisfies Partial<NormalizedEvent>;
const denied = { outcome: { status: "denied", executed: false } } as const;
const check = { id: "crm-write", rule_id: "rule-3", version: "12" } as const;

const entries = [
  anEntry({
    type: "call.completed",
    at: 10,
    call: "policy",
    ...alice,
    ...denied,
    policy: {
      decision: "deny",
      enforced: true,
      checks: [{ ...check, decision: "deny", reason: "not the owner" }],
    },
  }),
  // The attempt of the same call is no second one.
  anEntry({ type: "call.attempted", at: 9, call: "policy", began: 10, ...alice }),
  anEntry({
    type: "call.completed",
    at: 20,
    call: "invalid",
    ...alice,
    outcome: { status: "rejected", executed: false },
    error: {
      kind: "protocol",
      code: "-32602",
      class: "validation",
      message: "email: expected a string",
    },
  }),
  anEntry({
    type: "approval.denied",
    at: 29,
    call: "refused",
    began: 30,
    operation: "op-refused",
    approval: { id: "ap-1", comment: "too much" },
  }),
  anEntry({
    type: "call.completed",
    at: 30,
    call: "refused",
    operation: "op-refused",
    ...alice,
    ...denied,
    approval: { id: "ap-1", status: "denied" },
  }),
  anEntry({
    type: "approval.expired",
    at: 40,
    operation: "op-expired",
    call: "expired",
    approval: { id: "ap-2" },
  }),
  anEntry({
    type: "auth.failed",
    at: 50,
    http: { status: 401, www_authenticate: "Bearer error=invalid_token" },
  }),
  anEntry({
    type: "auth.scope_challenged",
    at: 60,
    http: { status: 403 },
    error: { kind: "auth", message: "scope crm:write is missing" },
  }),
  // Said no, and it ran all the same: not blocked.
  anEntry({
    type: "call.completed",
    at: 70,
    call: "unenforced",
    ...alice,
    outcome: { status: "success", executed: true },
    policy: {
      decision: "deny",
      enforced: false,
      checks: [{ ...check, mode: "audit", decision: "deny" }],
    },
  }),
  // Friends.
  anEntry({
    type: "call.completed",
    at: 80,
    call: "fine",
    ...alice,
    outcome: { status: "success", executed: true },
    policy: { decision: "allow", enforced: true, checks: [{ ...check, decision: "allow" }] },
  }),
  anEntry({
    type: "call.completed",
    at: 90,
    call: "error",
    ...alice,
    outcome: { status: "tool_error", executed: true },
  }),
];

let story: Story;
beforeAll(async () => {
  story = await openStory({ entries });
});
afterAll(async () => await story[Symbol.asyncDispose]());

const ask = async (query = ""): Promise<PolicyDecisionsAnswer> => {
  const { status, body } = await story.ask(`/v1/policy-decisions?${query}`);
  expect({ query, status, body }).toMatchObject({ status: 200 });
  return body as PolicyDecisionsAnswer;
};

test("every blocked attempt appears once with what blocked it and why, none as success", async () => {
  const answer = await ask();
  expect(answer.blocked.map(({ kind, rule, reason }) => [kind, rule, reason])).toEqual([
    ["transport", "http 403", "scope crm:write is missing"],
    ["transport", "http 401", "Bearer error=invalid_token"],
    ["approval", "expired", undefined],
    ["approval", "denied", undefined],
    ["validation", "validation", "email: expected a string"],
    ["policy", "rule-3", "not the owner"],
  ]);
  expect(answer).toMatchObject({
    total: 6,
    complete: true,
    by_kind: { policy: 1, approval: 2, validation: 1, transport: 2, server: 0 },
  });
  expect(answer.blocked.map(({ outcome }) => outcome)).not.toContain("success");
  const refused = answer.blocked[3];
  expect(refused?.event_id).toBe(recordId("refused", 30, "completed"));
  expect(refused?.also).toHaveLength(1);
});

test("a denial that did not stop its call is shown apart", async () => {
  const { not_enforced } = await ask();
  expect(not_enforced).toEqual([
    expect.objectContaining({
      event_id: recordId("unenforced", 70, "completed"),
      rule: "rule-3",
      outcome: "success",
    }),
  ]);
});

test("counts per rule and decision", async () => {
  const { rules, decisions } = await ask();
  expect(rules.map(({ rule, mode, decision, count }) => [rule, mode, decision, count])).toEqual([
    ["rule-3", "audit", "deny", 1],
    ["rule-3", "enforce", "allow", 1],
    ["rule-3", "enforce", "deny", 1],
  ]);
  expect(decisions).toEqual({ allow: 1, deny: 2 });
});

test("a rule or decision narrows the answer", async () => {
  expect((await ask("rule=RULE-3")).blocked.map(({ kind }) => kind)).toEqual(["policy"]);
  expect((await ask("rule=http%20401")).total).toBe(1);
  expect((await ask("decision=deny")).total).toBe(1);
  expect(await ask("decision=allow")).toMatchObject({ total: 0, rules: [{ decision: "allow" }] });
});

test("a list that is cut says how long it is", async () => {
  const answer = await ask("limit=2");
  expect(answer.blocked).toHaveLength(2);
  expect(answer.total).toBe(6);
});
