import type { EventView } from "@toolmark/query-api/event-view";
import { expect, test } from "vitest";

import { blockedRow, changeRow, findReadThenSend } from "./read-events.ts";

type Touched = NonNullable<EventView["downstream"]>;

function aCall(second: number, downstream: Touched, more: Partial<EventView> = {}): EventView {
  const time = `2026-08-21T14:00:${String(second).padStart(2, "0")}.000Z`;
  return {
    schema: "toolmark.event/1",
    event: {
      id: `0192f0c1-0000-8000-8000-${String(second).padStart(12, "0")}`,
      type: "call.completed",
    },
    time: { occurred: time, recorded: time },
    vantage: "server",
    emitter: { id: "crm" },
    tenant: "default",
    environment: "demo",
    provenance: { level: "authenticated" },
    tool: { name: "crm.contacts.export" },
    downstream,
    log: { partition: 0, offset: second },
    marks: [],
    seal: { sha256: "" },
    ...more,
  };
}

const listed = (from: number, to: number): Touched =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    system: "crm",
    uri: `crm://contact/${from + index}`,
    operation: "list",
  }));
const sent: Touched = [{ system: "mail", resource: "recipient/a@b.example", operation: "send" }];

test("a message after a bulk read is found with its reads", () => {
  const events = [aCall(1, listed(1, 15)), aCall(2, listed(10, 30)), aCall(4, sent)];
  expect(findReadThenSend(events)).toEqual({
    records: 30,
    events: [1, 2, 4].map((second) => aCall(second, []).event.id),
    recipient: "a@b.example",
    delayMs: 2000,
  });
});

test("a message before the read, or after a few records, is no finding", () => {
  expect(findReadThenSend([aCall(1, sent), aCall(2, listed(1, 30))])).toBeUndefined();
  expect(findReadThenSend([aCall(1, listed(1, 3)), aCall(2, sent)])).toBeUndefined();
});

test("a change is told with who made it, through what, and by whose leave", () => {
  const row = changeRow({
    event_id: "0192f0c1-0000-8000-8000-000000000001",
    time: "2026-08-21T14:00:01.000Z",
    operation: "update",
    actor: { type: "user", id: "alice@example.com", assurance: "verified" },
    agent: "sales-bot",
    client: { name: "claude-desktop", version: "1.4.2", assurance: "self_reported" },
    tool: "crm.contacts.update",
    approval: { id: "a-1", status: "granted", approver: "dave@example.com", bound: true },
    changes: [
      { field: "phone", before: "1", after: "2" },
      { field: "note", after: "n" },
    ],
  });
  expect(row).toEqual({
    event: "0192f0c1-0000-8000-8000-000000000001",
    time: "2026-08-21T14:00:01.000Z",
    actor: "alice@example.com",
    assurance: "verified",
    agent: "sales-bot",
    client: "claude-desktop/1.4.2",
    clientAssurance: "self_reported",
    tool: "crm.contacts.update",
    operation: "update",
    fields: [
      { name: "phone", before: "1", after: "2" },
      { name: "note", after: "n" },
    ],
    approval: { id: "a-1", status: "granted", approver: "dave@example.com", bound: true },
  });
});

test("a blocked call names the rule that denied it, or the schema", () => {
  const denied = aCall(1, [], {
    policy: {
      decision: "deny",
      checks: [
        { id: "tool-scope", decision: "allow" },
        { id: "refund-limit", rule_id: "max-500", decision: "deny", reason: "too much" },
      ],
    },
  });
  expect(blockedRow(denied)).toMatchObject({ rule: "refund-limit/max-500", reason: "too much" });
  const rejected = aCall(1, [], {
    error: { kind: "tool", message: "Input validation error:\n  phone" },
  });
  expect(blockedRow(rejected)).toMatchObject({
    rule: "input schema",
    reason: "Input validation error: phone",
  });
  const stranger = aCall(1, [], {
    event: { id: "0192f0c1-0000-8000-8000-000000000001", type: "auth.failed" },
    http: { status: 401 },
    error: { kind: "auth", message: "unknown token" },
  });
  expect(blockedRow(stranger)).toMatchObject({
    rule: "bearer token",
    reason: "401, unknown token",
  });
});
