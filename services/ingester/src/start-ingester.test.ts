import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { LogRecord } from "@toolmark/event-log/event-log";
import { openEventLog } from "@toolmark/event-log/open-event-log";
import type { EventStore } from "@toolmark/event-store/event-store";
import { openEventStore } from "@toolmark/event-store/open-event-store";
import { openDocument } from "@toolmark/integrity/open-document";
import { createLogger } from "@toolmark/runtime/logger";
import { callEventId, newUuid } from "@toolmark/schemas/ids";
import { logHeaders } from "@toolmark/schemas/topics";
import { expect, test } from "vitest";

import { startIngester } from "./start-ingester.ts";

const logger = createLogger({ service: "test", level: "silent" });

function aRecord(changes: object = {}, headers: Record<string, string> = stamp): LogRecord {
  const call = newUuid();
  const event = {
    schema: "toolmark.event/1",
    event: { id: callEventId(call, "completed"), type: "call.completed" },
    time: { occurred: new Date().toISOString() },
    vantage: "server",
    emitter: { id: "crm" },
    method: "tools/call",
    call: { id: call },
    operation: { id: call },
    outcome: { status: "success", executed: true },
    ...changes,
  };
  return { key: call, value: Buffer.from(JSON.stringify(event)), headers };
}

const stamp = {
  [logHeaders.tenant]: "acme",
  [logHeaders.emitter]: "crm-1",
  [logHeaders.provenance]: "authenticated",
};

async function withIngester(
  options: { leaseMs?: number; trustHeaders?: boolean },
  run: (parts: {
    store: EventStore;
    publish: (...records: LogRecord[]) => Promise<void>;
  }) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "toolmark-ingester-"));
  try {
    await using store = await openEventStore({ driver: "sqlite", directory });
    await using log = await openEventLog({ driver: "embedded" });
    await using _ingester = await startIngester({
      log,
      store,
      logger,
      tenant: "default",
      leaseMs: options.leaseMs ?? 60_000,
      trustHeaders: options.trustHeaders ?? true,
      onFailure: (error) => {
        throw error;
      },
    });
    await run({ store, publish: (...records) => log.publish(records) });
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function eventsOf(store: EventStore, tenant: string, type?: string) {
  await store.refresh();
  const { documents } = await store.search(
    {
      tenant,
      kind: "all",
      filter: type === undefined ? { op: "all", of: [] } : { op: "is", field: "type", value: type },
    },
    { limit: 100, order: "oldest" },
  );
  return documents.map((document) => openDocument(document));
}

test("what is published is stored when the publish resolves, in the stamped tenant", () =>
  withIngester({}, async ({ store, publish }) => {
    await publish(aRecord({ tenant: "other" }));
    expect(await eventsOf(store, "acme")).toMatchObject([
      { tenant: "acme", provenance: { level: "authenticated", emitter: "crm-1" } },
    ]);
    expect(await eventsOf(store, "other")).toEqual([]);
  }));

test("headers count for nothing when they cannot be trusted", () =>
  withIngester({ trustHeaders: false }, async ({ store, publish }) => {
    await publish(aRecord());
    expect(await eventsOf(store, "default")).toMatchObject([
      { provenance: { level: "unauthenticated" } },
    ]);
  }));

test("poison is quarantined, its batch is stored, and coming again changes nothing", () =>
  withIngester({}, async ({ store, publish }) => {
    const poison: LogRecord = { key: "x", value: Buffer.from("{"), headers: stamp };
    const good = [aRecord(), aRecord()] as const;
    await publish(good[0], poison, good[1]);
    await publish(good[0], poison, good[1]);
    expect(await eventsOf(store, "acme")).toHaveLength(2);
    const quarantine = await store.listQuarantine("acme", { limit: 10 });
    expect(quarantine).toMatchObject({ total: 1, byReason: { not_json: 1 } });
  }));

test("another body under a used id is a conflict: quarantined, and a fact", () =>
  withIngester({}, async ({ store, publish }) => {
    const first = aRecord();
    const text = first.value.toString();
    const second = { ...first, value: Buffer.from(text.replace('"success"', '"tool_error"')) };
    await publish(first);
    await publish(second, aRecord());
    const quarantine = await store.listQuarantine("acme", { limit: 10, reason: "conflict" });
    expect(quarantine.total).toBe(1);
    expect(quarantine.entries[0]?.raw).toBe(second.value.toString("base64"));
    await expect
      .poll(async () => (await eventsOf(store, "acme", "event.conflicted")).length)
      .toBe(1);
    const [stored] = await eventsOf(store, "acme", "call.completed");
    expect(stored?.outcome?.status).toBe("success");
  }));

test("a call without an end becomes unresolved once, one with an end never does", () =>
  withIngester({ leaseMs: 300 }, async ({ store, publish }) => {
    const attempt = (call: string) =>
      aRecord({
        event: { id: callEventId(call, "attempted"), type: "call.attempted" },
        call: { id: call },
        operation: { id: call },
        outcome: undefined,
        tool: { name: "crm.contacts.update" },
        actor: { type: "user", id: "alice", claims: { email: "a@b.c" }, assurance: "verified" },
        params: { value: { id: 42 } },
      });
    const [dead, alive] = [newUuid(), newUuid()];
    const end = aRecord({
      event: { id: callEventId(alive, "completed"), type: "call.completed" },
      call: { id: alive },
      operation: { id: alive },
    });
    await publish(attempt(dead), attempt(alive), end);
    await expect
      .poll(async () => (await eventsOf(store, "acme", "call.unresolved")).length, {
        timeout: 5000,
      })
      .toBe(1);
    const [fact] = await eventsOf(store, "acme", "call.unresolved");
    expect(fact).toMatchObject({
      call: { id: dead },
      outcome: { status: "unknown", executed: null },
      tool: { name: "crm.contacts.update" },
      actor: { id: "alice", claims: { email: "a@b.c" } },
      params: { value: { id: 42 } },
    });
    await publish(aRecord());
    await expect
      .poll(async () => (await eventsOf(store, "acme", "call.unresolved")).length)
      .toBe(1);
    expect((await store.listQuarantine("acme", { limit: 1 })).total).toBe(0);
  }));
