import type { ReactNode } from "react";

import { Fact } from "../../ui/facts.tsx";
import type { FactProps } from "../../ui/facts.tsx";

import styles from "./event-drawer.module.css";

/** A fact whose value and what is said beside it run as one text, so that a narrow drawer stays short. */
export function EventFact({ children, ...rest }: FactProps): ReactNode {
  return (
    <Fact {...rest}>
      <span className={styles.flowing}>{children}</span>
    </Fact>
  );
}
