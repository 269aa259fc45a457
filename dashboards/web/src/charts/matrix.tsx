import type { ReactNode } from "react";

import { countText } from "../lib/format.ts";
import { Icon } from "../ui/icon.tsx";
import type { ChartRole } from "./chart-role.ts";
import { heatLevel } from "./heat-level.ts";
import { wrapped } from "./wrap.ts";
import type { Wrap } from "./wrap.ts";

import styles from "./matrix.module.css";

/** One column of counts: reads, writes, denied. */
export interface MatrixColumn {
  id: string;
  label: string;
  role: ChartRole;
}

/** What one actor did. */
export interface MatrixRow {
  id: string;
  label: ReactNode;
  /** By id of the column; absent counts as none. */
  cells: Readonly<Record<string, { count: number; link?: Wrap } | undefined>>;
  /** Stands in the last column: when it was last. */
  last?: ReactNode;
}

/** Props of {@link Matrix}. */
export interface MatrixProps {
  label: string;
  /** Head of the names. */
  rowHeader: ReactNode;
  columns: readonly MatrixColumn[];
  rows: readonly MatrixRow[];
  /** Head of `last`; the column is left out without it. */
  lastHeader?: ReactNode;
  /** Stands under the rows, beside the sums: `5 people, 4 agents`. */
  footer?: ReactNode;
}

/** Who did what: counts by actor and kind, each a link to its events. */
export function Matrix({ label, rowHeader, columns, rows, lastHeader, footer }: MatrixProps) {
  return (
    <table className={styles.root} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{rowHeader}</th>
          {columns.map((column) => (
            <th key={column.id} scope="col">
              {column.label}
            </th>
          ))}
          {lastHeader !== undefined && <th scope="col">{lastHeader}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">{row.label}</th>
            {columns.map((column) => {
              const count = countIn(row, column);
              const maximum = Math.max(...rows.map((other) => countIn(other, column)));
              return (
                <td key={column.id}>
                  <span
                    className={styles.cell}
                    data-role={column.role}
                    data-level={heatLevel(count, maximum)}
                  >
                    {count === 0 ? (
                      <>
                        <span aria-hidden="true">·</span>
                        <span className="sr">none</span>
                      </>
                    ) : (
                      wrapped(
                        <span className={styles.count}>
                          {column.role === "denied" && <Icon name="deny" size={10} />}
                          {countText(count)}
                        </span>,
                        row.cells[column.id]?.link,
                      )
                    )}
                  </span>
                </td>
              );
            })}
            {lastHeader !== undefined && <td className={styles.last}>{row.last}</td>}
          </tr>
        ))}
      </tbody>
      {footer !== undefined && (
        <tfoot>
          <tr>
            <th scope="row">{footer}</th>
            {columns.map((column) => (
              <td key={column.id}>
                <span className={styles.cell}>
                  {countText(rows.reduce((sum, row) => sum + countIn(row, column), 0))}
                </span>
              </td>
            ))}
            {lastHeader !== undefined && <td />}
          </tr>
        </tfoot>
      )}
    </table>
  );
}

function countIn(row: MatrixRow, column: MatrixColumn): number {
  return row.cells[column.id]?.count ?? 0;
}
