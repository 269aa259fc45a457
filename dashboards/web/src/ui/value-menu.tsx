import { useRouter } from "@tanstack/react-router";
import type { FieldName } from "@toolmark/schemas/fields";
import type { ReactNode } from "react";

import { cx } from "../lib/cx.ts";
import { valueActions } from "../lib/value-actions.ts";
import { copyValue } from "./copy-button.tsx";
import type { MenuItems } from "./menu-list.tsx";
import { Menu, MenuAt } from "./menu.tsx";
import { SafeText } from "./safe-text.tsx";

import styles from "./value-menu.module.css";

/** A value with its menu. */
export interface ValueMenuProps {
  /** The field of the query language that it is a value of. */
  field: FieldName;
  /** The raw value, as an event has it. */
  value: string;
  /** Takes the conditions; default: the search's address changes, or the search is opened. */
  onFilter?: ((sense: "is" | "not") => void) | undefined;
  /** How it is shown; default the value itself. */
  children?: ReactNode;
  className?: string | undefined;
}

/** A value of an event that opens a menu: only this, exclude, open its page, copy. */
export function ValueMenu(props: ValueMenuProps): ReactNode {
  const { field, value, onFilter, children, className } = props;
  const actionsOf = useValueActions();
  return (
    <Menu
      label={`${field} ${value.slice(0, 80)}`}
      title={<ValueTitle field={field} value={value} />}
      items={() => actionsOf(field, value, onFilter)}
      trigger={(trigger) => (
        <button type="button" {...trigger} className={cx(styles["value"], className)}>
          {children ?? <SafeText value={value} />}
        </button>
      )}
    />
  );
}

/** The same menu at a place, for rows: on a right click, or with the key `p` on the focused cell. */
export function ValueMenuAt(props: {
  field: FieldName;
  value: string;
  at: { x: number; y: number } | HTMLElement;
  onFilter?: ((sense: "is" | "not") => void) | undefined;
  onClose: () => void;
}): ReactNode {
  const { field, value, at, onFilter, onClose } = props;
  const actionsOf = useValueActions();
  return (
    <MenuAt
      label={`${field} ${value.slice(0, 80)}`}
      title={<ValueTitle field={field} value={value} />}
      items={actionsOf(field, value, onFilter)}
      at={at}
      onClose={onClose}
    />
  );
}

/** Makes the entries of a value's menu for the page that is shown when it is called. */
export function useValueActions(): (
  field: FieldName,
  value: string,
  onFilter?: (sense: "is" | "not") => void,
) => MenuItems {
  const router = useRouter();
  return (field, value, onFilter) => {
    const { pathname, searchStr } = router.state.location;
    return valueActions({ pathname, search: searchStr, copy: copyRaw }, field, value, onFilter);
  };
}

function copyRaw(value: string): void {
  void copyValue(value);
}

function ValueTitle({ field, value }: { field: string; value: string }): ReactNode {
  return (
    <>
      <span className={styles["title"]}>{field}</span> <SafeText value={value} cap={80} />
    </>
  );
}
