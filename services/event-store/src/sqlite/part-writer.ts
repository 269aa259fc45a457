import { facetIds } from "@toolmark/schemas/fields";

import { createBlockWriter } from "./document-blocks.ts";
import type { EncodedBatch } from "./encoded-batch.ts";
import { facetColumns, openDatabase, partPath } from "./part-files.ts";
import { readMeta, readPositions } from "./part-state.ts";

const ZONE_ROWS = 1000;
const CACHE_KIB = 32_768;

/** A row of the part, and its log position where it is not the row itself. */
export interface StoredRow {
  row: number;
  partition: number | null;
  offset: number | null;
}

/** The part that takes new events. All of it runs inside transactions of its caller. */
export interface PartWriter extends Disposable {
  readonly number: number;
  /** Rows in the part, those of the open transaction included. */
  rows(): number;
  nextRow(): number;
  /** Newest `time.occurred` in the part. */
  maxTime(): number;
  /** The highest offset per partition, of this part and all before it. */
  positions(): Map<number, number>;
  begin(): void;
  /** Writes entry `n` of a batch; undefined when the part has that event already. */
  insert(batch: EncodedBatch, n: number): StoredRow | undefined;
  commit(): void;
  /** Undoes the open transaction, if SQLite has not done so itself. The writer is then useless. */
  abandon(): void;
  find(id: Uint8Array, tenant: string): StoredRow | undefined;
  readDocument(row: number): string;
}

interface Zone {
  first: number;
  n: number;
  minTime: number;
  maxTime: number;
  minRecorded: number;
  maxRecorded: number;
}

/** Opens the newest part of a directory for writing. */
export function openPartWriter(directory: string, number: number): PartWriter {
  const database = openDatabase(partPath(directory, number), { readOnly: false });
  database.exec(
    `PRAGMA synchronous=FULL; PRAGMA cache_size=-${CACHE_KIB}; PRAGMA wal_autocheckpoint=4000;
     PRAGMA secure_delete=FAST; PRAGMA journal_size_limit=67108864`,
  );
  const { base } = readMeta(database);
  const marks = ["row", "ts", "id", "tenant", "attempt", "rec", "lp", "lo", ...facetColumns];
  const insertEvent = database.prepare(
    `INSERT OR IGNORE INTO ev(${marks.join(", ")}) VALUES(${marks.map(() => "?").join(", ")})`,
  );
  const insertTokens = database.prepare("INSERT INTO ft(rowid, t) VALUES(?, ?)");
  const insertValue = database.prepare("INSERT INTO dict VALUES(?, ?, ?)");
  const putZone = database.prepare("INSERT OR REPLACE INTO lg VALUES(?, ?, ?, ?, ?, ?)");
  const findRow = database.prepare("SELECT row, lp, lo FROM ev WHERE id = ? AND tenant = ?");
  const dictionaries = new Map<string, Map<string, number>>();
  for (const { kind, id, v } of database.prepare("SELECT kind, id, v FROM dict").iterate()) {
    dictionary(String(kind)).set(String(v), Number(id));
  }
  const positions = readPositions(database);
  let next = Number(
    database.prepare("SELECT coalesce(max(row) + 1, ?) AS n FROM ev").get(base)?.["n"],
  );
  const blocks = createBlockWriter(database, next);
  let zone = lastZone();
  let maxTime = Number(
    database.prepare("SELECT max(max_ts) AS t FROM lg").get()?.["t"] ?? -Infinity,
  );
  let hasForeignPositions =
    database.prepare("SELECT 1 FROM meta WHERE k = 'positioned'").get() !== undefined;
  let numbers = createNumbers();
  const values: (number | Uint8Array | null)[] = [];

  function dictionary(kind: string): Map<string, number> {
    const known = dictionaries.get(kind);
    if (known !== undefined) return known;
    const made = new Map<string, number>();
    dictionaries.set(kind, made);
    return made;
  }

  function numberOf(kind: string, value: string): number {
    const entries = dictionary(kind);
    const known = entries.get(value);
    if (known !== undefined) return known;
    const made = entries.size + 1;
    insertValue.run(kind, made, value);
    entries.set(value, made);
    return made;
  }

  /** Remembers per batch which number of this part a number of the batch is. */
  function createNumbers() {
    const tenants: number[] = [];
    const facets = facetIds.map((): number[] => []);
    let batch: EncodedBatch | undefined;
    return {
      tenant(of: EncodedBatch, value: number): number {
        if (of !== batch) {
          batch = of;
          tenants.length = 0;
          for (const list of facets) list.length = 0;
        }
        return (tenants[value] ??= numberOf("tenant", of.tenantValues[value] ?? ""));
      },
      facet(of: EncodedBatch, field: number, value: number): number | null {
        const list = facets[field];
        if (value === 0 || list === undefined) return null;
        const kind = facetIds[field] ?? "";
        return (list[value] ??= numberOf(kind, of.facetValues[field]?.[value - 1] ?? ""));
      },
    };
  }

  function lastZone(): Zone | undefined {
    const found = database.prepare("SELECT * FROM lg ORDER BY first DESC LIMIT 1").get();
    if (found === undefined) return undefined;
    return {
      first: Number(found["first"]),
      n: Number(found["n"]),
      minTime: Number(found["min_ts"]),
      maxTime: Number(found["max_ts"]),
      minRecorded: Number(found["min_rec"]),
      maxRecorded: Number(found["max_rec"]),
    };
  }

  function writeZone(): void {
    if (zone === undefined) return;
    putZone.run(zone.first, zone.n, zone.minTime, zone.maxTime, zone.minRecorded, zone.maxRecorded);
  }

  function addToZone(time: number, recorded: number): void {
    if (zone === undefined || zone.n >= ZONE_ROWS) {
      writeZone();
      zone = {
        first: next,
        n: 0,
        minTime: time,
        maxTime: time,
        minRecorded: recorded,
        maxRecorded: recorded,
      };
    }
    zone.n += 1;
    if (time < zone.minTime) zone.minTime = time;
    if (time > zone.maxTime) zone.maxTime = time;
    if (recorded < zone.minRecorded) zone.minRecorded = recorded;
    if (recorded > zone.maxRecorded) zone.maxRecorded = recorded;
    if (time > maxTime) maxTime = time;
  }

  function find(id: Uint8Array, tenant: string): StoredRow | undefined {
    const known = dictionary("tenant").get(tenant);
    return known === undefined ? undefined : storedRow(findRow.get(id, known));
  }

  return {
    number,
    rows: () => next - base,
    nextRow: () => next,
    maxTime: () => maxTime,
    positions: () => positions,
    begin() {
      database.exec("BEGIN IMMEDIATE");
    },
    insert(batch, n) {
      const time = batch.times[n] ?? 0;
      const recorded = batch.recorded[n] ?? 0;
      const isForeign = (batch.partitions[n] ?? -1) >= 0;
      const partition = isForeign ? (batch.partitions[n] ?? 0) : null;
      const offset = isForeign ? (batch.offsets[n] ?? 0) : null;
      values.length = 0;
      values.push(next, time, batch.ids.subarray(n * 16, n * 16 + 16));
      values.push(numbers.tenant(batch, batch.tenants[n] ?? 0));
      values.push(batch.attempts[n] ?? 0, recorded, partition, offset);
      const start = n * facetIds.length;
      for (let field = 0; field < facetIds.length; field++) {
        values.push(numbers.facet(batch, field, batch.facets[start + field] ?? 0));
      }
      if (insertEvent.run(...values).changes === 0) return undefined;
      const documentEnd = batch.documentEnds[n];
      insertTokens.run(next, batch.texts.subarray(documentEnd, batch.tokenEnds[n]));
      blocks.add(batch.texts.subarray(n === 0 ? 0 : batch.tokenEnds[n - 1], documentEnd));
      addToZone(time, recorded);
      if (isForeign && !hasForeignPositions) {
        database.exec("INSERT OR REPLACE INTO meta VALUES('positioned', 1)");
        hasForeignPositions = true;
      }
      const row = next;
      next += 1;
      const place = partition ?? 0;
      positions.set(place, Math.max(positions.get(place) ?? -1, offset ?? row));
      return { row, partition, offset };
    },
    commit() {
      blocks.flush();
      writeZone();
      database.exec("COMMIT");
      numbers = createNumbers();
    },
    abandon() {
      if (database.isTransaction) database.exec("ROLLBACK");
    },
    find,
    readDocument: (row) => blocks.read(row),
    [Symbol.dispose]() {
      if (database.isOpen) database.close();
    },
  };
}

/** The row of a look-up by id. */
export function storedRow(found: Record<string, unknown> | undefined): StoredRow | undefined {
  if (found === undefined) return undefined;
  const { row, lp, lo } = found;
  return {
    row: Number(row),
    partition: lp === null ? null : Number(lp),
    offset: lo === null ? null : Number(lo),
  };
}

/** A stored document as JSON, with its position. */
export function withPosition(document: string, { row, partition, offset }: StoredRow): string {
  return `${document.slice(0, -1)},"log":{"partition":${partition ?? 0},"offset":${offset ?? row}}}`;
}
