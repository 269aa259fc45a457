import { existsSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";

import { facetIds } from "@toolmark/schemas/fields";

import { createBloomFilter, hashId } from "./bloom-filter.ts";
import { INDEX_FORMAT } from "./closed-part.ts";
import { CUBE_INTERVAL, EVERY_ROW, startOf } from "./cube-cells.ts";
import { facetColumns, indexPath, openDatabase, partPath, publishFile } from "./part-files.ts";
import { readMeta } from "./part-state.ts";

// Counts of rows (attempts are not counted) per tenant, field and value: of the whole part, and of
// each hour. Value 0 stands for events without the field.
const SCHEMA = `
  CREATE TABLE meta(k TEXT PRIMARY KEY, v) WITHOUT ROWID;
  CREATE TABLE cube(
    tenant INTEGER, field TEXT, start INTEGER, value INTEGER, n INTEGER,
    PRIMARY KEY(tenant, field, start, value)
  ) WITHOUT ROWID;
  CREATE TABLE total(
    tenant INTEGER, field TEXT, value INTEGER, n INTEGER, PRIMARY KEY(tenant, field, value)
  ) WITHOUT ROWID;
`;

/**
 * Finishes a full part: merges its text index into one segment and builds its derived file (bloom
 * filter, counts per hour, totals). Doing it again is harmless. A part that has been removed is left
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
  const put = index.prepare("INSERT INTO cube VALUES(?, ?, ?, ?, ?)");
  const { columns } = readMeta(part);
  const start = startOf("ts", CUBE_INTERVAL);
  const count = (field: string, value: string) => {
    const counts = part.prepare(
      `SELECT tenant, ${start} AS start, ${value} AS value, count(*) AS n FROM ev INDEXED BY ev_ts
       WHERE attempt = 0 GROUP BY 1, 2, 3`,
    );
    for (const row of counts.iterate()) {
      put.run(
        Number(row["tenant"]),
        field,
        Number(row["start"]),
        Number(row["value"]),
        Number(row["n"]),
      );
    }
  };
  count(EVERY_ROW, "0");
  for (const [at, column] of facetColumns.entries()) {
    const value = columns.has(column) ? `coalesce(${column}, 0)` : "0";
    count(facetIds[at] ?? column, value);
  }
  index.exec("INSERT INTO total SELECT tenant, field, value, sum(n) FROM cube GROUP BY 1, 2, 3");
}
