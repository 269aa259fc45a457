import type { EventView } from "@toolmark/query-api/event-view";
import type { ReactNode } from "react";

import { copyValue } from "../../ui/copy-button.tsx";
import type { MenuItem } from "../../ui/menu-list.tsx";
import { MenuAt } from "../../ui/menu.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { useValueActions, ValueMenuAt } from "../../ui/value-menu.tsx";
import { valueAt, valuesOf } from "./shown-event.ts";

/** A menu that is open on a cell or on a row. */
export interface OpenMenu {
  event: EventView;
  /** Absent for the row as a whole. */
  column: string | undefined;
  at: { x: number; y: number };
}

/** Values of a row that its menu names at most. */
const MOST_VALUES = 9;

/** What can be done with the value of a cell; on a row, with each of its values. */
export function RowMenu({ menu, onClose }: { menu: OpenMenu; onClose: () => void }): ReactNode {
  const { event, column, at } = menu;
  const actionsOf = useValueActions();
  const value = column === undefined ? undefined : valueAt(event, column);
  if (value !== undefined) return <ValueMenuAt {...value} at={at} onClose={onClose} />;
  const values = valuesOf(event).slice(0, MOST_VALUES);
  const pick = (sense: "is" | "not"): MenuItem[] =>
    values.flatMap(({ field, value: raw }) =>
      actionsOf(field, raw)
        .filter((item) => item !== "line")
        .filter(({ id }) => id === sense)
        .map((item): MenuItem => {
          const label = (
            <>
              <span className="dim">
                {sense === "is" ? "only" : "not"} {field}
              </span>{" "}
              <SafeText value={raw} cap={40} />
            </>
          );
          return { ...item, id: `${sense} ${field} ${raw}`, label, shortcut: undefined };
        }),
    );
  return (
    <MenuAt
      label="Values of this row"
      at={at}
      onClose={onClose}
      items={[
        ...pick("is"),
        "line",
        ...pick("not"),
        "line",
        {
          id: "copy",
          label: "Copy event id",
          icon: "copy",
          onSelect: () => void copyValue(event.event.id),
        },
      ]}
    />
  );
}
