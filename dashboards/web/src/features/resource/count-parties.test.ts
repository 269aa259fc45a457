import { expect, test } from "vitest";

import { countParties } from "./count-parties.ts";
import type { AccessAction, ResourceAccess } from "./resource-access.ts";

function access(event: string, agent: string | undefined, action: AccessAction): ResourceAccess {
  return {
    event_id: event,
    time: "2026-08-21T12:00:00.000Z",
    operation: action === "read" ? "read" : "update",
    action,
    effect: "read",
    actor: { type: "user", id: "alice", assurance: "verified" },
    ...(agent !== undefined && { agent }),
    changes: [],
    isLate: false,
    others: [],
  };
}

test("who acted itself and through an agent is counted apart", () => {
  const counts = countParties([
    access("1", "sales-bot", "read"),
    access("2", undefined, "change"),
    access("3", "sales-bot", "denied"),
  ]);
  expect(counts.map(({ party, counts: own }) => [party.agent, own])).toEqual([
    ["sales-bot", { read: 1, change: 0, aim: 0, denied: 1 }],
    [undefined, { read: 0, change: 1, aim: 0, denied: 0 }],
  ]);
});

test("an event with a read and a change of the same resource counts once, as a change", () => {
  const [party] = countParties([
    access("1", "sales-bot", "read"),
    access("1", "sales-bot", "change"),
    access("1", "sales-bot", "read"),
  ]);
  expect(party?.counts).toEqual({ read: 0, change: 1, aim: 0, denied: 0 });
});
