import type { ReactNode } from "react";

import { countText } from "../lib/format.ts";
import { ChartPatterns, usePatterns } from "./chart-patterns.tsx";
import type { ChartRole } from "./chart-role.ts";
import { RoleFill } from "./role-fill.tsx";
import { wrapped } from "./wrap.ts";
import type { Wrap } from "./wrap.ts";

import styles from "./bar-list.module.css";

/** One line of a {@link BarList}. */
export interface BarItem {
  id: string;
  /** Shows values of events safely: the list takes it as it is. */
  label: ReactNode;
  /** Stands dimmed behind the label. */
  sub?: ReactNode;
  value: number;
  /** Instead of the number itself: `30.0 s`. */
  valueText?: string;
  /** Stands before the bar: `×9`. */
  note?: ReactNode;
  /** Links the whole line. */
  link?: Wrap;
}

/** Props of {@link BarList}. */
export interface BarListProps {
  label: string;
  items: readonly BarItem[];
  /** `denied` hatches the bars. */
  role?: ChartRole;
  /** The value of a full bar; the largest of the list without it. */
  maximum?: number;
  /** Pixels of a full bar; 72 without it. */
  barWidth?: number;
  /** Stands in place of the list when there is nothing in it. */
  empty?: ReactNode;
}

const HEIGHT = 8;

/** Values with their counts, as numbers and as bars. */
export function BarList(props: BarListProps) {
  const { label, items, role = "plain", barWidth = 72, empty } = props;
  const { prefix, fills } = usePatterns();
  const maximum = props.maximum ?? Math.max(1, ...items.map(({ value }) => value));
  if (items.length === 0) return <>{empty}</>;
  return (
    <>
      {(role === "denied" || role === "write") && (
        <svg className="sr" aria-hidden="true">
          <ChartPatterns prefix={prefix} />
        </svg>
      )}
      <ul className={styles.root} aria-label={label}>
        {items.map((item) => (
          <li key={item.id}>
            {wrapped(
              <span className={styles.line}>
                <span className={styles.name}>
                  {item.label} {item.sub !== undefined && <span className="dim">{item.sub}</span>}
                </span>
                {item.note !== undefined && <span className={styles.note}>{item.note}</span>}
                <svg width={barWidth} height={HEIGHT} aria-hidden="true">
                  <rect className={styles.track} y="1" width={barWidth} height="6" rx="1" />
                  <RoleFill
                    {...{ role, fills }}
                    y={1}
                    width={barLength(item.value, maximum, barWidth)}
                    height={6}
                    radius={1}
                  />
                </svg>
                <span className={styles.value}>{item.valueText ?? countText(item.value)}</span>
              </span>,
              item.link,
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Pixels of a bar; something is never nothing. */
export function barLength(value: number, maximum: number, full: number): number {
  if (value <= 0 || maximum <= 0) return 0;
  return Math.min(full, Math.max(2, (value / maximum) * full));
}
