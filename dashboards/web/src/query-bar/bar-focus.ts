import type { Span } from "@toolmark/schemas/query/query-tree";

const listeners = new Set<(span: Span | undefined) => void>();

/** Puts the focus into the query bar of the page, and selects a part of its text. */
export function focusQueryBar(span?: Span): void {
  for (const listener of listeners) listener(span);
}

/** Registers the bar; returns how to take it back. */
export function onFocusQueryBar(listener: (span: Span | undefined) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
