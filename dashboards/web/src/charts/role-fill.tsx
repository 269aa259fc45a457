import type { PatternFills } from "./chart-patterns.tsx";
import type { ChartRole } from "./chart-role.ts";

import styles from "./chart.module.css";

/** Props of {@link RoleFill}. */
export interface RoleFillProps {
  role: ChartRole;
  fills: PatternFills;
  x?: number;
  y?: number;
  width: number;
  height: number;
  radius?: number;
}

/** A rectangle in the colour or pattern of a role. */
export function RoleFill({ role, fills, x = 0, y = 0, width, height, radius }: RoleFillProps) {
  const frame = { x, y, width, height, rx: radius };
  return (
    <>
      <rect className={styles.fill} data-role={role} fill={patternOf(role, fills)} {...frame} />
      {role === "write" && <rect className={styles.paper} fill={fills.paper} {...frame} />}
    </>
  );
}

/** The pattern of a role; undefined where the stylesheet gives its colour. */
export function patternOf(role: ChartRole, fills: PatternFills): string | undefined {
  if (role === "denied") return fills.denied;
  return role === "gap" ? fills.gap : undefined;
}
