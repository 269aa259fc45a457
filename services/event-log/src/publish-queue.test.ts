import { expect, test } from "vitest";

import type { LogRecord } from "./event-log.ts";
import { createPublishQueue } from "./publish-queue.ts";
import type { Delivery, PublishLimits } from "./publish-queue.ts";

test("calls of one turn share a batch, and the calls meanwhile make up the next", async () => {
  const { queue, batches } = openQueue();
  const calls = [queue.publish([aRecord("a")]), queue.publish([aRecord("b")])];
  await expect.poll(() => batches.length).toBe(1);
  calls.push(queue.publish([aRecord("c")]), queue.publish([aRecord("d")]));
  batches[0]?.resolve();
  await expect.poll(() => batches.length).toBe(2);
  batches[1]?.resolve();
  await Promise.all(calls);
  expect(batches.map(({ texts }) => texts)).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
});

test("a call larger than a batch is cut, in order, and resolves with its last piece", async () => {
  const { queue, batches } = openQueue({ maxBatchRecords: 2 });
  let done = false;
  const call = queue.publish(["a", "b", "c"].map(aRecord)).then(() => (done = true));
  await expect.poll(() => batches.length).toBe(1);
  batches[0]?.resolve();
  await expect.poll(() => batches.length).toBe(2);
  expect(done).toBe(false);
  batches[1]?.resolve();
  await call;
  expect(batches.map(({ texts }) => texts)).toEqual([["a", "b"], ["c"]]);
});

test("when a piece fails the rest of its call is dropped, and other calls go on", async () => {
  const { queue, batches } = openQueue({ maxBatchRecords: 2 });
  const failing = queue.publish(["a", "b", "c", "d"].map(aRecord));
  const other = queue.publish([aRecord("e")]);
  await expect.poll(() => batches.length).toBe(1);
  const failure = failing.catch((error: unknown) => error);
  batches[0]?.reject(new Error("refused"));
  expect(await failure).toMatchObject({ message: "refused" });
  await expect.poll(() => batches.length).toBe(2);
  batches[1]?.resolve();
  await other;
  expect(batches.map(({ texts }) => texts)).toEqual([["a", "b"], ["e"]]);
  expect(queue.pending()).toEqual({ records: 0, bytes: 0 });
});

test("a late call is rejected with the reason, and its batch learns that nobody waits", async () => {
  const { queue, batches } = openQueue({ publishTimeoutMs: 30, maxBatchRecords: 1 });
  const failure = queue.publish([aRecord("a"), aRecord("b")]).catch((error: unknown) => error);
  await expect.poll(() => batches.length).toBe(1);
  batches[0]?.delivery.waitsFor("no broker");
  expect(await failure).toMatchObject({
    code: "log_unavailable",
    message: expect.stringContaining("no broker"),
  });
  expect(batches[0]?.delivery.signal.aborted).toBe(true);
  batches[0]?.reject(new Error("given up"));
  await expect.poll(() => queue.pending()).toEqual({ records: 0, bytes: 0 });
  expect(batches.length).toBe(1);
});

test("a batch goes on while one of its calls still waits", async () => {
  const { queue, batches } = openQueue({ publishTimeoutMs: 200 });
  const early = queue.publish([aRecord("early")]);
  await expect.poll(() => batches.length).toBe(1);
  batches[0]?.resolve();
  await early;
  const calls = [queue.publish([aRecord("a")]), queue.publish([aRecord("b")])];
  await expect.poll(() => batches.length).toBe(2);
  expect(batches[1]?.delivery.signal.aborted).toBe(false);
  batches[1]?.resolve();
  await Promise.all(calls);
});

test("room is given in the order of asking", async () => {
  const { queue, batches } = openQueue({ maxInFlightBytes: 100 });
  const order: string[] = [];
  const large = "x".repeat(50);
  const publish = (name: string): Promise<void> =>
    queue.publish([aRecord(name + large)]).then(() => void order.push(name));
  const calls = ["a", "b"].map(publish);
  await expect.poll(() => batches.length).toBe(1);
  batches[0]?.resolve();
  await expect.poll(() => batches.length).toBe(2);
  batches[1]?.resolve();
  await Promise.all(calls);
  expect(order).toEqual(["a", "b"]);
});

test("closing delivers what was admitted and refuses the rest", async () => {
  const { queue, batches } = openQueue({ maxInFlightBytes: 100 });
  const admitted = queue.publish([aRecord("x".repeat(50))]);
  const waiting = queue.publish([aRecord("y".repeat(50))]).catch((error: unknown) => error);
  const closed = queue.close("deliver");
  expect(await waiting).toMatchObject({ code: "disposed" });
  await expect.poll(() => batches.length).toBe(1);
  batches[0]?.resolve();
  await Promise.all([admitted, closed]);
  await expect(queue.publish([aRecord("z")])).rejects.toMatchObject({ code: "disposed" });
});

interface Batch {
  texts: string[];
  delivery: Delivery;
  resolve(): void;
  reject(error: Error): void;
}

function openQueue(limits: Partial<PublishLimits> = {}): {
  queue: ReturnType<typeof createPublishQueue>;
  batches: Batch[];
} {
  const batches: Batch[] = [];
  const queue = createPublishQueue(
    {
      maxRecordBytes: 10_000,
      maxBatchRecords: 100,
      maxBatchBytes: 10_000,
      maxInFlightBytes: 100_000,
      roomTimeoutMs: 5_000,
      publishTimeoutMs: 5_000,
      ...limits,
    },
    async (records, delivery) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const texts = records.map(({ value }) => Buffer.from(value).toString());
      batches.push({ texts, delivery, resolve, reject });
      await promise;
    },
  );
  return { queue, batches };
}

function aRecord(text: string): LogRecord {
  return { key: "", value: new TextEncoder().encode(text), headers: {} };
}
