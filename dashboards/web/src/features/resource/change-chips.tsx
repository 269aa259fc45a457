import type { Json } from "@toolmark/schemas/normalized-event";
import type { ReactNode } from "react";

import { countOf } from "../../lib/format.ts";
import { MaskedText } from "../../ui/masked-text.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import type { ApiAccess } from "./resource-access.ts";
import { valueText } from "./state-history.ts";

import styles from "./change-chips.module.css";

/** Fields that a change is shown with in a list. */
const SHOWN = 3;

/** What a change did to which fields, each as `− before + after`; hidden values are bars. */
export function ChangeChips({ access }: { access: ApiAccess }): ReactNode {
  const { masked } = access;
  const changes = changesOf(access);
  const left = changes.length - SHOWN;
  return (
    <>
      {changes.slice(0, SHOWN).map((change) => (
        <span key={change.field} className={styles["change"]}>
          <b>
            <SafeText value={change.field === "" ? "content" : change.field} cap={40} />
          </b>
          {masked === true && change.before === undefined && change.after === undefined ? (
            <MaskedText title="stored, and hidden: show values to see it" />
          ) : (
            <Sides before={change.before} after={change.after} />
          )}
        </span>
      ))}
      {left > 0 && <span className="dim">{countOf(left, "more field")}</span>}
    </>
  );
}

/** What changed; of a change that recorded only what it left, all of that. */
export function changesOf(access: ApiAccess): ApiAccess["changes"] {
  const { changes, after, before } = access;
  if (changes.length > 0 || before !== undefined || !isObject(after)) return changes;
  return Object.entries(after).map(([field, value]) => ({ field, after: value }));
}

function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function Sides({ before, after }: { before: Json | undefined; after: Json | undefined }) {
  if (before === undefined && after === undefined)
    return <span className={styles["plain"]}>changed, not recorded to what</span>;
  return (
    <>
      {before === undefined ? (
        <span className={styles["plain"]}>not set</span>
      ) : (
        <del className={styles["before"]}>
          <SafeText value={valueText(before)} cap={60} />
        </del>
      )}
      {after === undefined ? (
        <span className={styles["plain"]}>removed</span>
      ) : (
        <ins className={styles["after"]}>
          <SafeText value={valueText(after)} cap={60} />
        </ins>
      )}
    </>
  );
}
