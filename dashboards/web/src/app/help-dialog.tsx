import { Fragment } from "react";
import type { ReactNode } from "react";

import { Dialog } from "../ui/dialog.tsx";
import { CheckField } from "../ui/field.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { shortcutGroups, singleKeys, useRegisteredShortcuts } from "./keyboard.ts";
import type { Shortcut } from "./keyboard.ts";

import styles from "./help-dialog.module.css";

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);
const names: Readonly<Record<string, string>> = {
  Mod: isMac ? "⌘" : "Ctrl",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
};

/** The keys that do something on this page now, and the switch that turns single keys off. */
export function HelpDialog({ onClose }: { onClose: () => void }): ReactNode {
  const shortcuts = useRegisteredShortcuts();
  const areOn = singleKeys.use() === "on";
  return (
    <Dialog
      title="Keyboard shortcuts"
      wide
      onClose={onClose}
      actions={
        <CheckField
          checked={areOn}
          onChange={(event) => singleKeys.write(event.currentTarget.checked ? "on" : "off")}
        >
          Keys without Ctrl or Cmd do something
        </CheckField>
      }
    >
      <div className={styles["columns"]}>
        {shortcutGroups.map((group) => (
          <Group
            key={group}
            name={group}
            shortcuts={shortcuts.filter((shortcut) => shortcut.group === group)}
          />
        ))}
      </div>
      <p className={styles["note"]}>
        Keys are text while you write: leave the field with Esc or Tab.
      </p>
    </Dialog>
  );
}

function Group(props: { name: string; shortcuts: readonly Shortcut[] }): ReactNode {
  const { name, shortcuts } = props;
  if (shortcuts.length === 0) return null;
  return (
    <section className={styles["group"]}>
      <h3>{name}</h3>
      <dl>
        {shortcuts.map(({ keys, label }) => (
          <div key={keys} className={styles["row"]}>
            <dt>
              <Keys keys={keys} />
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Keys({ keys }: { keys: string }): ReactNode {
  const inTurn = keys.split(" ");
  return inTurn.map((together, at) => (
    <Fragment key={together}>
      {at > 0 && <span>then</span>}
      {together.split("+").map((key) => (
        <Kbd key={key}>{names[key] ?? (together.includes("+") ? key.toUpperCase() : key)}</Kbd>
      ))}
    </Fragment>
  ));
}
