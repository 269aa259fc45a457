import { existsSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";

import { facetIds } from "@toolmark/schemas/fields";

import { createBloomFilter, hashId } from "./bloom-filter.ts";
import { INDEX_FORMAT } from "./closed-part.ts";
import { CUBE_INTERVAL, EVERY_ROW, packCounts, startOf } from "./cube-cells.ts";
import { facetColumns, indexPath, openDatabase, partPath, publishFile } from "./part-files.ts";
import { readMeta } from "./part-state.ts";

// Counts of rows (evidence is not counted) per tenant, field and value: of the whole part, and of
// each cell of time. Value 0 stands for events without the field.
const SCHEMA = `
  CREATE TABLE meta(k TEXT PRIMARY KEY, v) WITHOUT ROWID;
  CREATE TABLE cube(
    tenant INTEGER, field TEXT, start INTEGER, counts BLOB, PRIMARY KEY(tenant, field, start)
  ) WITHOUT ROWID;
  CREATE TABLE total(
    tenant INTEGER, field TEXT, counts BLOB, PRIMARY KEY(tenant, field)
  ) WITHOUT ROWID;
`;

/**
 * Finishes a full part: merges its text index into one segment and builds its derived file (bloom
 * filter, counts per cell of time, totals). Doing it again is harmless. A part that has been removed is left
 * alone.
 */
export function sealPart(directory: string, number: number): void {
  if (!existsSync(partPath(directory, number))) return;
  using part = openDatabase(partPath(directory, number), { readOnly: false });
  part.exec("PRAGMA synchronous=FULL; PRAGMA cache_size=-16384");
  part.exec("INSERT INTO ft(ft) VALUES('optimize')");

  const path = indexPath(directory, number);
  const draft = `${path}.tmp`;
  rmSync(draft, { force: true });
  {
    using index = new DatabaseSync(draft);
    index.exec("PRAGMA page_size=8192; PRAGMA journal_mode=OFF; PRAGMA cache_size=-16384; BEGIN");
    index.exec(SCHEMA);
    buildFilter(part, index);
    countRows(part, index);
    index.exec("COMMIT");
  }
  publishFile(directory, draft, path);
  // Readers may hold the log; then it stays until the part is opened next.
  part.exec("PRAGMA busy_timeout=0; PRAGMA wal_checkpoint(TRUNCATE)");
}

function buildFilter(part: DatabaseSync, index: DatabaseSync): void {
  const rows = Number(part.prepare("SELECT count(*) AS n FROM ev").get()?.["n"]);
  const filter = createBloomFilter({ keys: rows });
  for (const { id } of part.prepare("SELECT id FROM ev").iterate()) {
    if (id instanceof Uint8Array) filter.add(hashId(id));
  }
  const put = index.prepare("INSERT INTO meta VALUES(?, ?)");
  put.run("format", INDEX_FORMAT);
  put.run("bloom", filter.bytes);
  put.run("bloom_crc", crc32(filter.bytes));
}

function countRows(part: DatabaseSync, index: DatabaseSync): void {
  const putCell = index.prepare("INSERT INTO cube VALUES(?, ?, ?, ?)");
  const putTotal = index.prepare("INSERT INTO total VALUES(?, ?, ?)");
  const { columns } = readMeta(part);
  const start = startOf("ts", CUBE_INTERVAL);
  const count = (field: string, value: string) => {
    const totals = new Map<number, Map<number, number>>();
    let cell: { tenant: number; start: number; counts: Map<number, number> } | undefined;
    const put = () => {
      if (cell !== undefined) putCell.run(cell.tenant, field, cell.start, packCounts(cell.counts));
    };
    const counts = part.prepare(
      `SELECT tenant, ${start} AS start, ${value} AS value, count(*) AS n FROM ev INDEXED BY ev_ts
       WHERE attempt = 0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    );
    for (const row of counts.iterate()) {
      const [tenant, begin] = [Number(row["tenant"]), Number(row["start"])];
      const [number, n] = [Number(row["value"]), Number(row["n"])];
      if (cell?.tenant !== tenant || cell.start !== begin) {
        put();
        cell = { tenant, start: begin, counts: new Map() };
      }
      cell.counts.set(number, n);
      const total = totals.get(tenant) ?? new Map<number, number>();
      totals.set(tenant, total.set(number, (total.get(number) ?? 0) + n));
    }
    put();
    for (const [tenant, total] of totals) putTotal.run(tenant, field, packCounts(total));
  };
  count(EVERY_ROW, "0");
  for (const [at, column] of facetColumns.entries()) {
    const value = columns.has(column) ? `coalesce(${column}, 0)` : "0";
    count(facetIds[at] ?? column, value);
  }
}
