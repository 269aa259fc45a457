import { effectClasses } from "@toolmark/schemas/event";
import type { FieldId } from "@toolmark/schemas/fields";
import type { CSSProperties, ReactNode } from "react";

import { countText, percentText } from "../lib/format.ts";
import { EffectBadge } from "../ui/effect-badge.tsx";
import { Icon } from "../ui/icon.tsx";
import { SafeText } from "../ui/safe-text.tsx";
import { facetLook } from "./facet-look.ts";
import type { FacetRowData } from "./facet-rows.ts";

import styles from "./facets-panel.module.css";

/** A value of the column. */
export interface FacetRowProps {
  field: FieldId;
  row: FacetRowData;
  total: number;
  /** The one of its field that Tab reaches; arrows reach the others. */
  isFirst: boolean;
  onToggle: (negated: boolean) => void;
}

/** A value, how many events have it, and the buttons that ask for it or exclude it. */
export function FacetRow({ field, row, total, isFirst, onToggle }: FacetRowProps): ReactNode {
  const { value, count, sense } = row;
  const { tone, icon } = facetLook(field, value);
  const effect = field === "effect" ? effectClasses.find((known) => known === value) : undefined;
  const name = value === null ? `no ${field}` : value.slice(0, 80);
  const share = total === 0 ? 0 : Math.min(100, (count / total) * 100);
  return (
    <li className={styles["row"]} data-row="" data-active={sense}>
      <div
        className={styles["bar"]}
        data-tone={tone}
        style={{ "--share": `${share}%` } as CSSProperties}
        title={`${countText(count)} events, ${percentText(count, total)}`}
      >
        {effect !== undefined && <EffectBadge effect={effect} />}
        {icon !== undefined && (
          <span className={styles["icon"]} data-tone={tone}>
            <Icon name={icon} size={11} />
          </span>
        )}
        <span className={styles["name"]}>
          {value === null ? (
            <span className={styles["none"]}>none</span>
          ) : (
            <SafeText value={value} cap={120} />
          )}
        </span>
        <span className={styles["buttons"]}>
          <button
            type="button"
            className={styles["button"]}
            data-stop=""
            data-sense="is"
            tabIndex={isFirst ? 0 : -1}
            aria-pressed={sense === "wanted"}
            aria-label={`Only ${name}`}
            title={sense === "wanted" ? "Take the condition back (f)" : "Only this (f)"}
            onClick={() => onToggle(false)}
          >
            =
          </button>
          <button
            type="button"
            className={styles["button"]}
            data-sense="not"
            tabIndex={-1}
            aria-pressed={sense === "excluded"}
            aria-label={`Exclude ${name}`}
            title={sense === "excluded" ? "Take the exclusion back (x)" : "Exclude (x)"}
            onClick={() => onToggle(true)}
          >
            ≠
          </button>
        </span>
        <span className={styles["count"]}>{countText(count)}</span>
      </div>
    </li>
  );
}
