import { ChartPatterns, usePatterns } from "./chart-patterns.tsx";
import type { ChartRole } from "./chart-role.ts";
import { RoleFill } from "./role-fill.tsx";

import styles from "./chart.module.css";

/** What a colour of a chart stands for. */
export interface LegendEntry {
  id: string;
  label: string;
  role: ChartRole;
}

/** Names the colours and patterns of a chart. */
export function ChartLegend({ entries }: { entries: readonly LegendEntry[] }) {
  return (
    <ul className={styles.legend} aria-label="Legend">
      {entries.map(({ id, label, role }) => (
        <li key={id}>
          <RoleSwatch role={role} />
          {label}
        </li>
      ))}
    </ul>
  );
}

/** A small square in the fill of a role. */
export function RoleSwatch({ role }: { role: ChartRole }) {
  const { prefix, fills } = usePatterns();
  return (
    <svg width="9" height="9" aria-hidden="true">
      <ChartPatterns prefix={prefix} />
      <RoleFill role={role} fills={fills} width={9} height={9} radius={1} />
    </svg>
  );
}
