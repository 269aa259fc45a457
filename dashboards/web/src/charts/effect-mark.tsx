import type { PatternFills } from "./chart-patterns.tsx";
import type { LanePoint } from "./lane-data.ts";

import styles from "./effect-mark.module.css";

/** Props of {@link EffectMark}. */
export interface EffectMarkProps {
  effect: LanePoint["effect"];
  state?: LanePoint["state"];
  /** Its middle. */
  x: number;
  y: number;
  /** Pixels of a side; 18 without it. */
  size?: number;
  isSelected?: boolean;
  fills: PatternFills;
}

/**
 * The effect badge inside of a chart: letter, hue and form say the same. Denied is hatched with a
 * barred circle, an error has a triangle, a call that waits a dashed edge.
 */
export function EffectMark(props: EffectMarkProps) {
  const { effect, state, x, y, size = 18, isSelected = false, fills } = props;
  const half = size / 2;
  const frame = { x: x - half, y: y - half, width: size, height: size, rx: size > 14 ? 3 : 2 };
  if (state === "denied") {
    const reach = size > 14 ? size / 4.5 : size / 3;
    return (
      <g data-selected={isSelected ? "" : undefined} className={styles.denied}>
        {size > 14 && <rect {...frame} fill={fills.denied} />}
        <circle cx={x} cy={y} r={size > 14 ? size / 3 : size / 2} />
        <path d={`M${x - reach} ${y - reach}l${2 * reach} ${2 * reach}`} />
        {isSelected && <rect {...frame} className={styles.selected} />}
      </g>
    );
  }
  return (
    <g className={styles.mark} data-effect={effect} data-state={state}>
      <rect {...frame} className={styles.frame} />
      <text x={x} y={y + size * 0.225} fontSize={size > 14 ? 11 : 9} textAnchor="middle">
        {effect === "unknown" ? "?" : effect.charAt(0).toUpperCase()}
      </text>
      {isSelected && <rect {...frame} className={styles.selected} />}
      {state === "error" && (
        <path className={styles.error} d={`M${x + half - 1} ${y - half - 4.5}l5.5 9h-11z`} />
      )}
    </g>
  );
}
