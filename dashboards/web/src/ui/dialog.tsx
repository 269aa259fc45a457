import { useId, useLayoutEffect, useRef } from "react";
import type { ReactNode } from "react";

import { cx } from "../lib/cx.ts";
import { IconButton } from "./icon-button.tsx";

import styles from "./dialog.module.css";

/** A dialog over the page. */
export interface DialogProps {
  title: ReactNode;
  children: ReactNode;
  /** Buttons at its foot, the primary one last. */
  actions?: ReactNode;
  wide?: boolean;
  /** Asked for with Esc, the close button and a click beside it; take the dialog away then. */
  onClose: () => void;
}

/**
 * A dialog that is open as long as it is drawn. The page behind it waits; the focus comes back to where
 * it was. The first field of a dialog has the focus when it opens.
 */
export function Dialog({
  title,
  children,
  actions,
  wide = false,
  onClose,
}: DialogProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // Closed while it is still on the page: only so the focus comes back to where it was.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element?.open === false) element.showModal();
    // The browser would take the close button, and React's `autoFocus` came before there was a dialog.
    element?.querySelector<HTMLElement>("textarea, input, select")?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={cx(styles["dialog"], wide && styles["wide"])}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className={styles["head"]}>
        <h2 id={titleId}>{title}</h2>
        <IconButton icon="close" label="Close" shortcut="Esc" onClick={onClose} />
      </div>
      <div className={styles["body"]}>{children}</div>
      {actions !== undefined && <div className={styles["actions"]}>{actions}</div>}
    </dialog>
  );
}
