import type { ReceivedRecord } from "@toolmark/event-log/event-log";
import { openEventLog } from "@toolmark/event-log/open-event-log";
import { logHeaders } from "@toolmark/schemas/topics";
import { expect, test } from "vitest";

import { aQuarantined } from "../quarantined.fixture.ts";
import { NOON, openStory, tokens } from "../story.fixture.ts";
import type { Story } from "../story.fixture.ts";

const valid = {
  schema: "toolmark.event/1",
  event: { id: "019dfd29-0000-8000-8000-000000000001", type: "client.connected" },
  time: { occurred: "2026-05-06T12:00:00.000Z" },
  vantage: "server",
  emitter: { id: "claims-to-be-another" },
  tenant: "globex",
};
const bytes = JSON.stringify(valid);

/** A story whose log keeps what was published to it. */
async function openReplay() {
  const log = await openEventLog({ driver: "embedded" });
  const records: ReceivedRecord[] = [];
  const consumer = await log.consume(
    "test",
    async (batch) => {
      records.push(...batch.records);
      return Promise.resolve();
    },
    (error) => {
      throw error;
    },
  );
  const story = await openStory({ log });
  await story.store.quarantine([
    aQuarantined(bytes, { id: "fixed", emitter: "crm-server", reason: "schema_violation" }),
    aQuarantined("{ broken", { id: "broken", recorded: NOON + 1 }),
    aQuarantined("x".repeat(100), { id: "cut", bytes: 5000, recorded: NOON + 2 }),
    aQuarantined("y", { id: "anonymous", recorded: NOON + 3 }),
    aQuarantined("{ foreign", { id: "foreign", tenant: "globex" }),
  ]);
  return {
    story,
    records,
    async [Symbol.asyncDispose]() {
      await story[Symbol.asyncDispose]();
      await consumer[Symbol.asyncDispose]();
      await log[Symbol.asyncDispose]();
    },
  };
}

async function replay(story: Story, path: string, body: unknown, token: string = tokens.admin) {
  const response = await story.fetch(
    new Request(`http://toolmark.test/v1/quarantine/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const text = (record: ReceivedRecord | undefined) => Buffer.from(record?.value ?? []).toString();

test("a record goes to the log again, byte for byte and with the stamp of the first time", async () => {
  await using opened = await openReplay();
  const { status, body } = await replay(opened.story, "fixed/replay", {
    reason: "schema was fixed",
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({ id: "fixed", expected: "event" });
  const [fact, record] = opened.records;
  expect(text(record)).toBe(bytes);
  expect(record).toMatchObject({
    key: valid.event.id,
    headers: {
      [logHeaders.tenant]: "acme",
      [logHeaders.emitter]: "crm-server",
      [logHeaders.provenance]: "authenticated",
    },
  });
  // What was done is recorded first, with who did it and why.
  expect(JSON.parse(text(fact))).toMatchObject({
    event: { id: body["recorded_as"], type: "audit.config_changed" },
    actor: { id: "a" },
    audit: { query: "replay of quarantine fixed: schema was fixed", rows: 1 },
  });
  expect(opened.records).toHaveLength(2);
});

test("a sender that was not known then is not known now", async () => {
  await using opened = await openReplay();
  const { body } = await replay(opened.story, "anonymous/replay", { reason: "try" });
  expect(body).toMatchObject({ expected: "not_json" });
  expect(opened.records[1]?.headers).toEqual({
    [logHeaders.tenant]: "acme",
    [logHeaders.provenance]: "unauthenticated",
  });
});

test("a record of which only a part is kept is not replayed", async () => {
  await using opened = await openReplay();
  const { status, body } = await replay(opened.story, "cut/replay", { reason: "try" });
  expect([status, body["code"]]).toEqual([409, "conflict"]);
  // The refusal is recorded, nothing else went to the log.
  expect(opened.records).toHaveLength(1);
});

test("all of a reason go in parts, oldest of each part first, until none is left", async () => {
  await using opened = await openReplay();
  const first = await replay(opened.story, "replay", {
    quarantine_reason: "not_json",
    reason: "parser fixed",
    limit: 2,
  });
  expect(first.body).toMatchObject({
    replayed: [{ id: "anonymous", expected: "not_json" }],
    skipped: [{ id: "cut" }],
    total: 3,
  });
  const { cursor } = first.body;
  const second = await replay(opened.story, "replay", {
    quarantine_reason: "not_json",
    reason: "parser fixed",
    cursor,
  });
  expect(second.body).toMatchObject({ replayed: [{ id: "broken" }], skipped: [] });
  expect(second.body).not.toHaveProperty("cursor");
  expect(opened.records.map(text).filter((value) => !value.includes("audit"))).toEqual([
    "y",
    "{ broken",
  ]);
});

test("another tenant's records are not there", async () => {
  await using opened = await openReplay();
  expect((await replay(opened.story, "foreign/replay", { reason: "try" })).status).toBe(404);
  expect((await replay(opened.story, "none/replay", { reason: "try" })).status).toBe(404);
});

test("it takes the permission, and a reason", async () => {
  await using opened = await openReplay();
  expect(
    (await replay(opened.story, "fixed/replay", { reason: "try" }, tokens.reader)).status,
  ).toBe(403);
  for (const body of [{}, { reason: " " }, { reason: "x", force: true }])
    expect((await replay(opened.story, "fixed/replay", body)).status).toBe(400);
  expect(
    (await replay(opened.story, "replay", { reason: "x", quarantine_reason: "bad" })).status,
  ).toBe(400);
  expect(opened.records.map((record) => JSON.parse(text(record)).event.type)).not.toContain(
    "audit.config_changed",
  );
});
