import type { ReactNode } from "react";

import { CopyButton } from "./copy-button.tsx";

import styles from "./code-block.module.css";

/** Lines to copy: a command or a piece of code. */
export interface CodeBlockProps {
  /** Name of what is copied: `Copy the command`. */
  label: string;
  code: string;
}

/** Code of our own with a button that copies it. Values of events are for `SafeText`. */
export function CodeBlock({ label, code }: CodeBlockProps): ReactNode {
  return (
    <div className={styles["block"]}>
      <pre className={styles["code"]} tabIndex={0} aria-label={label.replace(/^Copy /, "")}>
        {code}
      </pre>
      <span className={styles["copy"]}>
        <CopyButton value={code} label={label} />
      </span>
    </div>
  );
}
