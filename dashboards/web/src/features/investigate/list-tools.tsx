import type { ReactNode } from "react";

import { useMay } from "../../lib/permissions.ts";
import { Button } from "../../ui/button.tsx";
import { CheckField } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Menu } from "../../ui/menu.tsx";
import { Popover } from "../../ui/popover.tsx";
import { PinToCase } from "../cases/pin-to-case.tsx";
import { columnName } from "./event-columns.tsx";
import { columnIds, columnsText, defaultColumns, readColumns } from "./shown-event.ts";
import type { InvestigatePageState } from "./use-investigate-page.ts";

import styles from "./investigate-page.module.css";

const kinds = [
  { id: undefined, label: "Calls and facts" },
  { id: "attempts", label: "Attempts as well" },
  { id: "all", label: "All, reads of the trail too" },
] as const;

/** How the list is shown: which events, columns, repeats; and what can be pinned of it. */
export function ListTools(props: {
  page: InvestigatePageState;
  cursor: string | undefined;
  /** Ids of the events that are loaded, the first 500. */
  loaded: readonly string[];
}): ReactNode {
  const { page, cursor, loaded } = props;
  const { search, change } = page;
  const mayPin = useMay("cases");
  const isGrouped = search.group === "on";
  const selected = search.e ?? cursor;
  return (
    <>
      <Menu
        label="Which kinds of events"
        align="end"
        trigger={(trigger) => (
          <Button
            kind="ghost"
            square={search.kind === undefined}
            on={search.kind !== undefined ? true : undefined}
            title="Which kinds of events"
            aria-label="Which kinds of events"
            {...trigger}
          >
            <Icon name="filter" size={13} />
            {search.kind === "attempts" && "attempts"}
            {search.kind === "all" && "all kinds"}
          </Button>
        )}
        items={kinds.map(({ id, label }) => ({
          id: id ?? "rows",
          label,
          checked: search.kind === id,
          onSelect: () => change({ kind: id, e: undefined }),
        }))}
      />
      <Button
        kind="ghost"
        square
        on={isGrouped}
        aria-label="Group repeats"
        title="Group repeats: the same call again within a minute"
        onClick={() => change({ group: isGrouped ? undefined : "on" }, "replace")}
      >
        <Icon name="sessions" size={13} />
      </Button>
      <Popover
        label="Columns"
        align="end"
        className={styles.columns}
        trigger={(trigger) => (
          <Button kind="ghost" square aria-label="Columns" title="Columns" {...trigger}>
            <Icon name="columns" size={13} />
          </Button>
        )}
      >
        {() => <ColumnChoice page={page} />}
      </Popover>
      {mayPin && (
        <PinToCase
          eventIds={selected === undefined ? loaded : [selected]}
          choices={[
            ...(selected === undefined
              ? []
              : [{ label: "The selected event", eventIds: [selected] }]),
            { label: "The first that are listed", eventIds: loaded },
          ]}
          trigger={(trigger) => (
            <IconButton
              {...trigger}
              size="medium"
              icon="pin"
              iconSize={13}
              label="Pin to a case"
              shortcut="m"
              data-pin-row=""
              disabled={loaded.length === 0}
            />
          )}
        />
      )}
    </>
  );
}

function ColumnChoice({ page: { search, change } }: { page: InvestigatePageState }): ReactNode {
  const shown = readColumns(search.cols);
  return (
    <div>
      <ul className={styles.columnList}>
        {columnIds.map((id) => (
          <li key={id}>
            <CheckField
              checked={shown.includes(id)}
              disabled={shown.length === 1 && shown[0] === id}
              onChange={({ currentTarget: { checked } }) => {
                const next = columnIds.filter((other) =>
                  other === id ? checked : shown.includes(other),
                );
                change({ cols: columnsText(next) }, "replace");
              }}
            >
              {columnName(id)}
            </CheckField>
          </li>
        ))}
      </ul>
      <div className={styles.columnFoot}>
        <Button
          size="small"
          disabled={columnsText(shown) === undefined}
          onClick={() => change({ cols: columnsText(defaultColumns) }, "replace")}
        >
          As at first
        </Button>
      </div>
    </div>
  );
}
