import type { ReactNode } from "react";

import { cx } from "../lib/cx.ts";
import type { IconName } from "./icon-paths.ts";
import { Icon } from "./icon.tsx";

import styles from "./empty-state.module.css";

/**
 * Why there is nothing: `window`, none in this time; `filtered`, the query leaves none; `never`, nothing
 * was ever received; `scope`, nothing among what the reader may see; `none`, there simply is none.
 */
type EmptyKind = "window" | "filtered" | "never" | "scope" | "none";

/** What is said where there is nothing. */
export interface EmptyStateProps {
  kind: EmptyKind;
  /** Why, in a sentence's beginning; default by kind. */
  title?: ReactNode;
  /** What to do about it. */
  children?: ReactNode;
  /** Buttons and links that do it. */
  actions?: ReactNode;
  /** For small panels. */
  small?: boolean;
}

const kinds: Readonly<Record<EmptyKind, { icon: IconName; title: string }>> = {
  window: { icon: "calendar", title: "No events in this time" },
  filtered: { icon: "filter", title: "The query leaves no events" },
  never: { icon: "upload", title: "Nothing was ever received" },
  scope: { icon: "lock", title: "Nothing among what you may see" },
  none: { icon: "check", title: "There is none" },
};

/** Says why there is nothing, and what to do about it. */
export function EmptyState(props: EmptyStateProps): ReactNode {
  const { kind, title, children, actions, small = false } = props;
  const known = kinds[kind];
  return (
    <div className={cx(styles["empty"], small && styles["small"])}>
      {!small && (
        <span className={styles["icon"]}>
          <Icon name={known.icon} size={20} stroke={1.3} />
        </span>
      )}
      <p className={styles["title"]}>{title ?? known.title}</p>
      {children !== undefined && <div className={styles["text"]}>{children}</div>}
      {actions !== undefined && <div className={styles["actions"]}>{actions}</div>}
    </div>
  );
}
