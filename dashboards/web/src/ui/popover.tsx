import { useId, useRef, useState } from "react";
import type { ReactNode, RefObject, ToggleEvent } from "react";

import { placeBeside } from "../lib/place.ts";

import styles from "./popover.module.css";

/** What the button that opens a box must be given. */
export interface PopoverTrigger {
  ref: RefObject<HTMLButtonElement | null>;
  popoverTarget: string;
  "aria-expanded": boolean;
  "aria-haspopup": "dialog";
}

/** A box that stands beside its button. */
export interface PopoverProps {
  /** Name of the box. */
  label: string;
  /** Renders the button: `(props) => <Button {...props}>…</Button>`. */
  trigger: (props: PopoverTrigger) => ReactNode;
  align?: "start" | "end";
  /** Drawn only while it is open. */
  children: (close: () => void) => ReactNode;
  className?: string | undefined;
}

/**
 * A box over the page that opens with its button and closes with Esc, a click elsewhere, or `close`.
 * The page behind it stays usable. Its first control has the focus when it has `autoFocus`.
 */
export function Popover({ label, trigger, align, children, className }: PopoverProps): ReactNode {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(false);

  function toggled(event: ToggleEvent<HTMLDivElement>): void {
    if (event.newState === "open" && button.current !== null)
      placeElement(event.currentTarget, button.current, align);
  }

  return (
    <>
      {trigger({
        ref: button,
        popoverTarget: id,
        "aria-expanded": isOpen,
        "aria-haspopup": "dialog",
      })}
      <div
        ref={box}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        className={className === undefined ? styles["box"] : `${styles["box"]} ${className}`}
        onBeforeToggle={(event) => setIsOpen(event.newState === "open")}
        onToggle={toggled}
      >
        {isOpen && children(() => box.current?.hidePopover())}
      </div>
    </>
  );
}

/** Puts a shown box beside an element, inside of the window. */
export function placeElement(
  box: HTMLElement,
  anchor: HTMLElement | { x: number; y: number },
  align?: "start" | "end",
): void {
  const at =
    anchor instanceof HTMLElement
      ? anchor.getBoundingClientRect()
      : { left: anchor.x, right: anchor.x, top: anchor.y, bottom: anchor.y };
  const view = { width: window.innerWidth, height: window.innerHeight };
  const size = { width: box.offsetWidth, height: box.offsetHeight };
  const { left, top } = placeBeside(at, size, view, align);
  box.style.left = `${left}px`;
  box.style.top = `${top}px`;
}
