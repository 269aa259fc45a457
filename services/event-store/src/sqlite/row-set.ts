import type { ReadPart } from "./read-part.ts";
import type { TimeSlice } from "./time-slice.ts";

/** Rows of the sequence that one statement reads: bounds how long it takes. */
const CHUNK_ROWS = 65_536;

/** Rows of a part as of when the set was made: one byte each, which SQL can look at. */
export interface RowSet {
  readonly firstRow: number;
  readonly bytes: Uint8Array;
  /** Adds a row; one beyond the set is left out. */
  add(row: number): void;
  and(other: RowSet): RowSet;
  or(other: RowSet): RowSet;
  not(): RowSet;
}

/** An empty set for the rows of a part, or one of `bytes`, that begins with its first row. */
export function createRowSet(
  part: Pick<ReadPart, "firstRow" | "lastRow">,
  bytes: Uint8Array = new Uint8Array(Math.max(0, part.lastRow() - part.firstRow() + 1)),
): RowSet {
  const firstRow = part.firstRow();
  const combined = (other: RowSet, combine: (a: number, b: number) => number) => {
    // The other set may have been made when the part had more or fewer rows.
    const made = new Uint8Array(Math.min(bytes.length, other.bytes.length));
    for (let at = 0; at < made.length; at++) {
      made[at] = combine(bytes[at] ?? 0, other.bytes[at] ?? 0);
    }
    return createRowSet(part, made);
  };
  return {
    firstRow,
    bytes,
    add(row) {
      const at = row - firstRow;
      if (at < bytes.length) bytes[at] = 1;
    },
    and: (other) => combined(other, (a, b) => a & b),
    or: (other) => combined(other, (a, b) => a | b),
    not: () =>
      createRowSet(
        part,
        bytes.map((value) => 1 - value),
      ),
  };
}

/** Condition that a row is in a set, for any source that has `ev`, and its values. */
export function inRowSet(rows: RowSet): { sql: string; values: [Uint8Array, number] } {
  return { sql: "substr(?, ev.row - ?, 1) = x'01'", values: [rows.bytes, rows.firstRow - 1] };
}

/** Reads the rows that match an expression of FTS5, in turns with other queries. */
export async function eachRow(
  part: ReadPart,
  expression: string,
  slice: TimeSlice,
  onRow: (row: number) => void,
): Promise<void> {
  const last = part.lastRow();
  for (let from = part.firstRow(); from <= last; from += CHUNK_ROWS) {
    const to = Math.min(last, from + CHUNK_ROWS - 1);
    const rows = part.all(
      "SELECT rowid FROM ft WHERE ft MATCH ? AND rowid BETWEEN ? AND ?",
      expression,
      BigInt(from),
      BigInt(to),
    );
    for (const [row] of rows) onRow(Number(row));
    await slice.breathe();
  }
}
