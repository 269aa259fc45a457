import { expect, test } from "vitest";

import { buildSteps, filterSteps } from "./session-steps.ts";
import { anEvent } from "./session.fixture.ts";

const none = new Map();

test("a call is one step whichever of its records came, shown by the one that says most", () => {
  const steps = buildSteps(
    [
      anEvent({ id: "a1", type: "call.attempted", callId: "A", at: 1 }),
      anEvent({ id: "b1", type: "call.attempted", callId: "B", at: 2 }),
      anEvent({ id: "a2", callId: "a", at: 3 }),
      anEvent({ id: "b2", type: "call.unresolved", callId: "B", at: 9 }),
      anEvent({ id: "c1", type: "call.attempted", callId: "C", at: 4 }),
    ],
    new Map([
      ["b", "unresolved"],
      ["c", "running"],
    ]),
  );
  expect(steps.map(({ id, number, status }) => [id, number, status])).toEqual([
    ["a2", 1, "success"],
    ["c1", 2, "running"],
    ["b2", 3, "unresolved"],
  ]);
});

test("an attempt without an end has no status of its own, so that it never reads as a success", () => {
  const [step] = buildSteps([anEvent({ type: "call.attempted" })], none);
  expect(step?.status).toBeUndefined();
});

test("facts stand between the calls at their time and have no number", () => {
  const steps = buildSteps(
    [
      anEvent({ id: "c", at: 5 }),
      anEvent({ id: "open", type: "client.connected", at: 0 }),
      anEvent({ id: "yes", type: "approval.granted", at: 3 }),
    ],
    none,
  );
  expect(steps.map(({ id, kind, number }) => [id, kind, number])).toEqual([
    ["open", "fact", undefined],
    ["yes", "approval", undefined],
    ["c", "call", 1],
  ]);
});

test("an event that came late says by how much, one with a clock that runs ahead does not", () => {
  const steps = buildSteps(
    [
      anEvent({ id: "late", at: 1, delay: 360, marks: ["late"] }),
      anEvent({ id: "skewed", at: 2, delay: 900, marks: ["skewed"] }),
      anEvent({ id: "ahead", at: 3, delay: -900, marks: ["skewed"] }),
      anEvent({ id: "slow", at: 4, delay: 60 }),
    ],
    none,
  );
  expect(steps.map(({ id, lateMs }) => [id, lateMs])).toEqual([
    ["late", 360_000],
    ["skewed", 900_000],
    ["ahead", undefined],
    ["slow", undefined],
  ]);
});

test("hiding reads keeps refused and failed ones, only changes keeps what changed a record", () => {
  const steps = buildSteps(
    [
      anEvent({ id: "read", at: 1, uri: "crm://contact/1" }),
      anEvent({ id: "failed", at: 2, status: "tool_error" }),
      anEvent({ id: "denied", at: 3, status: "denied" }),
      anEvent({ id: "write", at: 4, does: "update", uri: "crm://contact/1" }),
      anEvent({ id: "aimed", at: 5, does: "update" }),
      anEvent({ id: "asked", type: "approval.requested", at: 6 }),
    ],
    none,
  );
  const ids = (filter: Parameters<typeof filterSteps>[1]) =>
    filterSteps(steps, filter).map(({ id }) => id);
  expect(ids(undefined)).toHaveLength(6);
  expect(ids("no-reads")).toEqual(["failed", "denied", "write", "aimed", "asked"]);
  expect(ids("changes")).toEqual(["write", "asked"]);
});
