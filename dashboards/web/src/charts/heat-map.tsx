import { useRef, useState } from "react";
import type { KeyboardEvent } from "react";

import { countOf } from "../lib/format.ts";
import type { ChartRole } from "./chart-role.ts";
import { cellAfterKey, HEAT_LEVELS, heatLevel } from "./heat-level.ts";

import styles from "./heat-map.module.css";

/** One row of a heat map: a day. */
export interface HeatRow {
  id: string;
  label: string;
  /** One count per column; undefined where nothing can be known, such as hours to come. */
  counts: readonly (number | undefined)[];
}

/** Props of {@link HeatMap}. */
export interface HeatMapProps {
  label: string;
  rows: readonly HeatRow[];
  /** One per column: `00`, `01`, … */
  columns: readonly string[];
  role?: ChartRole;
  /** What one of the counted things is called; `event` without it. */
  noun?: string;
  /** Framed: outside of what is usual. */
  isUnusual?: (row: HeatRow, column: number) => boolean;
  onOpen?: (row: HeatRow, column: number) => void;
}

/** Counts by day and hour. Arrows move between the cells, Enter opens one. */
export function HeatMap(props: HeatMapProps) {
  const { label, rows, columns, role = "read", noun = "event", isUnusual, onOpen } = props;
  const [active, setActive] = useState({ row: 0, column: 0 });
  const table = useRef<HTMLTableElement>(null);
  const maximum = Math.max(0, ...rows.flatMap(({ counts }) => counts.map((count) => count ?? 0)));

  function handleKey(event: KeyboardEvent): void {
    const next = cellAfterKey(event.key, active, rows.length, columns.length);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setActive(next);
    table.current?.querySelector<HTMLElement>(`[data-cell="${next.row} ${next.column}"]`)?.focus();
  }

  return (
    <div className={styles.root}>
      <table ref={table} className={styles.table} role="grid" aria-label={label}>
        <thead>
          <tr role="row">
            <th role="columnheader" scope="col">
              <span className="sr">Day</span>
            </th>
            {columns.map((column, index) => (
              <th key={column} role="columnheader" scope="col">
                <span className={index % 3 === 0 ? undefined : "sr"}>{column}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, rowIndex) => (
            <tr key={row.id} role="row">
              <th role="rowheader" scope="row">
                {row.label}
              </th>
              {columns.map((column, index) => {
                const count = row.counts[index];
                const isActive = active.row === rowIndex && active.column === index;
                const isMarked = isUnusual?.(row, index) ?? false;
                return (
                  <td key={column} role="gridcell">
                    <button
                      type="button"
                      className={styles.cell}
                      data-cell={`${rowIndex} ${index}`}
                      data-role={role}
                      data-level={count === undefined ? "none" : heatLevel(count, maximum)}
                      data-unusual={isMarked ? "" : undefined}
                      tabIndex={isActive ? 0 : -1}
                      title={`${row.label} ${column}: ${cellText(count, noun)}${isMarked ? ", unusual" : ""}`}
                      onFocus={() => setActive({ row: rowIndex, column: index })}
                      onKeyDown={handleKey}
                      onClick={() => onOpen?.(row, index)}
                    >
                      <span className="sr">
                        {cellText(count, noun)}
                        {isMarked && ", unusual"}
                      </span>
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.scale} aria-hidden="true">
        0
        {Array.from({ length: HEAT_LEVELS + 1 }, (_, level) => (
          <span key={level} className={styles.cell} data-role={role} data-level={level} />
        ))}
        {countOf(maximum, noun)}
      </p>
    </div>
  );
}

function cellText(count: number | undefined, noun: string): string {
  return count === undefined ? "not known" : countOf(count, noun);
}
