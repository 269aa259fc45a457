import { existsSync } from "node:fs";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { crc32 } from "node:zlib";

import { createBloomFilter } from "./bloom-filter.ts";
import type { BloomFilter, IdHash } from "./bloom-filter.ts";
import { createBlockReader } from "./document-blocks.ts";
import type { BlockReader } from "./document-blocks.ts";
import { indexPath, openDatabase, partPath } from "./part-files.ts";
import { storedRow } from "./part-writer.ts";
import type { StoredRow } from "./part-writer.ts";

/** Version of the derived files; others are built again. */
export const INDEX_FORMAT = 2;

/** A full part as the writer needs it: to find duplicates, and to be removed. */
export interface ClosedPart extends Disposable {
  readonly number: number;
  readonly isSealed: boolean;
  /** Reads the bloom filter of a part that has been sealed; false when its file is unusable. */
  loadFilter(): boolean;
  /** `hash` is that of the id. */
  find(id: Uint8Array, hash: IdHash, tenant: string): StoredRow | undefined;
  readDocument(row: number): string;
  maxTime(): number;
  rows(): number;
}

interface Connection {
  database: DatabaseSync;
  find: StatementSync;
  tenants: Map<string, number>;
  blocks: BlockReader;
}

/** A closed part; its file is opened when it is first needed. */
export function createClosedPart(directory: string, number: number): ClosedPart {
  let filter: BloomFilter | undefined;
  let opened: Connection | undefined;

  function connection(): Connection {
    if (opened !== undefined) return opened;
    const database = openDatabase(partPath(directory, number), { readOnly: true });
    database.exec("PRAGMA cache_size=-256; PRAGMA mmap_size=1073741824");
    const tenants = database.prepare("SELECT v, id FROM dict WHERE kind = 'tenant'").all();
    opened = {
      database,
      find: database.prepare("SELECT row, lp, lo FROM ev WHERE id = ? AND tenant = ?"),
      tenants: new Map(tenants.map(({ v, id }) => [String(v), Number(id)])),
      blocks: createBlockReader(database),
    };
    return opened;
  }

  function total(expression: string): number {
    const found = connection().database.prepare(`SELECT ${expression} AS n FROM lg`).get();
    return Number(found?.["n"] ?? 0);
  }

  return {
    number,
    get isSealed() {
      return filter !== undefined;
    },
    loadFilter() {
      const bytes = readFilter(indexPath(directory, number));
      filter = bytes && createBloomFilter({ bytes });
      return filter !== undefined;
    },
    find(id, hash, tenant) {
      if (filter !== undefined && !filter.mayHave(hash)) return undefined;
      const { tenants, find } = connection();
      const known = tenants.get(tenant);
      return known === undefined ? undefined : storedRow(find.get(id, known));
    },
    readDocument: (row) => connection().blocks.read(row),
    maxTime: () => total("max(max_ts)"),
    rows: () => total("sum(n)"),
    [Symbol.dispose]() {
      opened?.database.close();
      opened = undefined;
    },
  };
}

/** The filter of a derived file, or undefined when the file is missing, old or damaged. */
function readFilter(path: string): Uint8Array | undefined {
  if (!existsSync(path)) return undefined;
  try {
    using index = openDatabase(path, { readOnly: true });
    const read = index.prepare("SELECT v FROM meta WHERE k = ?");
    const bytes = read.get("bloom")?.["v"];
    const isCurrent = read.get("format")?.["v"] === INDEX_FORMAT;
    if (!isCurrent || !(bytes instanceof Uint8Array)) return undefined;
    return crc32(bytes) === read.get("bloom_crc")?.["v"] ? bytes : undefined;
  } catch {
    return undefined;
  }
}
