import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { mkdtemp, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { everything } from "@toolmark/schemas/filter";
import { expect, onTestFinished, test } from "vitest";

import { NOON, entries, seededRandom } from "../contract-events.ts";
import type { StoreQuery } from "../event-store.ts";
import { ROWS_PER_PART, numberedEntry } from "./append-until-killed.ts";
import { indexPath, listParts, openDatabase, partPath } from "./part-files.ts";
import { kindToken } from "./search-tokens.ts";
import { openSqliteEventStore } from "./sqlite-event-store.ts";

const KILLS = 12;
const acme: StoreQuery = { tenant: "acme", filter: everything, kind: "rows" };

test(
  "a process killed again and again loses no acknowledged event and doubles none",
  { timeout: 180_000 },
  async () => {
    const directory = await emptyDirectory();
    const random = seededRandom(9);
    const acknowledged = new Set<number>();
    const quarantined = new Set<number>();
    for (let kill = 0; kill < KILLS; kill++) {
      // Starts a little earlier than the last acknowledged event, as redelivery after a crash does.
      const start = Math.max(0, Math.max(0, ...acknowledged) - 200);
      const messages = 1 + Math.floor(random() * 40);
      for (const [from, to] of await appendUntilKilled(directory, start, messages)) {
        for (let number = from; number < to; number++) acknowledged.add(number);
        if (from % 4 === 0) quarantined.add(from);
      }
    }

    {
      await using store = await openSqliteEventStore({ directory, rowsPerPart: ROWS_PER_PART });
      await allSealed(directory);
      for (const tenant of ["acme", "globex"]) {
        const wanted = [...acknowledged]
          .map(numberedEntry)
          .filter(({ index }) => index.tenant === tenant);
        const ids = wanted.map(({ index }) => index.id);
        const found = await store.get(tenant, ids);
        for (const { index, document } of wanted) {
          expect(found.get(index.id)).toMatchObject(JSON.parse(JSON.stringify(document)));
        }
      }
      const { total } = await store.listQuarantine("acme", { limit: 1 });
      expect(total).toBeGreaterThanOrEqual(quarantined.size);
      expect(await store.count(acme)).toBe(
        (await store.facets(acme, ["tool"], 100)).tool?.reduce((sum, { count }) => sum + count, 0),
      );
    }

    const ids = new Set<string>();
    let rows = 0;
    for (const number of listParts(directory)) {
      using part = openDatabase(partPath(directory, number), { readOnly: false });
      const value = (sql: string) => Object.values(part.prepare(sql).get() ?? {})[0];
      const stored = part.prepare("SELECT hex(id) || tenant AS id, row FROM ev ORDER BY row").all();
      for (const { id, row } of stored) {
        ids.add(String(id));
        rows += 1;
        expect(row).toBe(rows);
      }
      for (const table of ["blk", "lg"]) {
        expect(value(`SELECT coalesce(sum(n), 0) FROM ${table}`)).toBe(stored.length);
      }
      const found = `"${kindToken(true)}" OR "${kindToken(false)}"`;
      expect(value(`SELECT count(*) FROM ft WHERE ft MATCH '${found}'`)).toBe(stored.length);
      expect(value("PRAGMA integrity_check")).toBe("ok");
      part.exec("INSERT INTO ft(ft) VALUES('integrity-check')");
    }
    expect(rows).toBeGreaterThan(ROWS_PER_PART * 3);
    expect(ids.size).toBe(rows);
    expect(rows).toBeGreaterThanOrEqual(acknowledged.size);
  },
);

test("a directory in use is refused until its process lets go", async () => {
  const directory = await emptyDirectory();
  const first = await openSqliteEventStore({ directory });
  await expect(openSqliteEventStore({ directory })).rejects.toMatchObject({
    code: "store_unavailable",
    message: expect.stringContaining(`${directory} is in use by another process`),
  });
  await first[Symbol.asyncDispose]();
  await using second = await openSqliteEventStore({ directory });
  await expect(second.check()).resolves.toBeUndefined();
});

test("a derived file that is missing, damaged or cut off is built again", async () => {
  const directory = await emptyDirectory();
  const options = { directory, rowsPerPart: 100 };
  const batch = entries(450, 60_000);
  {
    await using store = await openSqliteEventStore(options);
    for (let start = 0; start < 450; start += 50)
      await store.append(batch.slice(start, start + 50));
    await allSealed(directory);
  }
  await rm(indexPath(directory, 1));
  writeFileSync(indexPath(directory, 2), "not a database");
  await truncate(indexPath(directory, 3), 20_000);
  {
    await using store = await openSqliteEventStore(options);
    const outcomes = await store.append(batch);
    expect(outcomes.every(({ status }) => status === "exists")).toBe(true);
    expect(await store.count(acme)).toBe(450);
    expect(await store.facets(acme, ["environment"], 5)).toEqual({
      environment: [{ value: "prod", count: 450 }],
    });
    await expect.poll(() => [1, 2, 3].every((part) => isSound(directory, part))).toBe(true);
  }
});

test(
  "a derived file that is damaged while the store is open costs no answer",
  { timeout: 30_000 },
  async () => {
    const directory = await emptyDirectory();
    const warnings: string[] = [];
    await using store = await openSqliteEventStore({
      directory,
      rowsPerPart: 100,
      onWarning: (message) => warnings.push(message),
    });
    for (let n = 0; n < 3; n++) await store.append(entries(100, 60_000, { time: NOON + n }));
    await allSealed(directory);
    writeFileSync(indexPath(directory, 1), Buffer.alloc(50_000, 7));
    expect(await store.count(acme)).toBe(300);
    expect(await store.facets(acme, ["environment"], 5)).toEqual({
      environment: [{ value: "prod", count: 300 }],
    });
    await expect
      .poll(() => warnings, { timeout: 10_000 })
      .toEqual(["derived file of part 1 is damaged and is built again"]);
  },
);

test("what an interrupted rotation or removal left behind is cleared away", async () => {
  const directory = await emptyDirectory();
  {
    await using store = await openSqliteEventStore({ directory });
    await store.append(entries(10, 1));
  }
  const leftovers = [
    "part-000002.db.tmp",
    "part-000002.db.tmp-wal",
    "idx-000009.db",
    "part-000009.db-wal",
  ];
  for (const name of leftovers) writeFileSync(join(directory, name), "torn");
  await using store = await openSqliteEventStore({ directory });
  expect(leftovers.filter((name) => existsSync(join(directory, name)))).toEqual([]);
  expect(await store.count(acme)).toBe(10);
});

/** Runs a process that appends, kills it after some acknowledgements, and gives those it made. */
async function appendUntilKilled(directory: string, start: number, messages: number) {
  const script = fileURLToPath(new URL("./append-until-killed.ts", import.meta.url));
  const child = spawn(process.execPath, [script, directory, String(start)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  const acknowledged: [from: number, to: number][] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const [from, to] = line.split(" ").map(Number);
    if (from === undefined || to === undefined || Number.isNaN(to)) continue;
    acknowledged.push([from, to]);
    if (acknowledged.length === messages) child.kill("SIGKILL");
  }
  expect(await closed).toEqual([null, "SIGKILL"]);
  return acknowledged;
}

function isSound(directory: string, part: number): boolean {
  try {
    using index = openDatabase(indexPath(directory, part), { readOnly: true });
    return index.prepare("PRAGMA integrity_check").get()?.["integrity_check"] === "ok";
  } catch {
    return false;
  }
}

async function allSealed(directory: string): Promise<void> {
  const isSealed = (part: number) => existsSync(indexPath(directory, part));
  const full = () => listParts(directory).slice(0, -1);
  await expect.poll(() => full().every(isSealed), { timeout: 20_000 }).toBe(true);
}

async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "event-store-"));
  onTestFinished(async () => await rm(directory, { recursive: true }));
  return directory;
}
