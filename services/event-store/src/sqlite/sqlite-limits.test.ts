import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import type { Filter } from "@toolmark/schemas/filter";
import { everything } from "@toolmark/schemas/filter";
import { expect, onTestFinished, test } from "vitest";

import { anEntry, entries } from "../contract-events.ts";
import type { StoreQuery } from "../event-store.ts";
import { createBloomFilter, hashId } from "./bloom-filter.ts";
import { createByteGate } from "./byte-gate.ts";
import { partPath } from "./part-files.ts";
import { openSqliteEventStore } from "./sqlite-event-store.ts";

const rows: StoreQuery = { tenant: "acme", filter: everything, kind: "rows" };

test("appends above the bound wait for room and are all stored", async () => {
  const directory = await emptyDirectory();
  await using store = await openSqliteEventStore({ directory, maxPendingBytes: 10_000 });
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, () => store.append(entries(25, 1))),
  );
  expect(outcomes.flat().filter(({ status }) => status === "stored")).toHaveLength(1000);
  expect(await store.count(rows)).toBe(1000);
});

test("a gate lets in what fits, in order, and what is larger than itself alone", async () => {
  const gate = createByteGate(10);
  const entered: string[] = [];
  const enter = async (name: string, bytes: number) => {
    const room = await gate.enter(bytes);
    entered.push(name);
    return room;
  };
  const first = await enter("first", 6);
  const second = enter("second", 25);
  const third = enter("third", 4);
  first[Symbol.dispose]();
  (await second)[Symbol.dispose]();
  (await third)[Symbol.dispose]();
  expect(entered).toEqual(["first", "second", "third"]);
});

test("an id that is not a canonical UUID is rejected and the rest is stored", async () => {
  const directory = await emptyDirectory();
  await using store = await openSqliteEventStore({ directory });
  const upper = anEntry();
  const id = upper.index.id.toUpperCase();
  const outcomes = await store.append([
    anEntry(),
    { ...upper, index: { ...upper.index, id } },
    anEntry(),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["stored", "rejected", "stored"]);
});

test("a query that is out of time or too large is refused", async () => {
  const directory = await emptyDirectory();
  {
    await using store = await openSqliteEventStore({ directory });
    await store.append([anEntry()]);
    const many: Filter[] = Array.from({ length: 1001 }, () => ({ op: "has", field: "tool" }));
    let deep: Filter = { op: "has", field: "tool" };
    for (let level = 0; level < 400; level++) {
      const other: Filter = { op: "is", field: "tool", value: String(level) };
      deep = { op: level % 2 === 0 ? "any" : "all", of: [other, deep] };
    }
    for (const filter of [{ op: "any", of: many } as const, deep]) {
      const refusal = store.count({ ...rows, filter });
      await expect(refusal).rejects.toMatchObject({ code: "query_invalid" });
    }
    expect(await store.count(rows)).toBe(1);
  }
  await using hasty = await openSqliteEventStore({ directory, queryTimeoutMs: -1 });
  await expect(hasty.count(rows)).rejects.toMatchObject({ code: "query_timeout" });
});

test("a part begun before a field was counted is closed and still answers", async () => {
  const directory = await emptyDirectory();
  {
    await using store = await openSqliteEventStore({ directory });
    await store.append(entries(5, 1));
  }
  {
    using part = new DatabaseSync(partPath(directory, 1));
    part.exec("DROP INDEX ev_ts; ALTER TABLE ev DROP COLUMN f_environment");
    part.exec("CREATE INDEX ev_ts ON ev(tenant, ts, id, attempt)");
  }
  await using store = await openSqliteEventStore({ directory });
  await store.append(entries(3, 1));
  expect(await store.facets(rows, ["environment", "type"], 5)).toEqual({
    environment: [
      { value: null, count: 5 },
      { value: "prod", count: 3 },
    ],
    type: [{ value: "call.completed", count: 8 }],
  });
  expect(await store.positions()).toEqual({ 0: 8 });
});

test("a bloom filter knows every id it was given and few others", () => {
  const ids = Array.from({ length: 20_000 }, () => hashId(randomBytes(16)));
  const filter = createBloomFilter({ keys: ids.length });
  for (const id of ids) filter.add(id);
  const again = createBloomFilter({ bytes: filter.bytes });
  expect(ids.every((id) => again.mayHave(id))).toBe(true);
  const strangers = Array.from({ length: 20_000 }, () => hashId(randomBytes(16)));
  expect(strangers.filter((id) => again.mayHave(id)).length).toBeLessThan(100);
});

async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "event-store-"));
  onTestFinished(async () => await rm(directory, { recursive: true }));
  return directory;
}
