import { useEffect, useId, useRef } from "react";
import type { KeyboardEvent, ReactNode } from "react";

import { placeElement } from "./popover.tsx";

import boxStyles from "./popover.module.css";
import styles from "./tooltip.module.css";

/** A note on what it stands around. */
export interface TooltipProps {
  /** What is told; plain words. */
  text: ReactNode;
  /** A control or something that takes the focus; its name must do without the note. */
  children: ReactNode;
}

const DELAY_MS = 350;

/** Tells more about something when it is pointed at or has the focus; Esc hides it. */
export function Tooltip({ text, children }: TooltipProps): ReactNode {
  const id = useId();
  const anchor = useRef<HTMLSpanElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  useEffect(() => {
    anchor.current?.firstElementChild?.setAttribute("aria-describedby", id);
  });

  function show(): void {
    if (tip.current === null || anchor.current === null || tip.current.matches(":popover-open"))
      return;
    tip.current.showPopover();
    placeElement(tip.current, anchor.current);
  }

  function hide(): void {
    clearTimeout(timer.current);
    if (tip.current?.matches(":popover-open") === true) tip.current.hidePopover();
  }

  function keyed(event: KeyboardEvent): void {
    if (event.key === "Escape") hide();
  }

  return (
    <span
      ref={anchor}
      className={styles["anchor"]}
      onPointerEnter={() => {
        clearTimeout(timer.current);
        timer.current = setTimeout(show, DELAY_MS);
      }}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={show}
      onBlur={hide}
      onKeyDown={keyed}
    >
      {children}
      <div
        ref={tip}
        id={id}
        popover="manual"
        role="tooltip"
        className={`${boxStyles["box"]} ${styles["tip"]}`}
      >
        {text}
      </div>
    </span>
  );
}
