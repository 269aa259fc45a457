/** Levels above "nothing". */
export const HEAT_LEVELS = 5;

/**
 * The level of a count from 0 (nothing) to 5: the square root, so that one busy hour does not make
 * all others pale.
 */
export function heatLevel(count: number, maximum: number): number {
  if (count <= 0 || maximum <= 0) return 0;
  return Math.min(HEAT_LEVELS, Math.max(1, Math.ceil(Math.sqrt(count / maximum) * HEAT_LEVELS)));
}

/** The cell that a key leads to; undefined where it leads nowhere. */
export function cellAfterKey(
  key: string,
  cell: { row: number; column: number },
  rows: number,
  columns: number,
): { row: number; column: number } | undefined {
  const { row, column } = cell;
  switch (key) {
    case "ArrowLeft":
      return { row, column: Math.max(0, column - 1) };
    case "ArrowRight":
      return { row, column: Math.min(columns - 1, column + 1) };
    case "ArrowUp":
      return { row: Math.max(0, row - 1), column };
    case "ArrowDown":
      return { row: Math.min(rows - 1, row + 1), column };
    case "Home":
      return { row, column: 0 };
    case "End":
      return { row, column: columns - 1 };
    default:
      return undefined;
  }
}
