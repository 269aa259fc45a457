import type { ReactNode } from "react";

import type { GridColumn, GridSort } from "./grid-item.ts";

import styles from "./virtual-grid.module.css";

/** Props of {@link GridHead}. */
export interface GridHeadProps<Row> {
  columns: readonly GridColumn<Row>[];
  sort: GridSort | undefined;
  onSort: ((column: string) => void) | undefined;
}

/** The line of headers; those of sortable columns are buttons. */
export function GridHead<Row>({ columns, sort, onSort }: GridHeadProps<Row>): ReactNode {
  return (
    <div className={styles.head} role="row" aria-rowindex={1}>
      {columns.map((column, index) => {
        const direction = sort?.column === column.id ? sort.direction : undefined;
        const arrow = direction === undefined ? "" : direction === "ascending" ? " ↑" : " ↓";
        return (
          <div
            key={column.id}
            role="columnheader"
            aria-colindex={index + 1}
            aria-sort={direction}
            data-align={column.align}
            title={column.title}
          >
            {column.isSortable === true && onSort !== undefined ? (
              <button type="button" className={styles.sort} onClick={() => onSort(column.id)}>
                {column.header}
                <span aria-hidden="true">{arrow}</span>
              </button>
            ) : (
              <>
                {column.header}
                <span aria-hidden="true">{arrow}</span>
              </>
            )}
          </div>
        );
      })}
    </div>
  );
}
