import type { EventView } from "@toolmark/query-api/event-view";
import { expect, test } from "vitest";

import { flowSteps } from "./flow-steps.ts";

const event = (more: Partial<EventView>, type = "call.completed") =>
  ({
    event: { id: "e", type },
    time: { occurred: "2026-01-01T00:00:00.000Z", recorded: "2026-01-01T00:00:00.000Z" },
    marks: [],
    ...more,
  }) as unknown as EventView;

const approval = { status: "granted", approver: { id: "dave", assurance: "verified" } } as const;

test("a call that was approved and changed a record says so in order", () => {
  const steps = flowSteps(
    event({
      policy: { decision: "allow" },
      approval,
      outcome: { status: "success", executed: true },
      time: {
        occurred: "2026-01-01T00:00:00.000Z",
        recorded: "2026-01-01T00:00:00.000Z",
        duration_ms: 318,
      },
      downstream: [
        { system: "crm", uri: "crm://contact/42", operation: "update" },
        { system: "crm", uri: "crm://contact/42", operation: "update" },
        { system: "crm", uri: "crm://account/7", operation: "read" },
      ],
    }),
  );
  expect(steps).toEqual([
    { kind: "approved", by: "dave" },
    { kind: "ended", status: "success", isLate: false, ms: 318 },
    { kind: "records", changed: 1, read: 1, isKnown: true },
  ]);
});

test("a denial speaks before an approval, and what did not run touched nothing", () => {
  const steps = flowSteps(
    event({
      policy: { decision: "deny" },
      approval,
      outcome: { status: "denied", executed: false },
    }),
  );
  expect(steps).toEqual([
    { kind: "decided", decision: "deny", approval: "granted" },
    { kind: "ended", status: "denied", isLate: false },
  ]);
});

test("an approval that was required and is not recorded is told", () => {
  const steps = flowSteps(
    event({ approval: { required: true }, outcome: { status: "success", executed: true } }),
  );
  expect(steps[0]).toEqual({ kind: "unapproved" });
});

test("an end that was never seen is no success and says nothing of records, an attempt has no end", () => {
  expect(
    flowSteps(event({ outcome: { status: "unknown", executed: null } }, "call.unresolved")),
  ).toEqual([{ kind: "ended", status: "unresolved", isLate: false }]);
  expect(flowSteps(event({}, "call.attempted"))).toEqual([{ kind: "attempted" }]);
});

test("facts that are about no call have no steps", () => {
  expect(flowSteps(event({}, "tools.listed"))).toEqual([]);
});
