import { useRef } from "react";
import type { KeyboardEvent, ReactNode } from "react";

import { cx } from "../lib/cx.ts";
import { AppLink } from "./app-link.tsx";
import type { IconName } from "./icon-paths.ts";
import { Icon } from "./icon.tsx";
import { Kbd } from "./kbd.tsx";

import styles from "./menu.module.css";

/** One entry of a menu: a link where there is an address, else a button. */
export interface MenuItem {
  id: string;
  label: ReactNode;
  icon?: IconName | undefined;
  /** The key that does the same outside of the menu. */
  shortcut?: string | undefined;
  href?: string | undefined;
  onSelect?: (() => void) | undefined;
  /** For choices: whether it is the one that is made. */
  checked?: boolean | undefined;
  disabled?: boolean | undefined;
  danger?: boolean | undefined;
}

/** Entries of a menu, with lines between groups of them. */
export type MenuItems = readonly (MenuItem | "line")[];

/** The entries of an open menu: arrows, Home, End and first letters move among them. */
export function MenuList(props: { items: MenuItems; onDone: () => void }): ReactNode {
  const { items, onDone } = props;
  const list = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: "", at: 0 });

  function move(event: KeyboardEvent): void {
    const entries = [...(list.current?.querySelectorAll<HTMLElement>("[data-entry]") ?? [])];
    const now = entries.indexOf(document.activeElement as HTMLElement);
    const next = nextEntry(event, entries, now, typed.current);
    if (next === undefined) {
      if (event.key === "Tab") onDone();
      return;
    }
    event.preventDefault();
    entries.at(next % entries.length)?.focus();
  }

  return (
    <div ref={list} role="presentation" onKeyDown={move}>
      {items.map((item, index) =>
        item === "line" ? (
          <div key={`line-${index}`} role="separator" className={styles["line"]} />
        ) : (
          <Entry key={item.id} item={item} isFirst={index === 0} onDone={onDone} />
        ),
      )}
    </div>
  );
}

function Entry(props: { item: MenuItem; isFirst: boolean; onDone: () => void }): ReactNode {
  const { item, isFirst, onDone } = props;
  const shared = {
    role: item.checked === undefined ? "menuitem" : "menuitemradio",
    tabIndex: -1,
    "data-entry": "",
    "aria-checked": item.checked,
    "aria-disabled": item.disabled,
    autoFocus: isFirst,
    className: cx(styles["item"], item.danger === true && styles["danger"]),
  };
  const content = (
    <>
      {item.icon !== undefined && <Icon name={item.icon} size={13} />}
      <span className={styles["label"]}>{item.label}</span>
      {item.checked === true && <Icon name="check" size={12} stroke={2} />}
      {item.shortcut !== undefined && <Kbd>{item.shortcut}</Kbd>}
    </>
  );

  function select(): void {
    if (item.disabled === true) return;
    onDone();
    item.onSelect?.();
  }

  if (item.href !== undefined && item.disabled !== true)
    return (
      <AppLink {...shared} href={item.href} onClick={select}>
        {content}
      </AppLink>
    );
  return (
    <button type="button" {...shared} onClick={select}>
      {content}
    </button>
  );
}

function nextEntry(
  event: KeyboardEvent,
  entries: readonly HTMLElement[],
  now: number,
  typed: { text: string; at: number },
): number | undefined {
  switch (event.key) {
    case "ArrowDown":
      return now + 1;
    case "ArrowUp":
      return now <= 0 ? entries.length - 1 : now - 1;
    case "Home":
      return 0;
    case "End":
      return entries.length - 1;
    default:
  }
  if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey)
    return undefined;
  typed.text = event.timeStamp - typed.at > 700 ? event.key : typed.text + event.key;
  typed.at = event.timeStamp;
  const wanted = typed.text.toLowerCase();
  const order = entries.map(
    (_, index) => (now + index + (wanted.length === 1 ? 1 : 0)) % entries.length,
  );
  return order.find((index) => entries[index]?.textContent.trim().toLowerCase().startsWith(wanted));
}
