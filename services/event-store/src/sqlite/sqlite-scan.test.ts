import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { AuditError } from "@toolmark/runtime/errors";
import { everything } from "@toolmark/schemas/filter";
import type { Filter, PatternPart } from "@toolmark/schemas/filter";
import { expect, onTestFinished, test } from "vitest";

import { NOON, anEntry, entries, idOf } from "../contract-events.ts";
import { inOrder, scanned, tool } from "../contract-questions.ts";
import type { EventStore, StoreEntry, StoreQuery } from "../event-store.ts";
import { indexPath, listParts } from "./part-files.ts";
import { openSqliteEventStore } from "./sqlite-event-store.ts";

const rows: StoreQuery = { tenant: "acme", filter: everything, kind: "rows" };
const MOST_SCANS = 32;
const PATIENT = { timeout: 60_000 };
const POLLED = { timeout: 10_000 };
/** Makes a document of which a batch takes few. */
const LARGE = { params: { value: { note: "x".repeat(5000) } } };

test("a scan goes on while parts are begun, sealed and removed", PATIENT, async () => {
  const directory = await emptyDirectory();
  await using store = await openSqliteEventStore({ directory, rowsPerPart: 100 });
  const old = entries(450, 1000, { time: NOON - 86_400_000, event: LARGE });
  await append(store, old);
  const scan = store.scan(rows, "oldest")[Symbol.asyncIterator]();
  const first = await scan.next();
  const found = first.done === true ? [] : first.value.map(idOf);
  await append(store, entries(250, 1000));
  const oldest = listParts(directory)[0] ?? 0;
  await expect.poll(() => existsSync(indexPath(directory, oldest)), POLLED).toBe(true);
  expect(await store.dropBefore(NOON - 3_600_000)).toBeGreaterThan(0);
  expect(await store.count(rows)).toBeLessThan(700);
  for (let next = await scan.next(); next.done !== true; next = await scan.next()) {
    found.push(...next.value.map(idOf));
  }
  expect(found).toEqual(inOrder(old, "oldest"));
});

test("a scan takes turns with other queries", PATIENT, async () => {
  const directory = await emptyDirectory();
  await using store = await openSqliteEventStore({ directory });
  await append(store, entries(1000, 1000, { event: LARGE }));
  let batches = 0;
  for await (const _ of store.scan(rows, "newest")) {
    batches += 1;
    expect(await store.count(rows)).toBe(1000);
  }
  expect(batches).toBeGreaterThan(10);
});

test("a scan that is not continued in time is given up", PATIENT, async () => {
  const directory = await emptyDirectory();
  await using store = await openSqliteEventStore({ directory, scanIdleMs: 300 });
  await append(store, entries(1000, 1000, { event: LARGE }));
  const scan = store.scan(rows, "newest")[Symbol.asyncIterator]();
  await scan.next();
  const goOn = async () => {
    try {
      return (await scan.next()).done === true ? "the end" : "a batch";
    } catch (error) {
      return error instanceof AuditError && error.code;
    }
  };
  // Each question is longer after the one before than a scan may wait.
  await expect.poll(goOn, { ...POLLED, interval: 1000 }).toBe("query_timeout");
});

test("scans beyond the bound are refused until others end", PATIENT, async () => {
  const directory = await emptyDirectory();
  await using store = await openSqliteEventStore({ directory });
  await append(store, entries(200, 1000, { event: LARGE }));
  const scans = Array.from({ length: MOST_SCANS }, () =>
    store.scan(rows, "newest")[Symbol.asyncIterator](),
  );
  for (const scan of scans) expect((await scan.next()).done).toBe(false);
  await expect(scanned(store, rows, "newest")).rejects.toMatchObject({ code: "store_unavailable" });
  await scans[0]?.return?.();
  expect(await scanned(store, rows, "newest")).toHaveLength(200);
  for (const scan of scans) await scan.return?.();
});

test("a pattern that backtracks is answered as fast as any other", PATIENT, async () => {
  const directory = await emptyDirectory();
  await using store = await openSqliteEventStore({ directory, queryTimeoutMs: 2000 });
  await append(
    store,
    Array.from({ length: 200 }, (_, n) => anEntry({ event: tool(`${"a".repeat(140)}${n}`) })),
  );
  const stars = Array.from({ length: 40 }, (): PatternPart[] => ["*", { literal: "a" }]).flat();
  expect(await store.count({ ...rows, filter: toolLike([...stars, "*", { literal: "b" }]) })).toBe(
    0,
  );
  expect(await store.count({ ...rows, filter: toolLike([...stars, "*"]) })).toBe(200);
});

test("patterns beyond a bound are refused, and say what to do", PATIENT, async () => {
  const directory = await emptyDirectory();
  await using store = await openSqliteEventStore({ directory });
  const middle: Filter = { op: "matches", field: "tool", pattern: ["*", { literal: "-" }, "*"] };
  for (let start = 0; start < 50_001; start += 5000) {
    const size = Math.min(5000, 50_001 - start);
    await store.append(
      Array.from({ length: size }, (_, n) =>
        anEntry({ time: NOON + start, event: tool(`t-${start + n}`) }),
      ),
    );
  }
  await expect(store.count({ ...rows, filter: middle })).rejects.toMatchObject({
    code: "query_invalid",
    message: expect.stringContaining("write more of the value"),
  });
  const many: Filter = { op: "any", of: Array.from({ length: 51 }, () => middle) };
  await expect(store.count({ ...rows, filter: many })).rejects.toMatchObject({
    code: "query_invalid",
    message: expect.stringContaining("patterns"),
  });
});

test("a pattern finds what has come since it was asked last", PATIENT, async () => {
  const directory = await emptyDirectory();
  await using store = await openSqliteEventStore({ directory, rowsPerPart: 150 });
  const filter: Filter = { op: "matches", field: "tool", pattern: ["*", { literal: ".read" }] };
  for (let round = 1; round <= 8; round++) {
    await append(
      store,
      Array.from({ length: 40 }, (_, n) => anEntry({ event: tool(`t${round}-${n}.read`) })),
    );
    for (let again = 0; again < 2; again++) {
      expect(await store.count({ ...rows, filter })).toBe(round * 40);
    }
  }
});

function toolLike(pattern: PatternPart[]): Filter {
  return { op: "matches", field: "tool", pattern };
}

async function append(store: EventStore, batch: readonly StoreEntry[]): Promise<void> {
  for (let start = 0; start < batch.length; start += 50) {
    await store.append(batch.slice(start, start + 50));
  }
}

async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "event-store-"));
  onTestFinished(async () => await rm(directory, { recursive: true }));
  return directory;
}
