import type { ReactNode } from "react";

import styles from "./event-section.module.css";

/** A part of what is told about an event. */
export interface EventSectionProps {
  title?: string;
  /** Said quietly behind the title. */
  note?: ReactNode;
  /** A link or a state at the end of the head. */
  end?: ReactNode;
  children: ReactNode;
}

/** A part of the event drawer, with a small heading. */
export function EventSection({ title, note, end, children }: EventSectionProps): ReactNode {
  return (
    <section className={styles.section}>
      {title !== undefined && (
        <div className={styles.head}>
          <h3>{title}</h3>
          {note !== undefined && <span className={styles.note}>{note}</span>}
          {end !== undefined && <span className={styles.end}>{end}</span>}
        </div>
      )}
      {children}
    </section>
  );
}
