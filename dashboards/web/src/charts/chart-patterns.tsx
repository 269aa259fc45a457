import { useId } from "react";

import styles from "./chart.module.css";

/** Addresses of the patterns of one chart, for `fill`. */
export interface PatternFills {
  /** Red hatch: denied. */
  denied: string;
  /** Thin hatch: missing, late or unknown. */
  gap: string;
  /** Level lines over the colour of writes, on paper only: there it is as grey as that of reads. */
  paper: string;
  /** Upright stripes: waiting for an approval. */
  wait: string;
}

/** Names for the patterns of one chart, unlike those of any other on the page. */
export function usePatterns(): { prefix: string; fills: PatternFills } {
  const prefix = useId();
  return {
    prefix,
    fills: {
      denied: `url(#${prefix}denied)`,
      gap: `url(#${prefix}gap)`,
      paper: `url(#${prefix}paper)`,
      wait: `url(#${prefix}wait)`,
    },
  };
}

/** The definitions of a chart's patterns; stands once inside its `<svg>`. */
export function ChartPatterns({ prefix }: { prefix: string }) {
  return (
    <defs>
      <pattern
        id={`${prefix}denied`}
        width="4"
        height="4"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect className={styles.patternDenied} width="4" height="4" />
        <rect className={styles.patternGround} width="1.6" height="4" />
      </pattern>
      <pattern
        id={`${prefix}gap`}
        width="5"
        height="5"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect className={styles.patternGap} width="1" height="5" />
      </pattern>
      <pattern id={`${prefix}paper`} width="4" height="3" patternUnits="userSpaceOnUse">
        <rect className={styles.patternGround} width="4" height="1" />
      </pattern>
      <pattern id={`${prefix}wait`} width="6" height="6" patternUnits="userSpaceOnUse">
        <rect className={styles.patternWait} width="3" height="6" />
      </pattern>
    </defs>
  );
}
