import type { Paint, Style } from "./terminal.ts";
import { clip, pad, widthOf } from "./text-width.ts";
import { visibleText } from "./visible-text.ts";

/** One column of a table. */
export interface Column<Row> {
  /** Name for `--columns`. */
  name: string;
  title: string;
  /** The raw value; it is made visible here. Nothing shows as `-`. */
  value(row: Row): string | number | undefined;
  align?: "left" | "right";
  style?(row: Row): Style | undefined;
  /** Columns of its values as a rule, for streams whose rows are not known yet. */
  usual?: number;
  /** Never narrower than this when it has to shrink; a column without it never shrinks. */
  min?: number;
  /** Columns with the highest number are left out first where all do not fit; 0 always stays. */
  dispensable?: number;
}

/** How a table is to look. */
export interface TableLayout {
  /** Columns of the terminal; undefined: as wide as it gets, nothing is cut. */
  width: number | undefined;
  paint: Paint;
  /** Rows come one by one: columns are as wide as their values are as a rule. */
  isStream?: boolean;
}

/** Prints rows in batches that share their layout. */
export interface Table<Row> {
  /** Lines of a batch, the heading before the first one, each without its end. */
  lines(rows: readonly Row[]): string[];
}

const GAP = 2;

/**
 * Creates a table whose columns are as wide as the first batch needs. On a terminal, columns that can
 * shrink do so, and dispensable ones are left out, until a row fits on a line.
 */
export function createTable<Row>(
  columns: readonly Column<Row>[],
  { width, paint, isStream = false }: TableLayout,
): Table<Row> {
  let layout: { column: Column<Row>; width: number }[] | undefined;

  function line(row: Row): string {
    const cells = (layout ?? []).map(({ column, width: space }, index, all) => {
      const text = cellText(column, row);
      const cut = width === undefined ? text : clip(text, space);
      const isLast = index === all.length - 1 && column.align !== "right";
      const style = column.style?.(row);
      return fill(style === undefined ? cut : paint(style, cut), widthOf(cut), {
        space: isLast ? 0 : space,
        align: column.align,
      });
    });
    return cells.join(" ".repeat(GAP));
  }

  return {
    lines(rows) {
      if (layout !== undefined) return rows.map(line);
      layout = arrange(columns, rows, { width, isStream });
      const heading = layout
        .map(({ column, width: space }) => pad(clip(column.title, space), space, column.align))
        .join(" ".repeat(GAP))
        .trimEnd();
      return [paint("heading", heading), ...rows.map(line)];
    },
  };
}

function cellText<Row>(column: Column<Row>, row: Row): string {
  const value = column.value(row);
  return value === undefined || value === "" ? "-" : visibleText(String(value));
}

function fill(
  painted: string,
  width: number,
  { space, align }: { space: number; align: "left" | "right" | undefined },
): string {
  const blank = " ".repeat(Math.max(0, space - width));
  return align === "right" ? blank + painted : painted + blank;
}

function arrange<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { width, isStream }: { width: number | undefined; isStream: boolean },
): { column: Column<Row>; width: number }[] {
  let layout = columns.map((column) => ({
    column,
    width: rows.reduce(
      (widest, row) => Math.max(widest, widthOf(cellText(column, row))),
      Math.max(widthOf(column.title), isStream ? (column.usual ?? 0) : 0),
    ),
  }));
  if (width === undefined) return layout;
  const least = () =>
    layout.reduce((sum, entry) => sum + GAP + Math.min(entry.width, leastOf(entry)), -GAP);
  while (least() > width) {
    const worst = Math.max(...layout.map(({ column }) => column.dispensable ?? 0));
    if (worst === 0) break;
    layout = layout.filter(({ column }) => (column.dispensable ?? 0) < worst);
  }
  for (;;) {
    const total = layout.reduce((sum, entry) => sum + GAP + entry.width, -GAP);
    const shrinkable = layout.filter((entry) => entry.width > leastOf(entry));
    if (total <= width || shrinkable.length === 0) return layout;
    const widest = shrinkable.reduce((a, b) => (b.width > a.width ? b : a));
    widest.width -= 1;
  }
}

function leastOf<Row>({ column, width }: { column: Column<Row>; width: number }): number {
  return column.min === undefined ? width : Math.max(column.min, widthOf(column.title));
}
