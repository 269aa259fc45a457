import { useSyncExternalStore } from "react";

/** A short message that goes by itself. */
export interface Toast {
  id: number;
  text: string;
  /** `problem` stays until it is closed. */
  tone: "done" | "problem";
}

const SHOWN_MS = 4000;
const MOST = 4;
const listeners = new Set<() => void>();
const state: { list: readonly Toast[]; next: number } = { list: [], next: 1 };

/** Tells that something was done, or went wrong, without taking the focus. */
export function toast(text: string, tone: Toast["tone"] = "done"): void {
  const added: Toast = { id: state.next, text, tone };
  state.next += 1;
  set([...state.list, added].slice(-MOST));
  if (tone === "done") setTimeout(() => closeToast(added.id), SHOWN_MS);
}

/** Takes a message away. */
export function closeToast(id: number): void {
  set(state.list.filter((entry) => entry.id !== id));
}

/** The messages that are shown. */
export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(subscribe, () => state.list);
}

function set(list: readonly Toast[]): void {
  state.list = list;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
