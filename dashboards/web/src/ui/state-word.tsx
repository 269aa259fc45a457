import type { ReactNode } from "react";

import { cx } from "../lib/cx.ts";
import type { IconName } from "./icon-paths.ts";
import { Icon } from "./icon.tsx";

import styles from "./state-word.module.css";

/** How loudly a state speaks: what merely worked is `quiet`. */
export type StateTone = "quiet" | "good" | "deny" | "error" | "wait" | "gap";

/** A state in a word. */
export interface StateWordProps {
  tone: StateTone;
  icon?: IconName | undefined;
  title?: string | undefined;
  children: ReactNode;
}

/** A state: a word, with an icon before its colour for all that is not as usual. */
export function StateWord({ tone, icon, title, children }: StateWordProps): ReactNode {
  return (
    <span className={cx(styles["word"], styles[tone])} title={title}>
      {icon !== undefined && <Icon name={icon} size={12} stroke={icon === "check" ? 2 : 1.7} />}
      {children}
    </span>
  );
}
