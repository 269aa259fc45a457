import { expect, test } from "vitest";

import { anEvent } from "./an-event.fixture.ts";
import { columnsText, defaultColumns, readColumns, valueAt, valuesOf } from "./shown-event.ts";

test("columns come back as they were chosen, in their own order; the default is left out", () => {
  expect(readColumns(columnsText(["actor", "session"]))).toEqual(["actor", "session"]);
  expect(readColumns("session,nonsense,actor")).toEqual(["actor", "session"]);
  expect(columnsText(defaultColumns)).toBeUndefined();
  expect(readColumns("nonsense")).toBe(defaultColumns);
});

test("a decision that waits for a person is asked for as an approval, a denial as a decision", () => {
  const approval = { status: "granted" } as const;
  const allowed = anEvent("a", 1, { policy: { decision: "allow" }, approval });
  expect(valueAt(allowed, "decision")).toEqual({ field: "approval", value: "granted" });
  const denied = anEvent("b", 1, { policy: { decision: "deny" }, approval });
  expect(valueAt(denied, "decision")).toEqual({ field: "decision", value: "deny" });
});

test("times and durations are no values to ask for", () => {
  expect(valueAt(anEvent("a", 1), "time")).toBeUndefined();
  expect(valueAt(anEvent("a", 1), "ms")).toBeUndefined();
});

test("a row names each of its values once", () => {
  const agent = { id: "sales-bot" };
  const actor = { type: "agent", agent, assurance: "verified" } as const;
  const names = valuesOf(anEvent("a", 1, { actor })).map(({ field, value }) => `${field}:${value}`);
  expect(names).toContain("agent:sales-bot");
  expect(new Set(names).size).toBe(names.length);
});
