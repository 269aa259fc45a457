import { useMemo } from "react";
import type { KeyboardEvent, ReactNode } from "react";

import { cx } from "../lib/cx.ts";
import { Icon } from "../ui/icon.tsx";
import type { MenuItems } from "../ui/menu-list.tsx";
import { Menu } from "../ui/menu.tsx";
import { SafeText } from "../ui/safe-text.tsx";
import { AddFilter } from "./add-filter.tsx";
import { focusQueryBar } from "./bar-focus.ts";
import { invertCondition, isTime, listConditions, removeCondition } from "./conditions.ts";
import type { Condition } from "./conditions.ts";
import type { TypedRange } from "./lift-time.ts";

import styles from "./query-chips.module.css";

/** The chips of a query. */
export interface QueryChipsProps {
  /** The query that runs. */
  text: string;
  /** Takes the changed query, to be run. */
  onChange: (text: string) => void;
  /** Where values are counted for `+ Filter`; without it all that is stored. */
  range?: TypedRange | undefined;
}

/**
 * The conditions that must all hold, one chip each: taken away with its cross or Delete, edited or
 * inverted from its menu. `+ Filter` adds one.
 */
export function QueryChips({ text, onChange, range }: QueryChipsProps): ReactNode {
  const conditions = useMemo(() => listConditions(text), [text]);
  return (
    <div className={styles["chips"]} role="group" aria-label="Conditions">
      {conditions.map((condition, index) => (
        <Chip
          key={`${index} ${condition.text}`}
          condition={condition}
          onRemove={() => onChange(removeCondition(text, index))}
          onInvert={() => onChange(invertCondition(text, index))}
        />
      ))}
      <AddFilter text={text} onChange={onChange} range={range} />
    </div>
  );
}

function Chip(props: {
  condition: Condition;
  onRemove: () => void;
  onInvert: () => void;
}): ReactNode {
  const { condition, onRemove, onInvert } = props;
  const { field, value, negated, node, start, end } = condition;
  const name = `${negated ? "not " : ""}${field} ${value.slice(0, 80)}`;
  const items: MenuItems = [
    {
      id: "edit",
      label: "Edit in the bar",
      icon: "edit",
      onSelect: () => queueMicrotask(() => focusQueryBar({ start, end })),
    },
    {
      id: "invert",
      label: negated ? "Ask for it instead" : "Exclude it instead",
      icon: negated ? "equals" : "not-equals",
      disabled: isTime(node),
      onSelect: onInvert,
    },
    "line",
    { id: "remove", label: "Remove", icon: "close", shortcut: "Del", onSelect: onRemove },
  ];

  function pressed(event: KeyboardEvent): void {
    if (event.key !== "Delete" && event.key !== "Backspace") return;
    event.preventDefault();
    onRemove();
  }

  return (
    <span className={cx(styles["chip"], negated && styles["not"])}>
      <Menu
        label={`Condition ${name}`}
        items={items}
        trigger={(trigger) => (
          <button type="button" {...trigger} className={styles["body"]} onKeyDown={pressed}>
            <span className={styles["field"]}>
              {negated && "not "}
              <SafeText value={field} cap={60} />
            </span>
            <span className={styles["value"]}>
              <SafeText value={value} cap={80} />
            </span>
          </button>
        )}
      />
      <button
        type="button"
        className={styles["remove"]}
        aria-label={`Remove ${name}`}
        title="Remove"
        onClick={onRemove}
      >
        <Icon name="close" size={10} />
      </button>
    </span>
  );
}
