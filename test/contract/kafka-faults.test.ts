import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import type { EventLog, LogRecord } from "@toolmark/event-log/event-log";
import { EventLogConfig, openEventLog } from "@toolmark/event-log/open-event-log";
import { expect, inject, test } from "vitest";

import { openKafkaProxy } from "./kafka-proxy.ts";
import type { KafkaProxy, Loss } from "./kafka-proxy.ts";
import { openKafkaTestLog } from "./kafka-test-log.ts";
import type { KafkaTestLog } from "./kafka-test-log.ts";

const brokers = inject("kafkaBrokers");
const SOON = { timeout: 60_000, interval: 50 } as const;

test.each<Loss>(["swallow", "disconnect"])(
  "after a lost answer (%s) every acknowledged record is in the log, in order",
  async (how) => {
    await using opened = await openKafkaTestLog(brokers, { partitions: 1 });
    await using proxy = await openProxy(opened);
    await using log = await openThrough(proxy, opened.topic, { requestTimeoutMs: 1_000 });
    await log.publish([aRecord("warm")]);
    proxy.loseProduceResponses(2, how);
    const names = ["A", "B", "C", "D", "E"];
    await Promise.all(names.map((name) => log.publish([aRecord(name)])));
    await log.publish([aRecord("end")]);
    expect(proxy.lost).toBe(2);

    const stored = await readAll(opened.log);
    const distinct = stored.filter((name, index) => stored.indexOf(name) === index);
    expect(distinct).toEqual(["warm", ...names, "end"]);
    expect(stored.length).toBeGreaterThan(distinct.length);
  },
);

test("while no broker can be reached it says so, and afterwards it goes on by itself", async () => {
  await using opened = await openKafkaTestLog(brokers, { partitions: 2 });
  await using proxy = await openProxy(opened);
  await using log = await openThrough(proxy, opened.topic, {
    requestTimeoutMs: 2_000,
    publishTimeoutMs: 2_500,
    sessionTimeoutMs: 6_000,
  });
  const texts: string[] = [];
  const failures: unknown[] = [];
  await using consumer = await log.consume(
    "faults",
    async (batch) => void texts.push(...batch.records.map(text)),
    (error) => failures.push(error),
  );
  await log.publish([aRecord("before")]);
  await expect.poll(() => texts, SOON).toEqual(["before"]);

  proxy.cut();
  await expect(log.publish([aRecord("during")])).rejects.toMatchObject({
    code: "log_unavailable",
    message: expect.stringContaining("2500 ms"),
  });
  await expect(log.check()).rejects.toMatchObject({ code: "log_unavailable" });
  await expect(log.lag("faults")).rejects.toMatchObject({ code: "log_unavailable" });
  await expect.poll(() => consumer.state().ready, SOON).toBe(false);

  proxy.mend();
  await expect
    .poll(
      () =>
        log.check().then(
          () => "takes records",
          () => "does not",
        ),
      SOON,
    )
    .toBe("takes records");
  await log.publish([aRecord("after")]);
  await expect.poll(() => texts, SOON).toContain("after");
  await expect.poll(() => consumer.state(), SOON).toEqual({ ready: true });
  expect(failures).toEqual([]);
});

test("a consumer process killed five times stores every event", { timeout: 180_000 }, async () => {
  const sessionTimeoutMs = 6_000;
  await using opened = await openKafkaTestLog(brokers, { sessionTimeoutMs });
  const folder = await mkdtemp(join(tmpdir(), "toolmark-kill-"));
  const store = join(folder, "store");
  await writeFile(store, "");
  const config = JSON.stringify({
    driver: "kafka",
    brokers,
    topic: opened.topic,
    sessionTimeoutMs,
  });
  const published: string[] = [];
  const publisher = publishSteadily(opened.log, published);
  let child = startChild(config, store);
  try {
    for (let kill = 0; kill < 5; kill++) {
      const before = (await readLines(store)).length;
      await expect.poll(async () => (await readLines(store)).length, SOON).toBeGreaterThan(before);
      await delay(Math.random() * 160);
      child.kill("SIGKILL");
      await once(child, "exit");
      child = startChild(config, store);
    }
    await publisher.stop();
    const last = aRecord("the last event");
    await opened.log.publish([last]);
    published.push(text(last));
    await expect
      .poll(async () => new Set(await readLines(store)).size, SOON)
      .toBe(published.length);
    await expect.poll(() => totalLag(opened.log, "killed"), SOON).toBe(0);
    const known = new Set(published);
    // Half a line, where the kill came between two writes, is no event.
    expect(new Set(await readLines(store)).difference(known)).toEqual(new Set());
    child.kill("SIGTERM");
    const [code] = (await once(child, "exit")) as [number | null];
    expect(code).toBe(0);
  } finally {
    await publisher.stop();
    child.kill("SIGKILL");
    await rm(folder, { recursive: true });
  }
});

function startChild(config: string, store: string): ChildProcess {
  const script = join(import.meta.dirname, "kafka-consume-child.ts");
  return spawn(process.execPath, [script, config, "killed", store], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

function publishSteadily(log: EventLog, published: string[]): { stop(): Promise<void> } {
  let stopped = false;
  const running = (async () => {
    for (let call = 0; !stopped; call++) {
      const records = Array.from({ length: 20 }, (_, n) =>
        aRecord(`event ${call}-${n}`, `key ${n}`),
      );
      await log.publish(records);
      published.push(...records.map(text));
      await delay(20);
    }
  })();
  return {
    stop() {
      stopped = true;
      return running;
    },
  };
}

async function readLines(path: string): Promise<string[]> {
  const content = await readFile(path, "utf8");
  return content.split("\n").filter((line) => line !== "");
}

async function openProxy({ kafka }: KafkaTestLog): Promise<KafkaProxy> {
  const admin = kafka.admin();
  await admin.connect();
  const cluster = await admin.describeCluster();
  await admin.disconnect();
  return await openKafkaProxy(cluster.brokers);
}

async function openThrough(
  proxy: KafkaProxy,
  topic: string,
  settings: Partial<Extract<EventLogConfig, { driver: "kafka" }>>,
): Promise<EventLog> {
  return await openEventLog(
    EventLogConfig.parse({ driver: "kafka", brokers: proxy.brokers, topic, ...settings }),
  );
}

async function readAll(log: EventLog): Promise<string[]> {
  const texts: string[] = [];
  const failures: unknown[] = [];
  await using _consumer = await log.consume(
    "reader",
    async (batch) => void texts.push(...batch.records.map(text)),
    (error) => failures.push(error),
  );
  await expect.poll(() => totalLag(log, "reader"), SOON).toBe(0);
  expect(failures).toEqual([]);
  return texts;
}

async function totalLag(log: EventLog, group: string): Promise<number> {
  return (await log.lag(group)).reduce((sum, { lag }) => sum + lag, 0);
}

function aRecord(value: string, key = "operation"): LogRecord {
  return { key, value: new TextEncoder().encode(value), headers: {} };
}

function text({ value }: { value: Uint8Array | null }): string {
  return Buffer.from(value ?? "").toString();
}
