import type { ReactNode } from "react";

import styles from "./chart.module.css";

/** Props of {@link ChartTooltip}. */
export interface ChartTooltipProps {
  /** Where it points, in pixels of the chart. */
  x: number;
  y: number;
  /** Width of the chart: on its right half the tooltip stands to the left. */
  width: number;
  children: ReactNode;
}

/** What is told about the place under the pointer. The chart's table and names tell the same. */
export function ChartTooltip({ x, y, width, children }: ChartTooltipProps) {
  const isLeft = x > width / 2;
  return (
    <div
      className={styles.tip}
      aria-hidden="true"
      style={{
        transform: `translate(${Math.round(isLeft ? x - 12 : x + 12)}px, ${Math.round(y)}px)${isLeft ? " translateX(-100%)" : ""}`,
      }}
    >
      {children}
    </div>
  );
}
