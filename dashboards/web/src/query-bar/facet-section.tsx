import type { FieldId } from "@toolmark/schemas/fields";
import { useId, useState } from "react";
import type { ReactNode } from "react";

import { countText } from "../lib/format.ts";
import { Icon } from "../ui/icon.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";
import type { Condition } from "./conditions.ts";
import { facetTitle } from "./facet-look.ts";
import { FacetRow } from "./facet-row.tsx";
import { facetRows } from "./facet-rows.ts";
import type { FacetRowData } from "./facet-rows.ts";
import { useFacets } from "./use-facets.ts";
import type { FacetQuestion } from "./use-facets.ts";

import styles from "./facets-panel.module.css";

/** A field of the column. */
export interface FacetSectionProps {
  field: FieldId;
  rows: readonly FacetRowData[];
  /** Events of the query; a bar is its part of them. */
  total: number;
  /** Whether there may be more values than the rows. */
  isCut: boolean;
  /** While values are searched all that were found are shown. */
  isSearching: boolean;
  /** Asks for all values of the field. */
  question: FacetQuestion;
  conditions: readonly Condition[];
  onToggle: (value: string | null, negated: boolean) => void;
}

const SHOWN = 5;

/** The values of one field, five of them until more are wanted. */
export function FacetSection(props: FacetSectionProps): ReactNode {
  const { field, total, isCut, isSearching, question, conditions, onToggle } = props;
  const id = useId();
  const [isOpen, setIsOpen] = useState(true);
  const [isLong, setIsLong] = useState(false);
  const all = useFacets(question, isLong && isCut && !isSearching);
  const values = isLong && !isSearching ? all.data?.facets[field] : undefined;
  const rows = values === undefined ? props.rows : facetRows(field, values, conditions);
  // What the query names is shown wherever it stands.
  const shown =
    isLong || isSearching
      ? rows
      : rows.filter(({ sense }, index) => index < SHOWN || sense !== undefined);
  const left = rows.length - shown.length;
  const title = facetTitle(field);

  return (
    <section className={styles["section"]} aria-labelledby={id}>
      <div className={styles["head"]}>
        <h3>
          <button
            type="button"
            id={id}
            className={styles["title"]}
            aria-expanded={isOpen}
            onClick={() => setIsOpen(!isOpen)}
          >
            <Icon name={isOpen ? "chevron-down" : "chevron-right"} size={11} />
            {title}
          </button>
        </h3>
        {isOpen && !isSearching && (left > 0 || isLong) && (
          <button
            type="button"
            className={styles["more"]}
            aria-label={
              isLong
                ? `fewer values of ${title}`
                : `${countText(left)}${isCut ? "+" : ""} more values of ${title}`
            }
            aria-expanded={isLong}
            onClick={() => setIsLong(!isLong)}
          >
            {isLong ? "fewer" : `${countText(left)}${isCut ? "+" : ""} more`}
          </button>
        )}
      </div>
      {isOpen && (
        <ul>
          {shown.map((row, index) => (
            <FacetRow
              key={row.value ?? "\u0000none"}
              field={field}
              row={row}
              total={total}
              isFirst={index === 0}
              onToggle={(negated) => onToggle(row.value, negated)}
            />
          ))}
        </ul>
      )}
      {isOpen && isLong && all.isError && (
        <ProblemNote error={all.error} onRetry={() => void all.refetch()} />
      )}
    </section>
  );
}
