/**
 * Length of the time cells of a cube, in milliseconds. The edges of a range are read row by row, so
 * short cells make counting quick; a cell of a field takes a few bytes per value that occurs in it.
 */
export const CUBE_INTERVAL = 600_000;

/** `field` of the cube that counts rows whatever their values. */
export const EVERY_ROW = "";

/**
 * Hears how many rows have a value (a dictionary number, 0 for none) in the cell that begins at
 * `start`; without cells, in the whole part, `start` is 0.
 */
export type OnCell = (value: number, n: number, start: number) => void;

/** Counts by value as they are stored: pairs of 32-bit numbers. */
export function packCounts(counts: ReadonlyMap<number, number>): Uint8Array {
  const pairs = new Uint32Array(counts.size * 2);
  let at = 0;
  for (const [value, n] of counts) {
    pairs[at++] = value;
    pairs[at++] = n;
  }
  return new Uint8Array(pairs.buffer);
}

/** Reads stored counts. */
export function eachCount(packed: unknown, start: number, onCell: OnCell): void {
  if (!(packed instanceof Uint8Array) || packed.byteLength % 8 !== 0)
    throw new RangeError("counts are not what was stored");
  // SQLite gives a copy of its own; its start may lie anywhere.
  const pairs = new Uint32Array(
    packed.byteOffset % 4 === 0 ? packed.buffer : packed.slice().buffer,
    packed.byteOffset % 4 === 0 ? packed.byteOffset : 0,
    packed.byteLength / 4,
  );
  for (let at = 0; at < pairs.length; at += 2) onCell(pairs[at] ?? 0, pairs[at + 1] ?? 0, start);
}

/** SQL for the start of the interval that a time lies in, also before 1970. */
export function startOf(column: string, interval: number): string {
  return `(${column} - ((${column} % ${interval}) + ${interval}) % ${interval})`;
}
