import type { Span } from "@toolmark/schemas/query/query-tree";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";

import { useShortcuts } from "../app/keyboard.ts";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { onFocusQueryBar } from "./bar-focus.ts";
import { liftTime } from "./lift-time.ts";
import type { TypedRange } from "./lift-time.ts";
import { QueryIssueNote } from "./query-issue-note.tsx";
import { QueryMirror } from "./query-mirror.tsx";
import { keepQuery } from "./recent-queries.ts";
import { SuggestionList } from "./suggestion-list.tsx";
import { acceptSuggestion } from "./suggestions.ts";
import type { Suggestion } from "./suggestions.ts";
import { SyntaxCard } from "./syntax-card.tsx";
import { applyFix, useDraft } from "./use-draft.ts";
import { useSuggestions } from "./use-suggestions.ts";

import styles from "./query-bar.module.css";

/** The bar in which a query is written. */
export interface QueryBarProps {
  /** The query that runs. */
  text: string;
  /** The range that is looked at, RFC 3339; values are counted in it. */
  range: TypedRange;
  /** Takes a query without errors, conditions on time left out where `onRange` takes them. */
  onRun: (text: string) => void;
  /** Takes the range that the query named, its ends RFC 3339 or relative. Called before `onRun`. */
  onRange?: ((range: TypedRange) => void) | undefined;
  /** Whether an answer is awaited. */
  isRunning: boolean;
}

/**
 * A line for a query, in colours, with what could come next. It runs on Enter, and only what can be
 * read: of anything else the first mistake is told, with its correction where there is one.
 */
export function QueryBar({ text, range, onRun, onRange, isRunning }: QueryBarProps): ReactNode {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const draft = useDraft(text);
  const [cursor, setCursor] = useState(0);
  const [scroll, setScroll] = useState(0);
  const nextSelection = useRef<Span | undefined>(undefined);
  const popup = useSuggestions(draft.text, cursor, range);

  useShortcuts([
    { keys: "/", label: "Write a query", group: "Results", run: () => focusAt(undefined) },
  ]);
  const latest = useRef(focusAt);
  useEffect(() => {
    latest.current = focusAt;
  });
  useEffect(() => onFocusQueryBar((span) => latest.current(span)), []);
  useLayoutEffect(() => {
    const span = nextSelection.current;
    nextSelection.current = undefined;
    if (span !== undefined) input.current?.setSelectionRange(span.start, span.end);
    setScroll(input.current?.scrollLeft ?? 0);
  }, [draft.text, cursor]);

  function focusAt(span: Span | undefined): void {
    const element = input.current;
    element?.focus();
    if (span === undefined) return element?.select();
    // A place is one of the query that runs, not of what was begun since.
    if (draft.text === text) return element?.setSelectionRange(span.start, span.end);
    nextSelection.current = span;
    return draft.change(text);
  }

  function write(next: string, at: number): void {
    nextSelection.current = { start: at, end: at };
    draft.change(next);
    setCursor(at);
    input.current?.focus();
  }

  function accept(suggestion: Suggestion): void {
    const next = acceptSuggestion(draft.text, suggestion);
    write(next.text, next.cursor);
    if (suggestion.kind === "field") popup.open();
    else popup.close();
  }

  function run(): void {
    popup.close();
    if (draft.error !== undefined) return draft.tell();
    const lifted =
      onRange === undefined ? { text: draft.text } : liftTime(draft.text, range, Date.now());
    if (lifted.range !== undefined) onRange?.(lifted.range);
    const next = lifted.text.trim();
    draft.change(next);
    keepQuery(next);
    return onRun(next);
  }

  function pressed(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing) return;
    const taken = popup.press(event.key, event.ctrlKey);
    if (taken !== undefined) {
      event.preventDefault();
      if (typeof taken === "object") accept(taken);
      return;
    }
    if (event.key === "Enter") run();
    else if (event.key === "Escape") input.current?.blur();
    else return;
    event.preventDefault();
  }

  const { told } = draft;
  const isOpen = popup.isOpen && popup.suggestions.length > 0;
  return (
    <div className={styles["root"]} role="search">
      <div className={styles["bar"]} data-wrong={told?.severity === "error" ? "" : undefined}>
        <span className={styles["icon"]}>
          <Icon name="investigate" size={14} />
        </span>
        <div className={styles["line"]}>
          <QueryMirror
            text={draft.text}
            issues={told === undefined ? [] : draft.issues}
            scroll={scroll}
          />
          <input
            ref={input}
            className={styles["input"]}
            role="combobox"
            aria-label="Query"
            aria-expanded={isOpen}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={
              isOpen && popup.active !== undefined ? `${id}-${popup.active}` : undefined
            }
            aria-invalid={told?.severity === "error"}
            aria-describedby={`${id}-issue`}
            value={draft.text}
            placeholder="Every event. Write a field, a word, or press ↓"
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            autoCorrect="off"
            dir="ltr"
            onChange={(event) => {
              draft.change(event.target.value);
              setCursor(event.target.selectionStart ?? event.target.value.length);
              popup.open();
            }}
            onSelect={(event) => setCursor(event.currentTarget.selectionStart ?? 0)}
            onScroll={(event) => setScroll(event.currentTarget.scrollLeft)}
            onFocus={() => draft.text === "" && popup.open()}
            onBlur={() => {
              popup.close();
              if (draft.text !== text) draft.tell();
            }}
            onKeyDown={pressed}
          />
        </div>
        <SyntaxCard />
        <Kbd>/</Kbd>
        <Button
          kind="primary"
          size="small"
          className={styles["run"]}
          aria-busy={isRunning}
          onClick={run}
        >
          Run
        </Button>
      </div>
      <SuggestionList
        id={id}
        isOpen={isOpen}
        suggestions={popup.suggestions}
        active={popup.active}
        isLoading={popup.isLoading}
        onPoint={popup.point}
        onPick={accept}
      />
      <div id={`${id}-issue`} aria-live="polite">
        {told !== undefined && !isOpen && (
          <QueryIssueNote
            issue={told}
            onFix={(fix) => write(applyFix(draft.text, fix), fix.start + fix.text.length)}
          />
        )}
      </div>
    </div>
  );
}
