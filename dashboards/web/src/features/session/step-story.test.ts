import { expect, test } from "vitest";

import { buildSteps } from "./session-steps.ts";
import type { Step } from "./session-steps.ts";
import { anEvent } from "./session.fixture.ts";
import { indexSteps, stepStory } from "./step-story.ts";
import type { StepIndex } from "./step-story.ts";

function storyOf(steps: readonly Step[], id: string, approvals?: StepIndex["approvals"]): string {
  const step = steps.find((one) => one.id === id);
  if (step === undefined) throw new Error(`no step ${id}`);
  return stepStory(step, indexSteps(steps, approvals))
    .pieces.map((piece) =>
      "say" in piece ? piece.say : "value" in piece ? piece.value : `step ${piece.step.number}`,
    )
    .join("");
}

const none = new Map();

test("a refusal names its rule and reason", () => {
  const steps = buildSteps(
    [
      anEvent({
        id: "no",
        status: "denied",
        policy: {
          decision: "deny",
          checks: [
            { id: "scope", decision: "allow" },
            { id: "mail-out", version: "4", decision: "deny", reason: "outside the company" },
          ],
        },
      }),
    ],
    none,
  );
  expect(storyOf(steps, "no")).toBe("rule mail-out v4: outside the company");
});

test("a write names the step that had read its record, a read the step that changed it", () => {
  const uri = "crm://contact/42";
  const steps = buildSteps(
    [
      anEvent({ id: "read", at: 1, uri }),
      anEvent({ id: "write", at: 2, uri, does: "update" }),
      anEvent({ id: "again", at: 3, uri }),
      anEvent({ id: "other", at: 4, uri: "crm://contact/7" }),
    ],
    none,
  );
  expect(storyOf(steps, "read")).toBe("");
  expect(storyOf(steps, "write")).toBe("step 1 had read it");
  expect(storyOf(steps, "again")).toBe("reads what step 2 changed");
  expect(storyOf(steps, "other")).toBe("");
});

test("rounds, retries and children name the step that they come from", () => {
  const steps = buildSteps(
    [
      anEvent({
        id: "ask",
        at: 1,
        callId: "1",
        operationId: "op",
        round: 0,
        status: "input_required",
      }),
      anEvent({ id: "go", at: 2, callId: "2", operationId: "op", round: 1 }),
      anEvent({ id: "try", at: 3, callId: "3", operationId: "op2", status: "tool_error" }),
      anEvent({ id: "retry", at: 4, callId: "4", operationId: "op2" }),
      anEvent({ id: "child", at: 5, callId: "5", parent: "op" }),
      anEvent({ id: "orphan", at: 6, callId: "6", parent: "elsewhere" }),
    ],
    none,
  );
  expect(storyOf(steps, "go")).toBe("goes on from step 1");
  expect(storyOf(steps, "retry")).toBe("tried again after step 3");
  expect(storyOf(steps, "child")).toBe("led to by step 2");
  expect(storyOf(steps, "orphan")).toBe("led to by an operation that is not here");
});

test("an approval says how long it took, for what, and by whom where that is the one who asked", () => {
  const approval = {
    id: "881",
    status: "granted" as const,
    approver: { id: "dave", assurance: "verified" as const },
  };
  const steps = buildSteps(
    [
      anEvent({ id: "yes", type: "approval.granted", at: 1, approval }),
      anEvent({ id: "run", at: 2, does: "update", approval }),
      anEvent({
        id: "own",
        type: "approval.granted",
        at: 3,
        approval: { ...approval, id: "882", approver: { id: "alice", assurance: "verified" } },
      }),
    ],
    none,
  );
  const known = new Map([["881", { waitMs: 38_000, bound: true }]]);
  expect(storyOf(steps, "yes", known)).toBe("after 38 s, same arguments");
  expect(storyOf(steps, "run", known)).toBe("approved as #881 by dave after 38 s");
  expect(storyOf(steps, "own", known)).toBe("by the one who asked");
});

test("a call without an end and a changed description are told, and no more than two reasons", () => {
  const steps = buildSteps(
    [
      anEvent({ id: "gone", type: "call.unresolved", callId: "1", at: 1 }),
      anEvent({
        id: "changed",
        at: 2,
        tool: {
          name: "crm.contacts.get",
          descriptor: { sha256: "x".repeat(43), changed: true },
        },
        error: { kind: "tool", message: "first line\nsecond line" },
        parent: "elsewhere",
      }),
    ],
    new Map([["1", "unresolved"]]),
  );
  expect(storyOf(steps, "gone")).toBe("no end was received");
  expect(storyOf(steps, "changed")).toBe("first line; led to by an operation that is not here");
});
