import { expect, test } from "vitest";

import { anEvent } from "./an-event.fixture.ts";
import { groupRepeats, rowOf, singleRows } from "./group-repeats.ts";

const idsOf = (rows: ReturnType<typeof groupRepeats>) =>
  rows.map(({ event, repeats }) => [event, ...repeats].map((one) => one.event.id).join(""));

test("the same call again within a minute stands in the row of the first, others between them", () => {
  const other = { tool: { name: "crm.contacts.update" } };
  const rows = groupRepeats([
    anEvent("a", 100),
    anEvent("b", 90, other),
    anEvent("c", 80),
    anEvent("d", 41),
    anEvent("e", 40),
    anEvent("f", 39),
  ]);
  expect(idsOf(rows)).toEqual(["acd", "b", "ef"]);
});

test("another actor, resource or outcome is no repeat", () => {
  const rows = groupRepeats([
    anEvent("a", 9),
    anEvent("b", 8, { actor: { type: "user", id: "bob", assurance: "verified" } }),
    anEvent("c", 7, { resource: { uri: "crm://contact/1" } }),
    anEvent("d", 6, { outcome: { status: "tool_error", executed: true } }),
  ]);
  expect(idsOf(rows)).toEqual(["a", "b", "c", "d"]);
});

test("events that are no calls of a tool stay alone", () => {
  const events = ["a", "b"].map((id) => {
    const { tool: _tool, ...event } = anEvent(id, 1);
    return event;
  });
  expect(idsOf(groupRepeats(events))).toEqual(["a", "b"]);
});

test("the row of a folded event is found", () => {
  const rows = groupRepeats([anEvent("a", 2), anEvent("b", 1)]);
  expect(rowOf(rows, "b")).toBe(rows[0]);
  expect(rowOf(rows, "x")).toBeUndefined();
  expect(rowOf(singleRows([anEvent("a", 1)]), undefined)).toBeUndefined();
});
