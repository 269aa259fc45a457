import type { ReactNode } from "react";

import styles from "./facts.module.css";

/** A list of facts. */
export interface FactsProps {
  children: ReactNode;
}

/** Facts with their labels, one a row; its children are `Fact`s. */
export function Facts({ children }: FactsProps): ReactNode {
  return <dl className={styles["facts"]}>{children}</dl>;
}

/** One fact. */
export interface FactProps {
  label: string;
  /** The value; what comes from an event goes through `SafeText`. */
  children: ReactNode;
  /** How it is known, or a note, at the end of the row. */
  aside?: ReactNode;
}

/** A label, its value, and how that is known. */
export function Fact({ label, children, aside }: FactProps): ReactNode {
  return (
    <div className={styles["row"]}>
      <dt>{label}</dt>
      <dd className={styles["value"]}>{children}</dd>
      <dd className={styles["aside"]}>{aside}</dd>
    </div>
  );
}
