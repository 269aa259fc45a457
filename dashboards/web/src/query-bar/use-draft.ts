import { compileQuery } from "@toolmark/schemas/query/compile-query";
import type { QueryIssue } from "@toolmark/schemas/query/query-tree";
import { useEffect, useMemo, useState } from "react";

/** The text that is being written, before it runs. */
export interface Draft {
  text: string;
  change: (text: string) => void;
  issues: readonly QueryIssue[];
  /** Keeps the query from running. */
  error: QueryIssue | undefined;
  /** What to tell now; mistakes are told when the writer pauses, not at every letter. */
  told: QueryIssue | undefined;
  /** Tells what is wrong at once. */
  tell: () => void;
}

const PAUSE_MS = 900;

/** Keeps the half-written query; a text from elsewhere takes its place. */
export function useDraft(running: string): Draft {
  const [draft, setDraft] = useState({ text: running, base: running });
  const [toldFor, setToldFor] = useState<string | undefined>(undefined);
  const text = draft.base === running ? draft.text : running;
  if (draft.base !== running) setDraft({ text: running, base: running });
  const issues = useMemo(() => compileQuery(text, { now: Date.now() }).issues, [text]);

  useEffect(() => {
    if (issues.length === 0) return undefined;
    const timer = setTimeout(() => setToldFor(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, issues]);

  const error = issues.find(({ severity }) => severity === "error");
  return {
    text,
    change: (next) => setDraft({ text: next, base: running }),
    issues,
    error,
    told: toldFor === text ? (error ?? issues[0]) : undefined,
    tell: () => setToldFor(text),
  };
}

/** The text with an issue settled. */
export function applyFix(text: string, fix: NonNullable<QueryIssue["fix"]>): string {
  return text.slice(0, fix.start) + fix.text + text.slice(fix.end);
}
