import { expect, test } from "vitest";

import { describeEventLog } from "../contract.ts";
import type { LogRecord } from "../event-log.ts";
import { openEmbeddedEventLog } from "./embedded-event-log.ts";

const nothingKept =
  "embedded: an event is stored once, by the store's commit; what was not acknowledged its publisher sends again";
const oneConsumer = "embedded: publish resolves by the one consumer's commit";

describeEventLog(
  "embedded",
  async () => {
    const log = openEmbeddedEventLog();
    return {
      log,
      reopen: async () => openEmbeddedEventLog(),
      [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
    };
  },
  [
    { test: "two groups each get everything, at their own pace", reason: oneConsumer },
    { test: "a new group starts at the oldest record", reason: nothingKept },
    { test: "after a restart a group goes on where it was", reason: nothingKept },
  ],
);

test("publish resolves only after the handler has", async () => {
  await using log = openEmbeddedEventLog();
  const steps: string[] = [];
  const commit = Promise.withResolvers<void>();
  await using _consumer = await log.consume(
    "ingester",
    async () => {
      await commit.promise;
      steps.push("committed");
    },
    () => {},
  );
  const published = log.publish([aRecord("one")]).then(() => steps.push("acknowledged"));
  await expect.poll(async () => (await log.lag("ingester"))[0]?.lag).toBe(1);
  expect(steps).toEqual([]);
  commit.resolve();
  await published;
  expect(steps).toEqual(["committed", "acknowledged"]);
});

test("what arrives while the handler runs makes up the next batch", async () => {
  await using log = openEmbeddedEventLog();
  const sizes: number[] = [];
  const first = Promise.withResolvers<void>();
  await using _consumer = await log.consume(
    "ingester",
    async (batch) => {
      sizes.push(batch.records.length);
      if (sizes.length === 1) await first.promise;
    },
    () => {},
  );
  const calls = [log.publish([aRecord("0")])];
  await expect.poll(() => sizes.length).toBe(1);
  for (let call = 1; call <= 25; call++) calls.push(log.publish([aRecord(`${call}`)]));
  first.resolve();
  await Promise.all(calls);
  expect(sizes).toEqual([1, 25]);
});

test("a batch is bounded in records and in bytes", async () => {
  await using log = openEmbeddedEventLog({ maxBatchRecords: 10, maxBatchBytes: 5_000 });
  const batches: { records: number; bytes: number }[] = [];
  await using _consumer = await log.consume(
    "ingester",
    async ({ records }) => {
      const bytes = records.reduce((sum, record) => sum + (record.value?.byteLength ?? 0), 0);
      batches.push({ records: records.length, bytes });
    },
    () => {},
  );
  await log.publish(Array.from({ length: 25 }, () => aRecord("small")));
  expect(batches.map(({ records }) => records)).toEqual([10, 10, 5]);
  await log.publish(Array.from({ length: 4 }, () => aRecord("x".repeat(2_000))));
  expect(batches.slice(3)).toEqual([
    { records: 2, bytes: 4_000 },
    { records: 2, bytes: 4_000 },
  ]);
});

test("a handler that keeps throwing makes its publishers send again, and later calls go on", async () => {
  await using log = openEmbeddedEventLog({ attempts: 3 });
  let calls = 0;
  let fails = true;
  await using consumer = await log.consume(
    "ingester",
    async () => {
      calls += 1;
      if (fails) throw new Error("disk is full");
    },
    () => {},
  );
  await expect(log.publish([aRecord("one")])).rejects.toMatchObject({
    code: "log_unavailable",
    message: expect.stringContaining("disk is full"),
  });
  expect(calls).toBe(3);
  expect(consumer.state()).toEqual({ ready: true });
  fails = false;
  await log.publish([aRecord("one")]);
  expect(calls).toBe(4);
});

test("without a consumer a publish waits, and is rejected when none comes", async () => {
  await using log = openEmbeddedEventLog({ publishTimeoutMs: 50 });
  await expect(log.publish([aRecord("early")])).rejects.toMatchObject({
    code: "log_unavailable",
    message: expect.stringContaining("nothing consumes it"),
  });
  await expect(log.check()).rejects.toMatchObject({ code: "log_unavailable" });
  expect(await log.lag("ingester")).toEqual([{ partition: 0, committed: 0, end: 0, lag: 0 }]);
});

test("a publish that waited for the consumer is handed to it", async () => {
  await using log = openEmbeddedEventLog();
  const early = log.publish([aRecord("early")]);
  const texts: string[] = [];
  await using _consumer = await log.consume(
    "ingester",
    async (batch) => {
      for (const { value } of batch.records) texts.push(Buffer.from(value ?? "").toString());
    },
    () => {},
  );
  await early;
  expect(texts).toEqual(["early"]);
});

test("bytes in flight are bounded: calls wait for room, then are told to slow down", async () => {
  await using log = openEmbeddedEventLog({ maxInFlightBytes: 10_000, roomTimeoutMs: 50 });
  const commit = Promise.withResolvers<void>();
  await using _consumer = await log.consume(
    "ingester",
    () => commit.promise,
    () => {},
  );
  const admitted = log.publish([aRecord("x".repeat(9_000))]);
  const waiting = log.publish([aRecord("y".repeat(9_000))]);
  const beyond = log.publish([aRecord("z".repeat(9_000))]);
  await expect(beyond).rejects.toMatchObject({ code: "overloaded" });
  await expect(waiting).rejects.toMatchObject({ code: "overloaded" });
  const patient = log.publish([aRecord("y".repeat(9_000))]);
  commit.resolve();
  await Promise.all([admitted, patient]);
});

test("a call larger than all the room is taken when nothing else is in flight", async () => {
  await using log = openEmbeddedEventLog({ maxInFlightBytes: 10_000 });
  await using _consumer = await log.consume(
    "ingester",
    async () => {},
    () => {},
  );
  await log.publish(Array.from({ length: 40 }, () => aRecord("x".repeat(1_000))));
  expect((await log.lag("ingester"))[0]).toMatchObject({ committed: 40, lag: 0 });
});

test("a second consumer is refused until the first is closed", async () => {
  await using log = openEmbeddedEventLog();
  const first = await log.consume(
    "ingester",
    async () => {},
    () => {},
  );
  await expect(
    log.consume(
      "other",
      async () => {},
      () => {},
    ),
  ).rejects.toMatchObject({
    message: expect.stringContaining("one consumer"),
  });
  await first[Symbol.asyncDispose]();
  await using _second = await log.consume(
    "other",
    async () => {},
    () => {},
  );
  await log.publish([aRecord("one")]);
});

test("closing a log that nothing consumes rejects what waits", async () => {
  const log = openEmbeddedEventLog();
  const waiting = log.publish([aRecord("one")]).catch((error: unknown) => error);
  await log[Symbol.asyncDispose]();
  expect(await waiting).toMatchObject({ code: "disposed" });
});

test("100,000 events through one-record publishes lose and repeat nothing", async () => {
  await using log = openEmbeddedEventLog();
  const counts = new Uint8Array(100_000);
  await using _consumer = await log.consume(
    "ingester",
    async (batch) => {
      for (const { value } of batch.records)
        counts[Number(Buffer.from(value ?? "").toString())] = 1;
    },
    () => {},
  );
  for (let start = 0; start < counts.length; start += 1_000) {
    await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => log.publish([aRecord(`${start + index}`)])),
    );
  }
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(100_000);
  expect(await log.lag("ingester")).toEqual([
    { partition: 0, committed: 100_000, end: 100_000, lag: 0 },
  ]);
});

function aRecord(text: string): LogRecord {
  return { key: "operation", value: new TextEncoder().encode(text), headers: {} };
}
