import type { ReactNode } from "react";

import { cx } from "../lib/cx.ts";
import { closeToast, useToasts } from "../lib/toasts.ts";
import { IconButton } from "./icon-button.tsx";
import { Icon } from "./icon.tsx";

import styles from "./toast.module.css";

/** Where messages of `toast` appear; read out as they come. Drawn once, by the frame. */
export function Toaster(): ReactNode {
  const toasts = useToasts();
  return (
    <div className={styles["region"]} role="status" aria-live="polite">
      {toasts.map(({ id, text, tone }) => (
        <div key={id} className={cx(styles["toast"], tone === "problem" && styles["problem"])}>
          <span className={styles["icon"]}>
            <Icon name={tone === "problem" ? "warning" : "check"} size={12} />
          </span>
          <span className={styles["text"]}>{text}</span>
          <IconButton icon="close" label="Close message" onClick={() => closeToast(id)} />
        </div>
      ))}
    </div>
  );
}
