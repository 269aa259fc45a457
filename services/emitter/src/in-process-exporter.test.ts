import { EVENT_SCHEMA } from "@toolmark/schemas/event";
import type { AuditEvent } from "@toolmark/schemas/event";
import { newUuid } from "@toolmark/schemas/ids";
import { expect, test } from "vitest";

import { inProcessExporter } from "./in-process-exporter.ts";

function anEvent(id = newUuid()): AuditEvent {
  return {
    schema: EVENT_SCHEMA,
    event: { id, type: "client.connected" },
    time: { occurred: new Date().toISOString() },
    vantage: "server",
    emitter: { id: "crm" },
  };
}

const idOf = ({ value }: { value: Uint8Array }) =>
  (JSON.parse(Buffer.from(value).toString()) as AuditEvent).event.id;

test("batches come one at a time, in order, keyed by operation, call or event", async () => {
  const batches: string[][] = [];
  let inHand = 0;
  const exporter = inProcessExporter(async (batch) => {
    expect(++inHand).toBe(1);
    batches.push(batch.map(({ key }) => key));
    await new Promise((resolve) => setImmediate(resolve));
    inHand--;
  });
  const first = { ...anEvent(), operation: { id: "op" }, call: { id: newUuid() } };
  const second = { ...anEvent(), call: { id: newUuid() } };
  const third = anEvent();
  await exporter.export([first, second, third]);
  await Promise.all(Array.from({ length: 5000 }, () => exporter.export([anEvent()])));
  expect(batches.flat().slice(0, 3)).toEqual(["op", second.call.id, third.event.id]);
  expect(batches.flat()).toHaveLength(5003);
  expect(batches.length).toBeLessThan(100);
  await exporter.close();
});

test("a batch that was not taken comes again, whole", async () => {
  const seen: string[][] = [];
  const exporter = inProcessExporter(
    async (batch) => {
      seen.push(batch.map(idOf));
      if (seen.length === 1) throw new Error("the store is away");
    },
    { onError: () => {} },
  );
  await exporter.export([anEvent(), anEvent()]);
  expect(seen).toHaveLength(2);
  expect(seen[0]).toEqual(seen[1]);
  await exporter.close();
});

test("an error that will not pass gives up only the event at fault", async () => {
  const poison = newUuid();
  const taken: string[] = [];
  const exporter = inProcessExporter(async (batch) => {
    const ids = batch.map(idOf);
    if (ids.includes(poison)) throw Object.assign(new Error("no"), { retryable: false });
    taken.push(...ids);
  });
  const ids = [newUuid(), poison, newUuid(), newUuid()];
  const settled = await Promise.allSettled(ids.map((id) => exporter.export([anEvent(id)])));
  expect(settled.map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
  ]);
  expect(taken).toEqual(ids.filter((id) => id !== poison));
  await exporter.close();
});

test("a batch is handed over as it was when it was emitted", async () => {
  const values: string[] = [];
  const exporter = inProcessExporter(async (batch) => {
    for (const { value } of batch) values.push(Buffer.from(value).toString());
  });
  const attr: Record<string, string> = { a: "before" };
  const stored = exporter.export([{ ...anEvent(), attr }]);
  attr["a"] = "after";
  await stored;
  expect(values[0]).toContain("before");
  await exporter.close();
});
