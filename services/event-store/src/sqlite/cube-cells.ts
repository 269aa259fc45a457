/** Length of the time cells of a cube, in milliseconds. */
export const CUBE_INTERVAL = 3_600_000;

/** `field` of the cube that counts rows whatever their values. */
export const EVERY_ROW = "";

/** How many rows have a value (a dictionary number, 0 for none) in the cell that begins at `start`. */
export type CubeCell = [value: number, n: number, start: number];

/** SQL for the start of the interval that a time lies in, also before 1970. */
export function startOf(column: string, interval: number): string {
  return `(${column} - ((${column} % ${interval}) + ${interval}) % ${interval})`;
}
