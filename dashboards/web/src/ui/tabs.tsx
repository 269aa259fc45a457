import { useId, useRef } from "react";
import type { KeyboardEvent, ReactNode } from "react";

import { cx } from "../lib/cx.ts";

import styles from "./tabs.module.css";

/** One tab. */
export interface Tab<Id extends string> {
  id: Id;
  label: string;
  /** A count or word behind the label. */
  note?: ReactNode;
}

/** Tabs, and what the chosen one shows. */
export interface TabsProps<Id extends string> {
  /** Name of the row of tabs. */
  label: string;
  tabs: readonly Tab<Id>[];
  /** The chosen one, from the address. */
  value: Id;
  onChange: (id: Id) => void;
  /** Controls at the end of the row. */
  end?: ReactNode;
  /** Whether the panel fills its place and scrolls by itself. */
  fill?: boolean;
  children: ReactNode;
}

/** Tabs; arrows, Home and End move among them and choose at once. */
export function Tabs<Id extends string>(props: TabsProps<Id>): ReactNode {
  const { label, tabs, value, onChange, end, fill = false, children } = props;
  const id = useId();
  const row = useRef<HTMLDivElement>(null);

  function move(event: KeyboardEvent): void {
    const now = tabs.findIndex((tab) => tab.id === value);
    const last = tabs.length - 1;
    const next = {
      ArrowRight: now === last ? 0 : now + 1,
      ArrowLeft: now <= 0 ? last : now - 1,
      Home: 0,
      End: last,
    }[event.key];
    const tab = next === undefined ? undefined : tabs[next];
    if (tab === undefined || next === undefined) return;
    event.preventDefault();
    onChange(tab.id);
    row.current?.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  }

  return (
    <>
      <div className={styles["tabs"]}>
        <div ref={row} role="tablist" aria-label={label} className="row" onKeyDown={move}>
          {tabs.map((tab) => (
            <button
              key={tab.id}
              type="button"
              role="tab"
              id={`${id}-${tab.id}`}
              aria-selected={tab.id === value}
              aria-controls={tab.id === value ? `${id}-panel` : undefined}
              tabIndex={tab.id === value ? 0 : -1}
              className={styles["tab"]}
              onClick={() => onChange(tab.id)}
            >
              {tab.label}
              {tab.note !== undefined && <span className={styles["note"]}>{tab.note}</span>}
            </button>
          ))}
        </div>
        {end !== undefined && <div className={styles["end"]}>{end}</div>}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${value}`}
        tabIndex={0}
        className={cx(styles["panel"], fill && styles["fill"])}
      >
        {children}
      </div>
    </>
  );
}
