import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { EVENT_SCHEMA } from "@toolmark/schemas/event";
import type { AuditEvent } from "@toolmark/schemas/event";
import { newUuid } from "@toolmark/schemas/ids";
import { expect, test } from "vitest";

import { ExportError } from "./exporter.ts";
import { httpExporter } from "./http-exporter.ts";
import type { HttpExporterOptions } from "./http-exporter.ts";
import { startIntake } from "./testing/intake.ts";
import type { IntakeAnswer } from "./testing/intake.ts";

const epoch = newUuid();

function anEvent(sequence: number, attr: Record<string, string> = {}): AuditEvent {
  return {
    schema: EVENT_SCHEMA,
    event: { id: newUuid(), type: "client.connected" },
    time: { occurred: new Date().toISOString() },
    vantage: "server",
    emitter: { id: "crm", epoch, sequence },
    environment: "test",
    attr,
  };
}

function open(url: string, options: Partial<HttpExporterOptions> = {}) {
  const faults: Error[] = [];
  const exporter = httpExporter({
    url,
    token: "t0ken",
    onError: (e) => faults.push(e),
    ...options,
  });
  return { exporter, faults, [Symbol.asyncDispose]: () => exporter.close() };
}

const sequencesOf = (events: readonly AuditEvent[]) =>
  events.map(({ emitter }) => emitter.sequence);
const gapsOf = (events: readonly AuditEvent[]) =>
  events.flatMap(({ gap }) =>
    gap === undefined ? [] : [[gap.from_sequence, gap.to_sequence, gap.reason]],
  );

test("events go out as NDJSON with the token, together and in order", async () => {
  await using intake = await startIntake();
  await using opened = open(`${intake.url}/base`);
  await Promise.all([0, 1, 2].map((n) => opened.exporter.export([anEvent(n)])));
  expect(intake.requests).toMatchObject([
    {
      path: "/base/v1/events",
      headers: { authorization: "Bearer t0ken", "content-type": "application/x-ndjson" },
    },
  ]);
  expect(sequencesOf(intake.stored)).toEqual([0, 1, 2]);
});

test.each([
  ["is busy", { status: 503, headers: { "retry-after": "0" } }],
  ["is asked too much", { status: 429 }],
  ["does not admit the token yet", { status: 401 }],
  ["refuses this emitter yet", { status: 403 }],
] satisfies [string, IntakeAnswer][])(
  "events wait while the receiver %s",
  async (_what, answer) => {
    await using intake = await startIntake((_request, index) => (index < 2 ? answer : undefined));
    await using opened = open(intake.url);
    await Promise.all([0, 1].map((n) => opened.exporter.export([anEvent(n)])));
    await opened.exporter.export([anEvent(2)]);
    expect(sequencesOf(intake.stored)).toEqual([0, 1, 2]);
    expect(intake.requests.length).toBeGreaterThanOrEqual(4);
    expect(opened.faults).toHaveLength(2);
    expect(String(opened.faults)).not.toContain("t0ken");
  },
);

test("a receiver that asks to wait is left alone that long", async () => {
  const times: number[] = [];
  await using intake = await startIntake((_request, index) => {
    times.push(performance.now());
    return index === 0 ? { status: 503, headers: { "retry-after": "1" } } : undefined;
  });
  await using opened = open(intake.url);
  await opened.exporter.export([anEvent(0)]);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(990);
});

test("events wait while nobody listens", async () => {
  const gone = await startIntake();
  await gone[Symbol.asyncDispose]();
  let url = gone.url;
  await using intake = await startIntake();
  await using opened = open(gone.url, {
    fetch: (input, init) =>
      fetch(String(input instanceof Request ? input.url : input).replace(gone.url, url), init),
  });
  const stored = opened.exporter.export([anEvent(0)]);
  await expect.poll(() => opened.faults).toMatchObject([{ code: "unreachable", retryable: true }]);
  url = intake.url;
  await stored;
  expect(sequencesOf(intake.stored)).toEqual([0]);
});

test("what the receiver refuses is told, never sent again, and becomes a gap", async () => {
  await using intake = await startIntake((_request, index) =>
    index === 0
      ? {
          status: 200,
          body: {
            accepted: 1,
            quarantined: 1,
            rejected: 1,
            results: [
              { index: 0, status: "accepted" },
              { index: 1, status: "rejected", reason: "too_large", detail: "no" },
              { index: 2, status: "quarantined", reason: "schema_violation", detail: "odd" },
            ],
          },
        }
      : undefined,
  );
  await using opened = open(intake.url);
  const settled = await Promise.allSettled(
    [0, 1, 2].map((n) => opened.exporter.export([anEvent(n)])),
  );
  expect(settled).toMatchObject([
    { status: "fulfilled" },
    {
      status: "rejected",
      reason: {
        code: "rejected",
        message: expect.stringContaining("too_large: no"),
        event: { emitter: { sequence: 1 } },
      },
    },
    { status: "rejected", reason: { code: "quarantined" } },
  ]);
  await opened.exporter.flush();
  expect(intake.requests).toHaveLength(2);
  expect(gapsOf(intake.stored)).toEqual([[1, 1, "rejected by the receiver"]]);
});

test("one event that spoils its batch is found and given up, the others are stored", async () => {
  await using intake = await startIntake(({ body }) =>
    body.includes("poison") ? { status: 400 } : undefined,
  );
  await using opened = open(intake.url);
  const events = Array.from({ length: 20 }, (_, n) => anEvent(n, n === 7 ? { a: "poison" } : {}));
  const settled = await Promise.allSettled(events.map((event) => opened.exporter.export([event])));
  await opened.exporter.flush();
  expect(settled.filter(({ status }) => status === "rejected")).toHaveLength(1);
  expect(sequencesOf(intake.stored).filter((n) => n !== undefined)).toEqual(
    Array.from({ length: 20 }, (_, n) => n).filter((n) => n !== 7),
  );
  expect(gapsOf(intake.stored)).toEqual([[7, 7, "rejected by the receiver"]]);
});

test("a full buffer keeps the oldest, drops what comes, and tells as soon as there is room", async () => {
  let isBusy = true;
  await using intake = await startIntake(() => (isBusy ? { status: 503 } : undefined));
  await using opened = open(intake.url, { maxQueueBytes: 3000 });
  const results = Array.from({ length: 30 }, (_, n) => opened.exporter.export([anEvent(n)]));
  const settled = Promise.allSettled(results);
  await expect.poll(() => intake.requests.length).toBeGreaterThan(0);
  isBusy = false;
  const dropped = (await settled).flatMap((result, n) => (result.status === "rejected" ? [n] : []));
  await opened.exporter.flush();
  const kept = sequencesOf(intake.stored).filter((n) => n !== undefined);
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, n) => n));
  expect(dropped).toEqual(Array.from({ length: 30 - kept.length }, (_, n) => n + kept.length));
  expect(gapsOf(intake.stored)).toEqual([[kept.length, 29, "buffer full"]]);
  await expect(results[29]).rejects.toMatchObject({ code: "overflow" });
  await opened.exporter.export([anEvent(30)]);
  expect(sequencesOf(intake.stored).at(-1)).toBe(30);
});

test("an event that no receiver would take loses its values, or is told to be too large", async () => {
  await using intake = await startIntake();
  await using opened = open(intake.url);
  await opened.exporter.export([
    {
      ...anEvent(0),
      params: { value: "x".repeat(2_000_000), hmac: "h".repeat(43) },
      downstream: [{ system: "crm", operation: "read", after: 1 }],
    },
  ]);
  expect(intake.stored[0]).toMatchObject({
    params: { truncated: true, hmac: "h".repeat(43) },
    downstream: [{ system: "crm", operation: "read" }],
    attr: { toolmark_dropped: expect.any(Array) },
  });
  const far = { ...anEvent(1), conversation: { intent: "x".repeat(2_000_000) } };
  await expect(opened.exporter.export([far])).rejects.toMatchObject({ code: "too_large" });
  await opened.exporter.export([anEvent(2)]);
  await opened.exporter.flush();
  expect(gapsOf(intake.stored)).toEqual([[1, 1, "too large"]]);
});

test("after closing nothing more is taken, and what could not be delivered is told", async () => {
  await using intake = await startIntake(() => ({ status: 503, headers: { "retry-after": "60" } }));
  const opened = open(intake.url);
  const waiting = opened.exporter.export([anEvent(0)]);
  const outcome = Promise.allSettled([waiting]);
  await expect.poll(() => opened.faults.length).toBe(1);
  const start = performance.now();
  await opened.exporter.close();
  expect(await outcome).toMatchObject([{ status: "rejected", reason: { code: "undelivered" } }]);
  expect(performance.now() - start).toBeLessThan(6000);
  await expect(opened.exporter.export([anEvent(1)])).rejects.toBeInstanceOf(ExportError);
  expect(opened.faults.at(-1)?.message).toBe(
    "1 events were not delivered before the exporter was closed",
  );
}, 15_000);

test("a process ends when its work is done, whoever does not listen", async () => {
  const gone = await startIntake();
  await gone[Symbol.asyncDispose]();
  const script = fileURLToPath(new URL("testing/emit-and-end.ts", import.meta.url));
  const child = spawn(process.execPath, [script, gone.url], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += String(chunk);
  });
  const [code] = (await once(child, "exit")) as [number];
  expect(code).toBe(0);
  expect(said).toContain("events wait");
  expect(said).toContain("the process ends with 1 events not delivered");
});

test("a process that ends by itself sends what it still holds", async () => {
  await using intake = await startIntake();
  const script = fileURLToPath(new URL("testing/emit-and-end.ts", import.meta.url));
  const child = spawn(process.execPath, [script, intake.url], { stdio: "ignore" });
  await once(child, "exit");
  expect(intake.stored).toMatchObject([{ emitter: { id: "short-lived", sequence: 0 } }]);
});
