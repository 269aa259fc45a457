import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import type { ReactNode, RefObject } from "react";

import { MenuList } from "./menu-list.tsx";
import type { MenuItems } from "./menu-list.tsx";
import { placeElement } from "./popover.tsx";

import styles from "./menu.module.css";
import boxStyles from "./popover.module.css";

/** What the button that opens a menu must be given. */
interface MenuTrigger {
  ref: RefObject<HTMLButtonElement | null>;
  popoverTarget: string;
  "aria-expanded": boolean;
  "aria-haspopup": "menu";
}

/** A menu and its button. */
export interface MenuProps {
  /** Name of the menu. */
  label: string;
  /** Shown above the entries. */
  title?: ReactNode;
  /** Renders the button: `(props) => <Button {...props}>…</Button>`. */
  trigger: (props: MenuTrigger) => ReactNode;
  /** Given as a function, they are made when the menu opens. */
  items: MenuItems | (() => MenuItems);
  align?: "start" | "end";
}

/** A menu that opens with its button. */
export function Menu({ label, title, trigger, items, align }: MenuProps): ReactNode {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      {trigger({
        ref: button,
        popoverTarget: id,
        "aria-expanded": isOpen,
        "aria-haspopup": "menu",
      })}
      <div
        ref={box}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        className={`${boxStyles["box"]} ${styles["menu"]}`}
        onBeforeToggle={(event) => setIsOpen(event.newState === "open")}
        onToggle={(event) => {
          if (event.newState === "open" && button.current !== null)
            opened(event.currentTarget, button.current, align);
        }}
      >
        {isOpen && title !== undefined && <div className={styles["title"]}>{title}</div>}
        {isOpen && (
          <MenuList
            items={typeof items === "function" ? items() : items}
            onDone={() => box.current?.hidePopover()}
          />
        )}
      </div>
    </>
  );
}

/** A menu at a place, for right clicks and for the key that opens one on the focused value. */
export interface MenuAtProps {
  label: string;
  title?: ReactNode;
  items: MenuItems;
  /** A place in the window, or the element it belongs to. */
  at: { x: number; y: number } | HTMLElement;
  /** Asked for when it closes; take it away then. */
  onClose: () => void;
}

/** A menu that is open as long as it is drawn. */
export function MenuAt({ label, title, items, at, onClose }: MenuAtProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef({ at, onClose });
  useEffect(() => {
    latest.current = { at, onClose };
  });
  // Closed while it is still on the page: only so the focus comes back to where it was.
  useLayoutEffect(() => {
    const element = box.current;
    element?.showPopover();
    if (element !== null) opened(element, latest.current.at);
    return () => element?.hidePopover();
  }, []);
  return (
    <div
      ref={box}
      popover="auto"
      role="menu"
      aria-label={label}
      className={`${boxStyles["box"]} ${styles["menu"]}`}
      onToggle={(event) => {
        if (event.newState === "closed") latest.current.onClose();
      }}
    >
      {title !== undefined && <div className={styles["title"]}>{title}</div>}
      <MenuList items={items} onDone={() => box.current?.hidePopover()} />
    </div>
  );
}

function opened(
  box: HTMLElement,
  anchor: HTMLElement | { x: number; y: number },
  align?: "start" | "end",
): void {
  placeElement(box, anchor, align);
  box.querySelector<HTMLElement>("[data-entry]")?.focus();
}
