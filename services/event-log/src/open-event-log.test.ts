import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { EventLogConfig, openEventLog } from "./open-event-log.ts";

test("the configuration names the driver, and a setting of another driver is refused", () => {
  expect(EventLogConfig.parse({ driver: "kafka", brokers: ["kafka-1:9092"] })).toEqual({
    driver: "kafka",
    brokers: ["kafka-1:9092"],
    topic: "toolmark.events.v1",
  });
  expect(EventLogConfig.safeParse({ driver: "embedded", brokers: ["kafka-1:9092"] }).success).toBe(
    false,
  );
  expect(EventLogConfig.safeParse({ driver: "kafka", brokers: ["kafka-1"] }).success).toBe(false);
  expect(EventLogConfig.safeParse({ driver: "kafka", brokers: [] }).success).toBe(false);
});

test("opens the embedded log", async () => {
  await using log = await openEventLog({ driver: "embedded" });
  expect(log.driver).toBe("embedded");
});

test("the embedded log loads nothing of the Kafka client", async () => {
  const script = `
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    const { openEventLog } = await import(${JSON.stringify(import.meta.resolve("./open-event-log.ts"))});
    await using log = await openEventLog({ driver: "embedded" });
    console.log(JSON.stringify(loaded));
  `;
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script]);
  const loaded = JSON.parse(stdout) as string[];
  expect(loaded).toEqual(
    expect.arrayContaining([expect.stringContaining("embedded-event-log.ts")]),
  );
  expect(loaded.filter((url) => /kafka|wasm-utils/.test(url))).toEqual([]);
});
