import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

import { facetIds } from "@toolmark/schemas/fields";

import type { PositionVector } from "../event-store.ts";
import { TOKEN_CHARACTERS } from "./search-tokens.ts";

/** Version of the part files; a reader refuses others. */
export const PART_FORMAT = 2;

/** Columns that hold a dictionary number per facetable field. */
export const facetColumns = facetIds.map((field) => `f_${field}`);

// One event is one row of `ev`, one line of a block of `blk` and one row of `ft`. `row` is the
// sequence of the store; `lp` and `lo` are the log position where it is another one.
const SCHEMA = `
  CREATE TABLE meta(k TEXT PRIMARY KEY, v) WITHOUT ROWID;
  CREATE TABLE dict(kind TEXT, id INTEGER, v TEXT, PRIMARY KEY(kind, id)) WITHOUT ROWID;
  CREATE TABLE ev(
    row INTEGER PRIMARY KEY, ts INTEGER NOT NULL, id BLOB NOT NULL, tenant INTEGER NOT NULL,
    attempt INTEGER NOT NULL, rec INTEGER NOT NULL, lp INTEGER, lo INTEGER,
    ${facetColumns.map((column) => `${column} INTEGER`).join(", ")},
    UNIQUE(id, tenant)
  );
  CREATE INDEX ev_ts ON ev(tenant, ts, id, attempt, ${facetColumns.join(", ")});
  CREATE TABLE blk(first INTEGER PRIMARY KEY, n INTEGER NOT NULL, z BLOB NOT NULL);
  CREATE TABLE lg(
    first INTEGER PRIMARY KEY, n INTEGER NOT NULL, min_ts INTEGER NOT NULL, max_ts INTEGER NOT NULL,
    min_rec INTEGER NOT NULL, max_rec INTEGER NOT NULL
  );
  CREATE VIRTUAL TABLE ft USING fts5(
    t, content='', detail=none, columnsize=0, tokenize="ascii tokenchars '${TOKEN_CHARACTERS}'"
  );
  INSERT INTO ft(ft, rank) VALUES('automerge', 8);
`;

/** Path of the durable file of a part. */
export function partPath(directory: string, number: number): string {
  return join(directory, `part-${String(number).padStart(6, "0")}.db`);
}

/** Path of the derived file of a sealed part. */
export function indexPath(directory: string, number: number): string {
  return join(directory, `idx-${String(number).padStart(6, "0")}.db`);
}

/** Numbers of the parts in a directory, oldest first: the directory is the catalogue. */
export function listParts(directory: string): number[] {
  return readdirSync(directory)
    .map((name) => /^part-(\d{6,})\.db$/.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .toSorted((a, b) => a - b);
}

/** Removes what an interrupted rotation, seal or removal has left behind. */
export function removeLeftovers(directory: string): void {
  const parts = new Set(listParts(directory));
  for (const name of readdirSync(directory)) {
    const owner = /^(?:part|idx)-(\d{6,})\.db/.exec(name)?.[1];
    if (owner === undefined) continue;
    if (name.includes(".tmp") || !parts.has(Number(owner))) rmSync(join(directory, name));
  }
}

/** Opens an existing database file; `readOnly` for threads that are not its writer. */
export function openDatabase(path: string, options: { readOnly: boolean }): DatabaseSync {
  const url = pathToFileURL(path);
  url.searchParams.set("mode", options.readOnly ? "ro" : "rw");
  const database = new DatabaseSync(url, {
    readOnly: options.readOnly,
    timeout: 5000,
    enableDoubleQuotedStringLiterals: false,
  });
  // Checked while a file is written and sealed: on every page of a query it costs three times the read.
  const check = options.readOnly ? "OFF" : "ON";
  database.exec(`PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=${check}`);
  return database;
}

/**
 * Makes a new empty part durable under its final name: built beside it, then renamed. `base` is the
 * number of its first row; `positions` is what the store held when it began.
 */
export function createPart(
  directory: string,
  number: number,
  start: { base: number; positions: PositionVector },
): void {
  const path = partPath(directory, number);
  const draft = `${path}.tmp`;
  rmSync(draft, { force: true });
  const database = new DatabaseSync(draft);
  try {
    database.exec("PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; BEGIN");
    database.exec(SCHEMA);
    const put = database.prepare("INSERT INTO meta VALUES(?, ?)");
    put.run("format", PART_FORMAT);
    put.run("base", start.base);
    put.run("positions", JSON.stringify(start.positions));
    database.exec("COMMIT");
  } finally {
    database.close();
  }
  publishFile(directory, draft, path);
}

/** Gives a finished draft its name, durably. */
export function publishFile(directory: string, draft: string, path: string): void {
  syncPath(draft);
  renameSync(draft, path);
  syncPath(directory);
}

/** Removes a part: the truth first, so that an interrupted removal leaves only leftovers. */
export function removePart(directory: string, number: number): void {
  const [part, index] = [partPath(directory, number), indexPath(directory, number)];
  rmSync(part, { force: true });
  for (const path of [`${part}-wal`, `${part}-shm`, index]) rmSync(path, { force: true });
  syncPath(directory);
}

/** Flushes a file or directory to its disk. */
function syncPath(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
