import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";

import { eachCount } from "./cube-cells.ts";
import type { OnCell } from "./cube-cells.ts";
import { createBlockReader } from "./document-blocks.ts";
import type { Block } from "./document-blocks.ts";
import { indexPath, openDatabase, partPath } from "./part-files.ts";
import { readMeta } from "./part-state.ts";
import type { StoredRow } from "./part-writer.ts";
import { withPosition } from "./part-writer.ts";
import { createTailCube } from "./tail-cube.ts";
import type { TailCube } from "./tail-cube.ts";

/** A run of rows and the times in it, by which rows out of question are passed over. */
interface Zone {
  first: number;
  last: number;
  minTime: number;
  maxTime: number;
  minRecorded: number;
  maxRecorded: number;
}

/** A part as queries see it, as of `refresh()`. */
export interface ReadPart extends Disposable {
  readonly number: number;
  readonly hasForeignPositions: boolean;
  /** Reads what the writer has added since; nothing changes in a closed part. */
  refresh(): void;
  zones(): readonly Zone[];
  firstRow(): number;
  lastRow(): number;
  minTime(): number;
  maxTime(): number;
  /** The number of a tenant, or undefined when the part has none of its events. */
  tenant(name: string): number | undefined;
  /** The value of a dictionary number; null for 0. */
  value(kind: string, number: number): string | null;
  /** The column of a field, or NULL in a part that was begun before the field existed. */
  column(name: string): string;
  /** Rows as arrays. Statements are kept. */
  all(sql: string, ...values: SQLInputValue[]): SQLValue[][];
  iterate(sql: string, ...values: SQLInputValue[]): Iterable<SQLValue[]>;
  /** Terms after `after` that begin with `prefix`, in order, and how many rows have each. */
  vocabulary(after: string, prefix: string, limit: number): { term: string; count: number }[];
  /** Counts of rows by a field's values, of the whole part or of whole cells in a range. */
  cube(question: CubeQuestion, onCell: OnCell): void;
  /** A stored document as JSON. */
  document(row: StoredRow): string;
  /** The documents that are stored together with that of a row. */
  block(row: number): Block;
  /** Takes note of what has become of the part. */
  update(state: { isClosed: boolean; isSealed: boolean }): void;
}

type SQLValue =
  ReturnType<StatementSync["get"]> extends Record<string, infer V> | undefined ? V : never;

/** No term holds it: it sorts after every character that one can have. */
const LAST_CHARACTER = "\u{10ffff}";

/** The derived file of a part turned out to be unusable in the middle of a query. */
export class DamagedPartError extends Error {}

/** Opens a part for queries. `onDamage` is called when its derived file turns out to be unusable. */
export function openReadPart(
  directory: string,
  number: number,
  options: { isClosed: boolean; isSealed: boolean; onDamage: (number: number) => void },
): ReadPart {
  const database = openDatabase(partPath(directory, number), { readOnly: true });
  database.exec("PRAGMA cache_size=-256; PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY");
  const statements = createStatements(database);
  const blocks = createBlockReader(database);
  const dictionaries = new Map<string, string[]>();
  const zones: Zone[] = [];
  let meta = readMeta(database);
  let isLoaded = false;
  let minTime = Infinity;
  let maxTime = -Infinity;
  let { isClosed, isSealed } = options;
  let index: { database: DatabaseSync; statements: Statements } | undefined;
  let tailCube: TailCube | undefined;
  let hasVocabulary = false;

  function refresh(): void {
    if (isLoaded && isClosed) return;
    const known = zones.pop();
    const added = statements.all(
      "SELECT first, n, min_ts, max_ts, min_rec, max_rec FROM lg WHERE first >= ? ORDER BY first",
      known?.first ?? 0,
    );
    for (const row of added) {
      const [first = 0, n = 0, least = 0, most = 0, minRecorded = 0, maxRecorded = 0] =
        row.map(Number);
      const last = first + n - 1;
      zones.push({ first, last, minTime: least, maxTime: most, minRecorded, maxRecorded });
      minTime = Math.min(minTime, least);
      maxTime = Math.max(maxTime, most);
    }
    if (!meta.hasForeignPositions) meta = readMeta(database);
    blocks.forget();
    isLoaded = true;
  }

  function values(kind: string): string[] {
    const known = dictionaries.get(kind);
    if (known !== undefined) return known;
    const made: string[] = [];
    dictionaries.set(kind, made);
    return made;
  }

  function load(kind: string): string[] {
    const list = values(kind);
    const added = statements.all(
      "SELECT v FROM dict WHERE kind = ? AND id > ? ORDER BY id",
      kind,
      list.length,
    );
    for (const [value] of added) list.push(String(value));
    return list;
  }

  function forgetIndex(): void {
    isSealed = false;
    index?.database.close();
    index = undefined;
  }

  function tail(): TailCube {
    tailCube ??= createTailCube({ all: statements.all, column, firstRow: () => meta.base });
    tailCube.advance(lastRow());
    return tailCube;
  }

  const lastRow = () => zones.at(-1)?.last ?? meta.base - 1;
  const column = (name: string) => (meta.columns.has(name) ? name : "NULL");

  return {
    number,
    get hasForeignPositions() {
      return meta.hasForeignPositions;
    },
    refresh,
    zones: () => zones,
    firstRow: () => meta.base,
    lastRow,
    minTime: () => minTime,
    maxTime: () => maxTime,
    tenant(name) {
      let at = values("tenant").indexOf(name);
      if (at < 0 && !(isClosed && values("tenant").length > 0)) at = load("tenant").indexOf(name);
      return at < 0 ? undefined : at + 1;
    },
    value(kind, id) {
      if (id === 0) return null;
      return values(kind)[id - 1] ?? load(kind)[id - 1] ?? null;
    },
    column,
    all: statements.all,
    iterate: statements.iterate,
    vocabulary(after, prefix, limit) {
      if (!hasVocabulary) {
        database.exec("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, ft, 'row')");
        hasVocabulary = true;
      }
      const rows = statements.all(
        "SELECT term, doc FROM temp.vocabulary WHERE term > ? AND term < ? ORDER BY term LIMIT ?",
        after,
        prefix + LAST_CHARACTER,
        limit,
      );
      return rows.map(([term, count]) => ({ term: String(term), count: Number(count) }));
    },
    cube(question, onCell) {
      if (!isSealed) {
        tail().read(question.tenant, question.field, question.range ?? ALWAYS, onCell);
        return;
      }
      try {
        if (index === undefined) {
          const opened = openDatabase(indexPath(directory, number), { readOnly: true });
          opened.exec("PRAGMA cache_size=-512");
          index = { database: opened, statements: createStatements(opened) };
        }
        readSealedCube(index.statements, question, onCell);
      } catch (error) {
        forgetIndex();
        options.onDamage(number);
        throw new DamagedPartError(`derived file of part ${number} is damaged`, { cause: error });
      }
    },
    document: (row) => withPosition(blocks.read(row.row), row),
    block(row) {
      const block = blocks.find(row);
      if (block === undefined) throw new Error(`document of row ${row} is missing`);
      return block;
    },
    update(state) {
      if (state.isClosed !== isClosed) isLoaded = false;
      if (state.isSealed) tailCube = undefined;
      else forgetIndex();
      ({ isClosed, isSealed } = state);
    },
    [Symbol.dispose]() {
      index?.database.close();
      if (database.isOpen) database.close();
    },
  };
}

/** Which counts of a cube are wanted. */
interface CubeQuestion {
  tenant: number;
  field: string;
  /** Starts of cells, half-open. */
  range?: { from: number; to: number };
  perCell: boolean;
}

const ALWAYS = { from: -Infinity, to: Infinity };

function readSealedCube(statements: Statements, question: CubeQuestion, onCell: OnCell): void {
  const { tenant, field, range, perCell } = question;
  const rows =
    range === undefined && !perCell
      ? statements.all("SELECT counts, 0 FROM total WHERE tenant = ? AND field = ?", tenant, field)
      : statements.all(
          `SELECT counts, start FROM cube
           WHERE tenant = ? AND field = ? AND start >= ? AND start < ?`,
          tenant,
          field,
          range?.from ?? -Infinity,
          range?.to ?? Infinity,
        );
  for (const [counts, start] of rows) eachCount(counts, Number(start), onCell);
}

type Statements = ReturnType<typeof createStatements>;

function createStatements(database: DatabaseSync) {
  const kept = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = kept.get(sql);
    if (known !== undefined) return known;
    if (kept.size >= 64) kept.clear();
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    kept.set(sql, statement);
    return statement;
  };
  return {
    all: (sql: string, ...values: SQLInputValue[]) =>
      prepare(sql).all(...values) as unknown as SQLValue[][],
    iterate: (sql: string, ...values: SQLInputValue[]) =>
      prepare(sql).iterate(...values) as unknown as Iterable<SQLValue[]>,
  };
}
