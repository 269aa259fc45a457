import { facetIds } from "@toolmark/schemas/fields";

import { EVERY_ROW } from "./cube-cells.ts";
import type { OnCell } from "./cube-cells.ts";
import { startOf, CUBE_INTERVAL } from "./cube-cells.ts";
import type { ReadPart } from "./read-part.ts";

/** Rows that one statement reads. */
const CHUNK_ROWS = 8192;

const kinds = [EVERY_ROW, ...facetIds];

/** Counts of a part that is not sealed yet, kept in memory and continued as rows are added. */
export interface TailCube {
  /** Counts rows up to this one. */
  advance(lastRow: number): void;
  /** Counts of a field's values in the cells of a time range. */
  read(tenant: number, field: string, range: { from: number; to: number }, onCell: OnCell): void;
}

/** An empty cube of a part. */
export function createTailCube(part: Pick<ReadPart, "all" | "column" | "firstRow">): TailCube {
  /** Per tenant and start of a cell: per field, counts by dictionary number. */
  const tenants = new Map<number, Map<number, Map<number, number>[]>>();
  const columns = facetIds.map((field) => `coalesce(${part.column(`f_${field}`)}, 0)`);
  const sql = `SELECT tenant, ${startOf("ts", CUBE_INTERVAL)}, 0, ${columns.join(", ")} FROM ev
    WHERE row BETWEEN ? AND ? AND attempt = 0`;
  let next = part.firstRow();

  function countsOf(tenant: number, start: number): Map<number, number>[] {
    let cells = tenants.get(tenant);
    if (cells === undefined) tenants.set(tenant, (cells = new Map()));
    let counts = cells.get(start);
    if (counts === undefined)
      cells.set(start, (counts = kinds.map(() => new Map<number, number>())));
    return counts;
  }

  return {
    advance(lastRow) {
      for (; next <= lastRow; next = Math.min(next + CHUNK_ROWS, lastRow + 1)) {
        for (const row of part.all(sql, next, Math.min(next + CHUNK_ROWS - 1, lastRow))) {
          const counts = countsOf(Number(row[0]), Number(row[1]));
          for (let at = 0; at < counts.length; at++) {
            const values = counts[at];
            const value = Number(row[at + 2]);
            values?.set(value, (values.get(value) ?? 0) + 1);
          }
        }
      }
    },
    read(tenant, field, { from, to }, onCell) {
      const at = kinds.indexOf(field);
      for (const [start, counts] of tenants.get(tenant) ?? []) {
        if (start < from || start >= to) continue;
        for (const [value, n] of counts[at] ?? []) onCell(value, n, start);
      }
    },
  };
}
