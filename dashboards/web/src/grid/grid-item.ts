import type { ReactNode } from "react";

/** One column of a grid. */
export interface GridColumn<Row> {
  id: string;
  header: ReactNode;
  /** Told on pointing at the header, where it is short. */
  title?: string;
  /** Fixed pixels; otherwise the column grows. */
  width?: number;
  /** Share of the free width, at least `minWidth` pixels; 1 without either. */
  grow?: number;
  /** Pixels below which a growing column is not narrowed; 80 without it. */
  minWidth?: number;
  align?: "start" | "end" | "center";
  /** Content of a cell. Rows are memoized: the same row is not rendered again for the same function. */
  cell: (row: Row) => ReactNode;
  /** Names the row for assistive technology. */
  isRowHeader?: boolean;
  /** Its header is a button that sorts. */
  isSortable?: boolean;
}

/** What stands in one line of a grid. */
export type GridItem<Row> =
  | {
      kind: "row";
      /** Unlike that of any other item, and the same when the item is loaded again. */
      id: string;
      row: Row;
      /** Stands in the gutter: late, pinned. */
      mark?: ReactNode;
    }
  | {
      /** Over the full width: missing events, a new day, a remark. */
      kind: "gap" | "day" | "note";
      id: string;
      content: ReactNode;
    };

/** How a grid is ordered. */
export interface GridSort {
  column: string;
  direction: "ascending" | "descending";
}

/** A row, and the cell in it, that something is asked of. */
export interface GridSpot {
  id: string;
  /** Absent where the row as a whole is meant. */
  column?: string;
}

/** What a page can ask of its grid. */
export interface GridControls {
  /** Gives it the focus. */
  focus: () => void;
  /** As if the key was pressed in it: for keys that count on the whole page. True where it meant something. */
  press: (key: string) => boolean;
}

/** Height of every line of a grid, pixels. */
export const ROW_HEIGHT = 28;
/** Height of the line of headers, pixels. */
export const HEAD_HEIGHT = 26;
/** Free pixels left and right of the cells, and between them. */
export const GRID_SPACE = { start: 20, end: 8, column: 7 } as const;

const MIN_WIDTH = 80;

/** The columns for CSS `grid-template-columns`, and the pixels below which the grid scrolls sideways. */
export function columnTemplate<Row>(columns: readonly GridColumn<Row>[]): {
  template: string;
  minWidth: number;
} {
  const spaces = GRID_SPACE.start + GRID_SPACE.end + GRID_SPACE.column * (columns.length - 1);
  return {
    template: columns
      .map(({ width, grow = 1, minWidth = MIN_WIDTH }) =>
        width === undefined ? `minmax(${minWidth}px, ${grow}fr)` : `${width}px`,
      )
      .join(" "),
    minWidth: columns.reduce(
      (sum, { width, minWidth = MIN_WIDTH }) => sum + (width ?? minWidth),
      spaces,
    ),
  };
}
