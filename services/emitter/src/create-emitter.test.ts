import { expect, test } from "vitest";

import { createEmitter } from "./create-emitter.ts";
import { inProcessExporter } from "./in-process-exporter.ts";
import { collectEvents } from "./testing/collect-events.ts";

test("an event gets what its emitter knows, and loses its secrets", async () => {
  const collected = collectEvents();
  const emitter = createEmitter({
    exporter: collected.exporter,
    emitterId: "batch-job",
    environment: "prod",
  });
  const isStored = await emitter.emit({
    event: { type: "downstream.touched" },
    params: { value: { password: "hunter2" } },
    downstream: [{ system: "crm", operation: "update", after: { token: "abcdefgh" } }],
    error: { kind: "downstream", message: "password=hunter2" },
  });
  expect(isStored).toBe(true);
  expect(await collected.events()).toMatchObject([
    {
      vantage: "server",
      environment: "prod",
      emitter: { id: "batch-job", sequence: 0 },
      params: {
        value: { password: "[redacted:password]" },
        redacted_paths: ["/password"],
        bytes: 22,
      },
      downstream: [{ after: { token: "[redacted:token]" } }],
      error: { message: "password=[redacted:password]" },
    },
  ]);
});

test("an event that is not valid is told, not sent, and spends no sequence number", async () => {
  const collected = collectEvents();
  const faults: string[] = [];
  const emitter = createEmitter({
    exporter: collected.exporter,
    emitterId: "batch-job",
    onError: (error) => faults.push(error.message),
  });
  expect(await emitter.emit({ event: { type: "call.completed" } })).toBe(false);
  expect(await emitter.emit({ event: { type: "auth.failed" }, actr: {} } as never)).toBe(false);
  expect(await emitter.emit(undefined as never)).toBe(false);
  expect(faults[0]).toContain("call.completed needs an outcome");
  expect(faults[1]).toContain("actr");
  await emitter.emit({ event: { type: "auth.failed" }, http: { status: 401 } });
  expect((await collected.events()).map((event) => event.emitter.sequence)).toEqual([0]);
});

test("two emitters of one name and exporter share a sequence, others have their own", async () => {
  const collected = collectEvents();
  for (const emitterId of ["a", "b", "a"]) {
    const emitter = createEmitter({ exporter: collected.exporter, emitterId });
    await emitter.emit({ event: { type: "emitter.heartbeat" } });
  }
  const events = await collected.events();
  expect(events.map(({ emitter }) => [emitter.id, emitter.sequence])).toEqual([
    ["a", 0],
    ["b", 0],
    ["a", 1],
  ]);
  expect(events[0]?.emitter.epoch).toBe(events[2]?.emitter.epoch);
  expect(events[0]?.emitter.epoch).not.toBe(events[1]?.emitter.epoch);
});

test("a receiver that is away is no fault of the caller", async () => {
  const exporter = inProcessExporter(async () => {
    throw Object.assign(new Error("never"), { retryable: false });
  });
  const told: unknown[] = [];
  const emitter = createEmitter({
    exporter,
    emitterId: "a",
    onError: (error, event) => told.push([error.message, event?.event.type]),
  });
  expect(await emitter.emit({ event: { type: "emitter.heartbeat" } })).toBe(false);
  expect(told).toEqual([["never", "emitter.heartbeat"]]);
  await emitter.close();
});
