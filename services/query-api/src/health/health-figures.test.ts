import { openEventLog } from "@toolmark/event-log/open-event-log";
import type { StoreEntry } from "@toolmark/event-store/event-store";
import { AuditError } from "@toolmark/runtime/errors";
import type { Json } from "@toolmark/schemas/normalized-event";
import { expect, test } from "vitest";

import type { HealthAnswer } from "../answers.ts";
import { aQuarantined } from "../quarantined.fixture.ts";
import { anEntry, NOON, openStory, tokens } from "../story.fixture.ts";
import type { EventParts } from "../story.fixture.ts";

const now = Date.now();
/** Seconds after noon of a moment so many seconds ago. */
const ago = (seconds: number) => (now - NOON) / 1000 - seconds;

function emitted(
  name: string,
  secondsAgo: number,
  members: Partial<EventParts> & { delay?: number } = {},
) {
  const { delay = 10, type = "emitter.heartbeat", ...rest } = members;
  return anEntry({
    type,
    at: ago(secondsAgo),
    emitter: { id: name },
    recorded: now - secondsAgo * 1000 + delay,
    ...rest,
  });
}

function imported({ document, ...entry }: StoreEntry): StoreEntry {
  const time = { ...(document.p["time"] as Record<string, Json>), source: "imported" };
  return { ...entry, document: { ...document, p: { ...document.p, time } } };
}

async function healthOf(story: Awaited<ReturnType<typeof openStory>>, token?: string) {
  const answer = await story.ask("/v1/health", token === undefined ? {} : { token });
  return answer.body as HealthAnswer;
}

test("freshness is told of what emitters sent lately, and of nothing else", async () => {
  const entries = [
    ...Array.from({ length: 99 }, (_, index) =>
      emitted("crm-server", 100 + index / 10, { delay: 20 }),
    ),
    emitted("crm-server", 30, { delay: 900 }),
    // A clock that is ahead, an imported event, a fact of the system, another tenant, long ago.
    emitted("clock-ahead", 20, { delay: -400 }),
    imported(emitted("importer", 25, { delay: 20_000_000 })),
    emitted("toolmark", 26, { delay: 600_000 }),
    emitted("foreign", 27, { delay: 50_000, tenant: "globex" }),
    emitted("crm-server", 3600, { delay: 70_000 }),
  ];
  await using story = await openStory({ entries });
  expect((await healthOf(story)).freshness).toEqual({
    p50_ms: 20,
    p99_ms: 20,
    events: 101,
    window_ms: 300_000,
  });
  expect((await healthOf(story, tokens.foreign)).freshness).toMatchObject({ p50_ms: 50_000 });
});

test("emitters are told with their last event, and silent ones since when they are", async () => {
  const beats = (name: string, last: number, members: Partial<EventParts> = {}) =>
    Array.from({ length: 12 }, (_, index) => emitted(name, last + index * 60, members));
  const silentSince = new Date(now - 1300 * 1000).toISOString();
  await using story = await openStory({
    entries: [
      ...beats("alive", 5),
      ...beats("gone", 1300),
      ...beats("longer-gone", 90_000),
      ...beats("stopped", 2060),
      emitted("stopped", 2000, { type: "emitter.stopped" }),
      emitted("said-little", 7200, { type: "client.connected" }),
      ...beats("foreign", 1300, { tenant: "globex" }),
    ],
  });
  const { emitters } = await healthOf(story);
  expect(emitters).toMatchObject({ known: 5, silent: 2, complete: true });
  expect(emitters?.emitters.map(({ name, silent_since }) => [name, silent_since])).toEqual([
    ["longer-gone", expect.any(String)],
    ["gone", silentSince],
    ["alive", undefined],
    ["said-little", undefined],
    ["stopped", undefined],
  ]);
});

test("the oldest record in quarantine is found among many, and none is told of none", async () => {
  await using story = await openStory({ entries: [] });
  expect((await healthOf(story)).quarantine).toEqual({ total: 0, by_reason: {} });
  await using other = await openStory({ entries: [] });
  await other.store.quarantine(
    Array.from({ length: 137 }, (_, index) => ({
      ...aQuarantined(`{ ${index}`),
      id: `entry ${index}`,
      recorded: now - 86_400_000 * 400 + Math.floor(index / 3) * 7_654_321,
    })),
  );
  expect((await healthOf(other)).quarantine).toMatchObject({
    total: 137,
    oldest: new Date(now - 86_400_000 * 400).toISOString(),
  });
});

test("what waits in the log is counted, with the age of the newest event that is stored", async () => {
  await using log = await openEventLog({ driver: "embedded" });
  const gate = Promise.withResolvers<void>();
  await using consumer = await log.consume(
    "g",
    async () => await gate.promise,
    () => {},
  );
  await using story = await openStory({ log, consumer, entries: [emitted("crm-server", 45)] });
  const published = log.publish(
    Array.from({ length: 3 }, () => ({ key: "k", value: new Uint8Array(2), headers: {} })),
  );
  await expect.poll(async () => (await log.lag("g"))[0]?.lag).toBe(3);
  const { lag } = await healthOf(story);
  expect(lag?.events).toBe(3);
  expect(lag?.seconds).toBeGreaterThanOrEqual(45);
  expect(lag?.seconds).toBeLessThan(100);
  gate.resolve();
  await published;
});

test("a figure that cannot be told is named, and the others are told all the same", async () => {
  await using log = await openEventLog({ driver: "embedded" });
  await using story = await openStory({
    entries: [emitted("crm-server", 45)],
    log: {
      ...log,
      async lag() {
        throw new AuditError("log_unavailable", "the log is away");
      },
    },
  });
  const health = await healthOf(story);
  expect(health.unavailable).toEqual(["lag"]);
  expect(health).not.toHaveProperty("lag");
  expect(health).toMatchObject({ emitters: { known: 1 }, freshness: { events: 1 } });

  await using closed = await openStory();
  await closed.store[Symbol.asyncDispose]();
  expect((await healthOf(closed)).unavailable).toEqual(["emitters", "freshness", "quarantine"]);
});

test("who asks again within seconds asks nothing of the store", async () => {
  const asked: string[] = [];
  await using story = await openStory({ entries: [emitted("crm-server", 45)] });
  await using counting = await openStory({
    store: new Proxy(story.store, {
      get(target, name: keyof typeof story.store) {
        if (name !== "check") asked.push(String(name));
        return Reflect.get(target, name) as unknown;
      },
    }),
  });
  await Promise.all(Array.from({ length: 5 }, async () => await healthOf(counting)));
  const first = asked.length;
  expect(first).toBeGreaterThan(0);
  await healthOf(counting);
  expect(asked.length).toBe(first);
});
