import { memo } from "react";
import type { ReactNode } from "react";

import type { GridColumn, GridItem } from "./grid-item.ts";

import styles from "./virtual-grid.module.css";

/** Props of {@link GridRow}. */
export interface GridRowProps<Row> {
  gridId: string;
  item: GridItem<Row>;
  columns: readonly GridColumn<Row>[];
  index: number;
  /** Pixels from the first line. */
  top: number;
  isSelected: boolean;
  /** Index of the cell that keys act on; -1 for the row as a whole or another row. */
  activeColumn: number;
}

/** One line of a grid. Rendered again only when its own item, place or selection changed. */
export const GridRow = memo(renderRow) as typeof renderRow;

function renderRow<Row>(props: GridRowProps<Row>): ReactNode {
  const { gridId, item, columns, index, top, isSelected, activeColumn } = props;
  const style = { transform: `translateY(${top}px)` };
  const id = lineId(gridId, index);
  if (item.kind !== "row") {
    return (
      <div
        className={styles.line}
        data-kind={item.kind}
        role="row"
        aria-rowindex={index + 2}
        style={style}
      >
        <div className={styles.wide} role="gridcell" aria-colspan={columns.length}>
          {item.content}
        </div>
      </div>
    );
  }
  return (
    <div
      id={id}
      className={styles.line}
      data-kind="row"
      data-index={index}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-whole={isSelected && activeColumn === -1 ? "" : undefined}
      style={style}
    >
      {columns.map((column, place) => (
        <div
          key={column.id}
          id={isSelected && place === activeColumn ? `${id}c` : undefined}
          role={column.isRowHeader === true ? "rowheader" : "gridcell"}
          aria-colindex={place + 1}
          data-column={column.id}
          data-align={column.align}
          data-active={isSelected && place === activeColumn ? "" : undefined}
        >
          {place === 0 && item.mark !== undefined && (
            <span className={styles.mark}>{item.mark}</span>
          )}
          {column.cell(item.row)}
        </div>
      ))}
    </div>
  );
}

/** The id of a line's element. */
export function lineId(gridId: string, index: number): string {
  return `${gridId}r${index}`;
}
