import { cx } from "../lib/cx.ts";
import type { ChartRole } from "./chart-role.ts";
import { layoutSparkline } from "./sparkline-layout.ts";

import chart from "./chart.module.css";
import styles from "./sparkline.module.css";

/** Props of {@link Sparkline}. */
export interface SparklineProps {
  /** Counts of equal intervals, oldest first. */
  values: readonly number[];
  /** The same intervals of the period before. */
  previous?: readonly number[];
  role: ChartRole;
  /** Without a name it is decoration beside a number that says the same. */
  label?: string;
  /** Pixels; 74 × 26 without them. */
  width?: number;
  height?: number;
}

/** The course of a count, and dashed that of the period before. */
export function Sparkline(props: SparklineProps) {
  const { values, previous = [], role, label, width = 74, height = 26 } = props;
  const { line, previous: before, end } = layoutSparkline(values, previous, width, height);
  return (
    <svg
      className={styles.root}
      width={width}
      height={height}
      {...(label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label })}
    >
      <polyline className={styles.previous} points={before} />
      <polyline className={cx(styles.line, chart.ink)} data-role={role} points={line} />
      {end && <circle className={styles.end} data-role={role} cx={end.x} cy={end.y} r={2} />}
    </svg>
  );
}
