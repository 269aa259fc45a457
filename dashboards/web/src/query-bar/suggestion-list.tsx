import { useEffect, useRef } from "react";
import type { ReactNode } from "react";

import { countOf, countText } from "../lib/format.ts";
import { Icon } from "../ui/icon.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { SafeText } from "../ui/safe-text.tsx";
import type { Suggestion } from "./suggestions.ts";

import styles from "./suggestion-list.module.css";

/** The open popup of the bar. */
export interface SuggestionListProps {
  /** Begin of the ids of the list and its options. */
  id: string;
  isOpen: boolean;
  suggestions: readonly Suggestion[];
  active: number | undefined;
  isLoading: boolean;
  onPoint: (index: number) => void;
  onPick: (suggestion: Suggestion) => void;
}

/** What could stand at the cursor. The focus stays in the line; the keys that choose are told below. */
export function SuggestionList(props: SuggestionListProps): ReactNode {
  const { id, isOpen, suggestions, active, isLoading, onPoint, onPick } = props;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active !== undefined)
      list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div className={styles["popup"]} hidden={!isOpen}>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label="Suggestions"
        className={styles["list"]}
      >
        {isOpen &&
          suggestions.map((suggestion, index) => (
            <div
              key={`${suggestion.kind} ${suggestion.label}`}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              className={styles["option"]}
              onMouseMove={() => index !== active && onPoint(index)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onPick(suggestion)}
            >
              <Option suggestion={suggestion} />
            </div>
          ))}
      </div>
      <div className={styles["foot"]} aria-hidden="true">
        <span>
          <Kbd>↑</Kbd> <Kbd>↓</Kbd> choose
        </span>
        <span>
          <Kbd>Tab</Kbd> complete
        </span>
        <span>
          <Kbd>Enter</Kbd> {active === undefined ? "run" : "accept"}
        </span>
        <span>
          <Kbd>Esc</Kbd> close
        </span>
        {isLoading && <span className={styles["loading"]}>counting values…</span>}
      </div>
      <span className="sr" role="status">
        {isOpen ? countOf(suggestions.length, "suggestion") : ""}
      </span>
    </div>
  );
}

function Option({ suggestion }: { suggestion: Suggestion }): ReactNode {
  const { kind, label, about, count } = suggestion;
  return (
    <>
      {kind === "recent" && <Icon name="clock" size={12} />}
      <span className={styles["label"]} data-kind={kind}>
        <SafeText value={label} cap={160} />
      </span>
      {about !== undefined && <span className={styles["about"]}>{about}</span>}
      {count !== undefined && <span className={styles["count"]}>{countText(count)}</span>}
    </>
  );
}
