import { columnNeeds, defaultColumns } from "@toolmark/exports/csv-columns";
import { fieldIds, fields } from "@toolmark/schemas/fields";
import type { FieldId } from "@toolmark/schemas/fields";
import type { ReactNode } from "react";

import { countOf } from "../../lib/format.ts";
import { useMay } from "../../lib/permissions.ts";
import { Button } from "../../ui/button.tsx";
import { CheckField } from "../../ui/field.tsx";

import styles from "./reports-page.module.css";

/** The columns of a table beside time, time of recording and id, which every table has. */
export function ColumnChoice(props: {
  /** Absent: the usual ones. */
  chosen: readonly string[] | undefined;
  onChange: (columns: readonly string[] | undefined) => void;
}): ReactNode {
  const { chosen, onChange } = props;
  const mayPersonal = useMay("personal");
  const names: readonly string[] = chosen ?? defaultColumns;
  const own = names.filter((name) => !(fieldIds as readonly string[]).includes(name));

  function toggle(id: FieldId, isOn: boolean): void {
    const next = fieldIds.filter((name) => (name === id ? isOn : names.includes(name)));
    const all = [...next, ...own];
    onChange(all.length === 0 ? undefined : all);
  }

  return (
    <details className={styles["details"]}>
      <summary>
        {countOf(names.length + FIXED, "column")}
        {chosen === undefined && ", the usual ones"}
      </summary>
      <p className={styles["note"]}>
        Time, time of recording and id are always there; choose what stands beside them.
      </p>
      <div className={styles["columns"]}>
        {fieldIds.map((id) => (
          <CheckField
            key={id}
            checked={names.includes(id)}
            disabled={columnNeeds(id) === "personal" && !mayPersonal}
            title={fields[id].description}
            onChange={(event) => toggle(id, event.currentTarget.checked)}
          >
            {id}
          </CheckField>
        ))}
      </div>
      {chosen !== undefined && (
        <Button size="small" onClick={() => onChange(undefined)}>
          The usual ones
        </Button>
      )}
    </details>
  );
}

/** Columns that every table has. */
const FIXED = 3;
