import type { ReactNode } from "react";

import styles from "./masked-text.module.css";

/** A value that is not shown. */
export interface MaskedTextProps {
  /** Why, in a word or with the rule's name; default `masked`. */
  children?: ReactNode;
  title?: string | undefined;
}

/** Stands for a value that is stored and not shown: always as wide, whatever its length. */
export function MaskedText({ children = "masked", title }: MaskedTextProps): ReactNode {
  return (
    <span className={styles["mask"]} title={title}>
      {children}
    </span>
  );
}
