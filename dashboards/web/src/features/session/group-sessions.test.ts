import { expect, test } from "vitest";

import { groupSessions } from "./group-sessions.ts";
import { anEvent, START } from "./session.fixture.ts";

test("events become sessions, the one with the newest event first, each call counted once", () => {
  const rows = groupSessions([
    anEvent({ at: 30, session: { id: "s2" }, callId: "9", does: "update", serverName: "wiki" }),
    anEvent({ at: 20, callId: "1", does: "update" }),
    anEvent({ at: 10, type: "call.attempted", callId: "1" }),
    anEvent({ at: 12, callId: "2", status: "denied", serverName: "mail" }),
    anEvent({ at: 14, callId: "3", status: "timeout" }),
    anEvent({ at: 16, type: "call.unresolved", callId: "4", status: "unknown" }),
    anEvent({ at: 5, type: "client.connected" }),
  ]);
  expect(rows.map(({ id }) => id)).toEqual(["s2", "s1"]);
  expect(rows[1]).toEqual({
    id: "s1",
    from: START + 5000,
    to: START + 20_000,
    actor: "alice",
    actors: 1,
    agent: "sales-bot",
    client: "desktop 1.2.3",
    clients: 1,
    calls: 4,
    writes: 1,
    denied: 1,
    failed: 1,
    unknown: 1,
    servers: ["crm", "mail"],
  });
});

test("events without a session make none, and several people of one are counted", () => {
  const alone = anEvent({});
  delete alone.session;
  const rows = groupSessions([
    alone,
    anEvent({ at: 1 }),
    anEvent({ at: 2, actor: { type: "user", id: "bob", assurance: "verified" } }),
  ]);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ actor: "bob", actors: 2, agent: "sales-bot" });
});
