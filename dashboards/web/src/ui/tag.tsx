import type { ReactNode } from "react";

import { cx } from "../lib/cx.ts";
import type { IconName } from "./icon-paths.ts";
import { Icon } from "./icon.tsx";

import styles from "./tag.module.css";

/** A word on a ground. */
export interface TagProps {
  /** `high` and `medium` severity, `new`, `good`; default none of these. */
  tone?: "plain" | "high" | "medium" | "new" | "good";
  icon?: IconName;
  title?: string;
  children: ReactNode;
}

/** A short word about the thing it stands beside: a severity, a kind, a mark. */
export function Tag({ tone = "plain", icon, title, children }: TagProps): ReactNode {
  return (
    <span className={cx(styles["tag"], tone !== "plain" && styles[tone])} title={title}>
      {icon !== undefined && <Icon name={icon} size={12} />}
      {children}
    </span>
  );
}
