import { useSyncExternalStore } from "react";

/** What can lie over every page. */
export type Overlay = "help" | "commands";

const listeners = new Set<() => void>();
const state: { open: Overlay | undefined } = { open: undefined };

/** Opens one over the page, in place of another. */
export function openOverlay(overlay: Overlay): void {
  set(overlay);
}

/** Closes what lies over the page. */
export function closeOverlay(): void {
  set(undefined);
}

/** What lies over the page. */
export function useOverlay(): Overlay | undefined {
  return useSyncExternalStore(subscribe, () => state.open);
}

function set(open: Overlay | undefined): void {
  state.open = open;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
