import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished } from "vitest";

import { describeEventStore } from "../contract.ts";
import type { EventStore } from "../event-store.ts";
import { indexPath, listParts } from "./part-files.ts";
import { openSqliteEventStore } from "./sqlite-event-store.ts";

describeEventStore("sqlite", async () => {
  const directory = await emptyDirectory();
  const store = await openSqliteEventStore({ directory });
  return {
    store,
    async reopen() {
      await store[Symbol.asyncDispose]();
      return await openSqliteEventStore({ directory });
    },
  };
});

describeEventStore("sqlite, parts of 200 events, every full part sealed", async () => {
  const directory = await emptyDirectory();
  const open = async () => await openSqliteEventStore({ directory, rowsPerPart: 200 });
  const store = await open();
  return {
    store: { ...store, refresh: async () => await sealed(store, directory) },
    async reopen() {
      await store[Symbol.asyncDispose]();
      return await open();
    },
  };
});

async function sealed(store: EventStore, directory: string): Promise<void> {
  await store.refresh();
  const isSealed = (part: number) => existsSync(indexPath(directory, part));
  await expect
    .poll(() => listParts(directory).slice(0, -1).every(isSealed), { timeout: 10_000 })
    .toBe(true);
}

async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "event-store-"));
  onTestFinished(async () => await rm(directory, { recursive: true }));
  return directory;
}
