import type { FacetsAnswer } from "@toolmark/query-api/answers";
import { facetIds } from "@toolmark/schemas/fields";
import type { FieldId } from "@toolmark/schemas/fields";
import { useDeferredValue, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";

import { singleKeys } from "../app/keyboard.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Icon } from "../ui/icon.tsx";
import { Panel } from "../ui/panel.tsx";
import { listConditions, toggleCondition } from "./conditions.ts";
import { mainFacets, facetTitle } from "./facet-look.ts";
import { facetRows, matchingRows } from "./facet-rows.ts";
import { FacetSection } from "./facet-section.tsx";
import type { TypedRange } from "./lift-time.ts";
import { useFacets } from "./use-facets.ts";
import type { FacetQuestion } from "./use-facets.ts";

import styles from "./facets-panel.module.css";

/** The column of counts. */
export interface FacetsPanelProps {
  /** The query that runs. */
  text: string;
  /** The range that is looked at, RFC 3339. */
  range: TypedRange;
  /** Counts what was stored at this position. */
  asof?: string | undefined;
  /** Counts attempts, or evidence too; rows without it. */
  kind?: FacetQuestion["kind"];
  /** Takes the changed query, to be run. */
  onChange: (text: string) => void;
}

/** Values of a field that are asked for at first, and when they are searched or all are wanted. */
const FEW = 20;
const MANY = 1000;

const main: readonly FieldId[] = mainFacets;
const others = facetIds.filter((id) => !main.includes(id));

/**
 * How the events of the query spread over the values of its fields, and the buttons that ask for one
 * value or exclude it. Arrows go from value to value, and from `=` to `≠`; `f` and `x` press them.
 */
export function FacetsPanel({ text, range, asof, kind, onChange }: FacetsPanelProps): ReactNode {
  const [typed, setTyped] = useState("");
  const [areAllShown, setAreAllShown] = useState(false);
  const wanted = useDeferredValue(typed.trim());
  const isSearching = wanted !== "";
  const limit = isSearching ? MANY : FEW;
  const counted = useFacets({ text, range, asof, kind, fields: main, limit });
  const more = useFacets(
    { text, range, asof, kind, fields: others, limit },
    areAllShown || isSearching,
  );
  const conditions = useMemo(() => listConditions(text), [text]);
  const column = useRef<HTMLDivElement>(null);

  function sections(answer: FacetsAnswer, ids: readonly FieldId[]): ReactNode {
    return ids.map((field) => {
      const values = answer.facets[field] ?? [];
      const rows = matchingRows(
        facetRows(field, values, conditions),
        `${facetTitle(field)} ${field}`,
        wanted,
      );
      if (rows.length === 0) return null;
      return (
        <FacetSection
          key={field}
          field={field}
          rows={rows}
          total={answer.total}
          isCut={values.length >= limit}
          isSearching={isSearching}
          question={{ text, range, asof, kind, fields: [field], limit: MANY }}
          conditions={conditions}
          onToggle={(value, negated) => onChange(toggleCondition(text, field, value, { negated }))}
        />
      );
    });
  }

  return (
    <aside className={styles["column"]} aria-label="Facets">
      <h2 className="sr">Facets</h2>
      <label className={styles["search"]}>
        <Icon name="filter" size={12} />
        <span className="sr">Find a field or value</span>
        <input
          type="search"
          placeholder="Find a field or value"
          value={typed}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown") moveTo(event, column.current, 1);
            if (event.key === "Escape") {
              setTyped("");
              event.stopPropagation();
            }
          }}
        />
      </label>
      <div
        ref={column}
        className={styles["scroll"]}
        onKeyDown={(event) => moved(event, column.current)}
      >
        <Panel
          label="Values of the fields"
          query={counted}
          rows={14}
          empty={(answer) =>
            answer.total === 0 ? (
              <EmptyState
                kind={text === "" ? "window" : "filtered"}
                title="Nothing to count"
                small
              />
            ) : undefined
          }
        >
          {(answer: FacetsAnswer) => sections(answer, main)}
        </Panel>
        {areAllShown || isSearching ? (
          <Panel label="Values of more fields" query={more} rows={4}>
            {(answer: FacetsAnswer) => sections(answer, others)}
          </Panel>
        ) : (
          <button type="button" className={styles["others"]} onClick={() => setAreAllShown(true)}>
            <Icon name="plus" size={11} />
            More fields
          </button>
        )}
      </div>
    </aside>
  );
}

function moved(event: KeyboardEvent, column: HTMLElement | null): void {
  // On a value of this column they mean it, not the cell of the list.
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  const sense = isPlain && singleKeys.read() === "on" ? sensesByKey[event.key] : undefined;
  if (sense !== undefined) return press(event, sense);
  if (event.key === "ArrowDown") moveTo(event, column, 1);
  else if (event.key === "ArrowUp") moveTo(event, column, -1);
  else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    const button = buttonOf(event, event.key === "ArrowRight" ? "not" : "is");
    if (button === undefined) return;
    event.preventDefault();
    button.focus();
  }
}

type Sense = "is" | "not";
const sensesByKey: Readonly<Record<string, Sense | undefined>> = { f: "is", x: "not" };

function press(event: KeyboardEvent, sense: Sense): void {
  const button = buttonOf(event, sense);
  if (button === undefined) return;
  event.preventDefault();
  button.click();
}

function buttonOf(event: KeyboardEvent, sense: Sense): HTMLElement | undefined {
  const row = (event.target as HTMLElement).closest("[data-row]");
  return row?.querySelector<HTMLElement>(`[data-sense=${sense}]`) ?? undefined;
}

function moveTo(event: KeyboardEvent, column: HTMLElement | null, by: 1 | -1): void {
  const stops = [...(column?.querySelectorAll<HTMLElement>("[data-stop]") ?? [])];
  const row = (event.target as HTMLElement).closest("[data-row]");
  const here = row?.querySelector<HTMLElement>("[data-stop]") ?? (event.target as HTMLElement);
  const next = stops[stops.indexOf(here) + by];
  event.preventDefault();
  next?.focus();
}
