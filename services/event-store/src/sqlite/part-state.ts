import type { DatabaseSync } from "node:sqlite";

import { PART_FORMAT, facetColumns } from "./part-files.ts";

/** What a part says about itself. */
export interface PartMeta {
  /** Number of its first row. */
  base: number;
  /** Some rows have a log position that is not their row. */
  hasForeignPositions: boolean;
  /** Columns of its rows: a later version may count more fields. */
  columns: ReadonlySet<string>;
}

/**
 * Reads what a part says about itself.
 *
 * @throws Error when the part was written by a version whose files this one cannot read.
 */
export function readMeta(database: DatabaseSync): PartMeta {
  const meta = new Map(
    database
      .prepare("SELECT k, v FROM meta")
      .all()
      .map(({ k, v }) => [k, v]),
  );
  const format = meta.get("format");
  if (format !== PART_FORMAT) {
    throw new Error(`part has format ${String(format)}, this version reads format ${PART_FORMAT}`);
  }
  const columns = database.prepare("SELECT name FROM pragma_table_info('ev')").all();
  return {
    base: Number(meta.get("base")),
    hasForeignPositions: meta.has("positioned"),
    columns: new Set(columns.map(({ name }) => String(name))),
  };
}

/** The highest offset per partition, of a part and all before it. */
export function readPositions(database: DatabaseSync): Map<number, number> {
  const carried = database.prepare("SELECT v FROM meta WHERE k = 'positions'").get()?.["v"];
  const vector: Record<string, number> = JSON.parse(String(carried ?? "{}"));
  const positions = new Map(Object.entries(vector).map(([key, offset]) => [Number(key), offset]));
  const raise = (partition: number, offset: number) =>
    positions.set(partition, Math.max(positions.get(partition) ?? -1, offset));
  const own = database
    .prepare("SELECT row FROM ev WHERE lp IS NULL ORDER BY row DESC LIMIT 1")
    .get();
  if (own !== undefined) raise(0, Number(own["row"]));
  if (readMeta(database).hasForeignPositions) {
    const foreign = database.prepare(
      "SELECT lp, max(lo) AS lo FROM ev WHERE lp IS NOT NULL GROUP BY lp",
    );
    for (const { lp, lo } of foreign.all()) raise(Number(lp), Number(lo));
  }
  return positions;
}

/**
 * How a new part would continue this one, when rows of this version do not fit into it: fields have
 * been added since it was begun.
 */
export function successorOf(
  database: DatabaseSync,
): { base: number; positions: Record<string, number> } | undefined {
  const { base, columns } = readMeta(database);
  if (facetColumns.every((column) => columns.has(column))) return undefined;
  const next = database.prepare("SELECT coalesce(max(row) + 1, ?) AS n FROM ev").get(base)?.["n"];
  return { base: Number(next), positions: Object.fromEntries(readPositions(database)) };
}
