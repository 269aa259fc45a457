import { setTimeout as delay } from "node:timers/promises";

import type { EventLog, LogRecord, ReceivedRecord } from "@toolmark/event-log/event-log";
import { EventLogConfig, openEventLog } from "@toolmark/event-log/open-event-log";
import { expect, inject, test } from "vitest";

import { openKafkaTestLog } from "./kafka-test-log.ts";

const brokers = inject("kafkaBrokers");
const SOON = { timeout: 30_000, interval: 20 } as const;

test("records carry their partition and offset, without gaps", async () => {
  await using opened = await openKafkaTestLog(brokers);
  await using seen = await collect(opened.log);
  const records = Array.from({ length: 90 }, (_, n) => aRecord(`${n}`, `key ${n}`));
  await opened.log.publish(records);
  await expect.poll(() => seen.records.length, SOON).toBe(90);
  const offsets = new Map<number, number[]>();
  for (const { position } of seen.records) {
    if (position === undefined) throw new Error("a record without position");
    offsets.set(position.partition, [...(offsets.get(position.partition) ?? []), position.offset]);
  }
  expect([...offsets.keys()].toSorted((left, right) => left - right)).toEqual([0, 1, 2]);
  for (const list of offsets.values()) expect(list).toEqual(list.map((_, index) => index));
});

test.each(["gzip", "snappy", "lz4", "zstd"] as const)(
  "records that a producer packed with %s are consumed",
  async (compression) => {
    await using opened = await openKafkaTestLog(brokers, { compression });
    await using seen = await collect(opened.log);
    const records = Array.from({ length: 300 }, (_, n) =>
      aRecord(`${compression} ${n} `.repeat(40)),
    );
    await opened.log.publish(records);
    await expect.poll(() => seen.texts(), SOON).toEqual(records.map(text));
  },
);

test("a tombstone, a record without key and a repeated header do not stop the consumer", async () => {
  await using opened = await openKafkaTestLog(brokers, { partitions: 1 });
  const producer = opened.kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  await producer.send({
    topic: opened.topic,
    messages: [
      { key: "gone", value: null },
      { key: null, value: "no key" },
      { key: "k", value: "twice", headers: { tenant: ["first", "last"] } },
      { key: "", value: "" },
    ],
  });
  await producer.disconnect();
  await using seen = await collect(opened.log);
  await opened.log.publish([aRecord("after")]);
  await expect.poll(() => seen.records.length, SOON).toBe(5);
  expect(seen.records.map(({ key, value, headers }) => [key, value?.toString(), headers])).toEqual([
    ["gone", undefined, {}],
    [null, "no key", {}],
    ["k", "twice", { tenant: "last" }],
    ["", "", {}],
    ["operation", "after", {}],
  ]);
});

test("no error of a handler reaches the Kafka client: it is called again, in the same group", async () => {
  await using opened = await openKafkaTestLog(brokers);
  const errors: unknown[] = [
    new TypeError("x is not a function"),
    new RangeError("out of range"),
    Object.assign(new Error("final"), { retriable: false }),
    Object.assign(new Error("rebalance"), { type: "REBALANCE_IN_PROGRESS" }),
    "a text",
  ];
  const members = new Set<string>();
  await using seen = await collect(opened.log, async () => {
    for (const { memberId } of await describeMembers(opened)) members.add(memberId);
    if (errors.length > 0) throw errors.shift();
  });
  await opened.log.publish([aRecord("poison")]);
  await expect.poll(() => seen.texts(), SOON).toEqual(["poison"]);
  expect(members.size).toBe(1);
  expect(seen.failures).toEqual([]);
});

test("a handler slower than the session keeps its partition and is called once", async () => {
  await using opened = await openKafkaTestLog(brokers, { sessionTimeoutMs: 6_000 });
  let calls = 0;
  await using seen = await collect(opened.log, async () => {
    calls += 1;
    await delay(8_000);
  });
  await opened.log.publish([aRecord("slow")]);
  await expect.poll(() => seen.texts(), SOON).toEqual(["slow"]);
  await expect.poll(() => totalLag(opened.log), SOON).toBe(0);
  expect(calls).toBe(1);
});

test("a handler beyond its deadline is aborted and gets the same records again", async () => {
  await using opened = await openKafkaTestLog(brokers, { handlerDeadlineMs: 300 });
  let calls = 0;
  await using seen = await collect(opened.log, async (signal) => {
    calls += 1;
    if (calls === 1) await untilAborted(signal);
  });
  await opened.log.publish([aRecord("late")]);
  await expect.poll(() => seen.texts().length, SOON).toBe(2);
  expect(seen.texts()).toEqual(["late", "late"]);
  await expect.poll(() => totalLag(opened.log), SOON).toBe(0);
  expect(seen.failures).toEqual([]);
});

test("a handler that ignores its deadline makes the consumer fail for good", async () => {
  await using opened = await openKafkaTestLog(brokers, {
    handlerDeadlineMs: 200,
    sessionTimeoutMs: 6_000,
  });
  const release = Promise.withResolvers<void>();
  await using seen = await collect(opened.log, () => release.promise);
  await opened.log.publish([aRecord("stuck")]);
  await expect.poll(() => seen.failures.length, SOON).toBe(1);
  expect(seen.consumer.state().ready).toBe(false);
  release.resolve();
});

test("partitions of a consumer that leaves go to the other one, and nothing is lost", async () => {
  await using opened = await openKafkaTestLog(brokers, { partitions: 4 });
  await using other = await opened.reopen();
  await using first = await collect(opened.log);
  await expect.poll(() => first.consumer.state().ready, SOON).toBe(true);
  await using second = await collect(other);
  const published: string[] = [];
  const publishSome = async (): Promise<void> => {
    const records = Array.from({ length: 40 }, (_, n) =>
      aRecord(`${published.length + n}`, `${n}`),
    );
    published.push(...records.map(text));
    await opened.log.publish(records);
  };
  await expect
    .poll(async () => {
      await publishSome();
      return second.records.length;
    }, SOON)
    .toBeGreaterThan(0);
  await first.consumer[Symbol.asyncDispose]();
  await publishSome();
  const seen = (): Set<string> => new Set([...first.texts(), ...second.texts()]);
  await expect.poll(() => seen().size, SOON).toBe(published.length);
  expect(seen()).toEqual(new Set(published));
  await expect.poll(() => totalLag(other), SOON).toBe(0);
});

test("an existing topic is taken as it is", async () => {
  await using opened = await openKafkaTestLog(brokers, { partitions: 2 });
  await using again = await openEventLog(
    EventLogConfig.parse({ driver: "kafka", brokers, topic: opened.topic, partitions: 9 }),
  );
  expect((await again.lag("nobody")).map(({ partition }) => partition)).toEqual([0, 1]);
});

test("without a broker opening fails within its time and says where it looked", async () => {
  const started = performance.now();
  const opening = openEventLog(
    EventLogConfig.parse({ driver: "kafka", brokers: ["127.0.0.1:1"], openTimeoutMs: 4_000 }),
  );
  await expect(opening).rejects.toMatchObject({
    code: "log_unavailable",
    message: expect.stringMatching(/127\.0\.0\.1:1.*advertised listeners.*ECONNREFUSED/),
  });
  expect(performance.now() - started).toBeLessThan(10_000);
});

test("an idle log warns about nothing", async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on("warning", onWarning);
  await using opened = await openKafkaTestLog(brokers);
  await using seen = await collect(opened.log);
  await expect.poll(() => seen.consumer.state().ready, SOON).toBe(true);
  await delay(1_000);
  process.off("warning", onWarning);
  expect(warnings).toEqual([]);
});

interface Collected extends AsyncDisposable {
  consumer: Awaited<ReturnType<EventLog["consume"]>>;
  records: ReceivedRecord[];
  failures: unknown[];
  texts(): string[];
}

async function collect(
  log: EventLog,
  handler: (signal: AbortSignal) => Promise<void> = async () => {},
): Promise<Collected> {
  const records: ReceivedRecord[] = [];
  const failures: unknown[] = [];
  const consumer = await log.consume(
    "driver",
    async (batch) => {
      await handler(batch.signal);
      records.push(...batch.records);
    },
    (error) => failures.push(error),
  );
  return {
    consumer,
    records,
    failures,
    texts: () => records.map(text),
    [Symbol.asyncDispose]: () => consumer[Symbol.asyncDispose](),
  };
}

async function describeMembers(
  opened: Awaited<ReturnType<typeof openKafkaTestLog>>,
): Promise<{ memberId: string }[]> {
  const admin = opened.kafka.admin();
  await admin.connect();
  const { groups } = await admin.describeGroups(["driver"]);
  await admin.disconnect();
  return groups.flatMap(({ members }) => members);
}

async function totalLag(log: EventLog): Promise<number> {
  return (await log.lag("driver")).reduce((sum, { lag }) => sum + lag, 0);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true }),
  );
}

function aRecord(value: string, key = "operation"): LogRecord {
  return { key, value: new TextEncoder().encode(value), headers: {} };
}

function text({ value }: { value: Uint8Array | null }): string {
  return Buffer.from(value ?? "").toString();
}
