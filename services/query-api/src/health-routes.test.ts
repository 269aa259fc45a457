import { openEventLog } from "@toolmark/event-log/open-event-log";
import { AuditError } from "@toolmark/runtime/errors";
import { expect, test } from "vitest";

import { aQuarantined } from "./quarantined.fixture.ts";
import { openStory, tokens } from "./story.fixture.ts";

test("health is told to anyone, figures only to readers", async () => {
  await using story = await openStory({
    healthChecks: [async () => ({ name: "disk", status: "ok", free_bytes: 12 })],
  });
  await story.store.quarantine([aQuarantined("{")]);
  for (const token of [null, "wrong", tokens.emitter]) {
    expect((await story.ask("/v1/health", { token })).body).toEqual({
      status: "ok",
      checks: [
        { name: "store", status: "ok" },
        { name: "log", status: "ok" },
        { name: "disk", status: "ok" },
      ],
    });
  }
  expect((await story.ask("/v1/health")).body).toEqual({
    status: "ok",
    version: "1.2.3",
    checks: [
      { name: "store", status: "ok" },
      { name: "log", status: "ok" },
      { name: "disk", status: "ok", free_bytes: 12 },
    ],
    quarantine: { total: 1, by_reason: { not_json: 1 }, oldest: expect.any(String) },
    lag: { events: 0, seconds: 0 },
    freshness: { p50_ms: 5, p99_ms: 5, events: 1, window_ms: 300_000 },
    emitters: {
      known: 1,
      silent: 0,
      complete: true,
      emitters: [{ name: "crm-server", last_seen: expect.any(String) }],
    },
  });
  const foreign = await story.ask("/v1/health", { token: tokens.foreign });
  expect(foreign.body).toMatchObject({ quarantine: { total: 0, by_reason: {} } });
});

test("a consumer that waits degrades the health, and its reason is told", async () => {
  await using log = await openEventLog({ driver: "embedded" });
  await using consumer = await log.consume(
    "g",
    async () => {},
    () => {},
  );
  await using story = await openStory({ log, consumer, consumerGroup: "g" });
  const ready = await story.ask("/v1/health");
  expect(ready).toMatchObject({ status: 200, body: { status: "ok" } });
  expect((ready.body as { checks: { name: string }[] }).checks.map(({ name }) => name)).toEqual([
    "store",
    "log",
    "consumer",
    "lag",
  ]);
  await consumer[Symbol.asyncDispose]();
  await expect
    .poll(async () => await story.ask("/v1/health", { token: null }), { timeout: 5000 })
    .toMatchObject({
      status: 200,
      body: {
        status: "degraded",
        checks: expect.arrayContaining([
          { name: "consumer", status: "degraded", reason: expect.any(String) },
        ]),
      },
    });
});

test("what fails is told in words, and what a stranger's error says is not", async () => {
  await using story = await openStory({
    healthChecks: [
      async () => {
        throw new AuditError("store_unavailable", "the disk is full");
      },
      async () => {
        throw new Error("connect to http://admin:secret@10.0.0.1 failed");
      },
    ],
  });
  const { status, body } = await story.ask("/v1/health", { token: null });
  expect({ status, body }).toEqual({
    status: 503,
    body: {
      status: "failing",
      checks: [
        { name: "store", status: "ok" },
        { name: "log", status: "ok" },
        { name: "check 1", status: "failing", reason: "the disk is full" },
        {
          name: "check 2",
          status: "failing",
          reason: "it failed; the log of the service says why",
        },
      ],
    },
  });
});

test("a check that never answers fails in time and does not block others that ask", async () => {
  let asked = 0;
  await using story = await openStory({
    healthChecks: [
      async () => {
        asked += 1;
        return await new Promise(() => {});
      },
    ],
  });
  const answers = await Promise.all([story.ask("/v1/health"), story.ask("/v1/health")]);
  expect(asked).toBe(1);
  for (const answer of answers) {
    expect(answer).toMatchObject({
      status: 503,
      body: {
        checks: [
          { status: "ok" },
          { status: "ok" },
          { reason: "it did not answer within 3 s", status: "failing" },
        ],
      },
    });
  }
});

test("liveness needs nothing but the process; a closed store fails the health", async () => {
  await using story = await openStory();
  await story.store[Symbol.asyncDispose]();
  expect((await story.ask("/v1/health/live", { token: null })).body).toEqual({ status: "ok" });
  expect(await story.ask("/v1/health")).toMatchObject({
    status: 503,
    body: { status: "failing", checks: [{ name: "store", status: "failing" }, { name: "log" }] },
  });
  expect(await story.ask("/v1/search")).toMatchObject({ status: 503, body: { code: "disposed" } });
  expect((await story.ask("/v1/health?verbose=1")).status).toBe(400);
});
