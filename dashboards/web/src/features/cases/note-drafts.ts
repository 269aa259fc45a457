import { useSyncExternalStore } from "react";

const drafts = new Map<string, string>();
const listeners = new Set<() => void>();

/**
 * A half-written note of a case. It outlives the page of the case, so that looking at an event does not
 * lose it; it ends with the tab.
 */
export function useNoteDraft(caseId: string): [string, (text: string) => void] {
  const text = useSyncExternalStore(subscribe, () => drafts.get(caseId) ?? "");
  return [
    text,
    (next) => {
      if (next === "") drafts.delete(caseId);
      else drafts.set(caseId, next);
      for (const listener of listeners) listener();
    },
  ];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
