import { useEffect, useRef, useSyncExternalStore } from "react";

import { createStoredChoice } from "../lib/stored-choice.ts";

/** A key, or two in turn, that does something on a page. */
export interface Shortcut {
  /** As `KeyboardEvent.key` names it: `j`, `Z`, `Enter`; two in turn with a space: `g o`; `Mod+k`. */
  keys: string;
  /** What it does, for the help. */
  label: string;
  /** Under which heading the help lists it. */
  group: ShortcutGroup;
  /** Given `false`, the browser goes on with the key. */
  run: (event: KeyboardEvent) => unknown;
  /** Listed, and does nothing now. */
  disabled?: boolean | undefined;
}

/** Headings of the help, in their order. */
export const shortcutGroups = ["Everywhere", "Go to", "Time", "Results", "Event"] as const;
/** A heading of the help. */
export type ShortcutGroup = (typeof shortcutGroups)[number];

/** Whether keys without Ctrl or Cmd do anything (WCAG 2.1.4); kept in the browser. */
export const singleKeys = createStoredChoice("toolmark.keys", ["on", "off"]);

const SECOND_KEY_MS = 1200;
const registered = new Set<{ current: readonly Shortcut[] }>();
const listeners = new Set<() => void>();
const state: { list: readonly Shortcut[]; first: { key: string; at: number } | undefined } = {
  list: [],
  first: undefined,
};

/**
 * Registers keys for as long as the component is shown; of the same key the last one registered
 * counts. Nothing happens while somebody types, nor while a dialog is open, nor when single keys are
 * switched off; keys with `Mod` (Ctrl or Cmd) always do.
 */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  const names = shortcuts.map(
    ({ keys, label, disabled }) => `${keys}\t${label}\t${String(disabled)}`,
  );
  const listed = names.join("\n");
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    if (registered.size === 0) document.addEventListener("keydown", onKeyDown);
    registered.add(latest);
    return () => {
      registered.delete(latest);
      if (registered.size === 0) document.removeEventListener("keydown", onKeyDown);
    };
  }, []);
  useEffect(() => {
    changed();
    return changed;
  }, [listed]);
}

/** All keys that are registered now, later ones in place of earlier ones with the same key. */
export function useRegisteredShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(subscribe, () => state.list);
}

/** Whether the focus is where keys are text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return (
    target instanceof HTMLInputElement &&
    !["checkbox", "radio", "button", "range"].includes(target.type)
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function changed(): void {
  // After all effects of a change of page, so that the help is drawn once.
  queueMicrotask(() => {
    const byKeys = new Map<string, Shortcut>();
    for (const { current } of registered)
      for (const shortcut of current) byKeys.set(shortcut.keys, shortcut);
    state.list = [...byKeys.values()];
    for (const listener of listeners) listener();
  });
}

function find(keys: string): Shortcut | undefined {
  for (const { current } of [...registered].toReversed()) {
    const found = current.find((shortcut) => shortcut.keys === keys && shortcut.disabled !== true);
    if (found !== undefined) return found;
  }
  return undefined;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const isMod = event.ctrlKey || event.metaKey;
  if (isMod) return run(find(`Mod+${event.key.toLowerCase()}`), event);
  if (singleKeys.read() === "off" && event.key !== "Escape") return undefined;
  if (isTyping(event.target) || isInside(event.target)) return undefined;
  const first = state.first;
  state.first = undefined;
  if (first !== undefined && event.timeStamp - first.at < SECOND_KEY_MS) {
    const second = find(`${first.key} ${event.key}`);
    if (second !== undefined) return run(second, event);
  }
  const isFirst = [...registered].some(({ current }) =>
    current.some(({ keys }) => keys.startsWith(`${event.key} `)),
  );
  if (isFirst) {
    state.first = { key: event.key, at: event.timeStamp };
    return undefined;
  }
  return run(find(event.key), event);
}

// Dialogs and menus have keys of their own.
function isInside(target: EventTarget | null): boolean {
  return (
    document.querySelector("dialog:modal") !== null ||
    (target instanceof Element && target.closest("[role=menu], [popover]") !== null)
  );
}

function run(shortcut: Shortcut | undefined, event: KeyboardEvent): void {
  if (shortcut === undefined) return;
  if (shortcut.run(event) !== false) event.preventDefault();
}
