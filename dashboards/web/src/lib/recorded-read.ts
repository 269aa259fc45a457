import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
const state: { at: number | undefined } = { at: undefined };

/** Notes that an answer came: its read is in the trail. */
export function noteRead(): void {
  state.at = Date.now();
  for (const listener of listeners) listener();
}

/** When the last read was recorded, milliseconds since the epoch; undefined before the first. */
export function useRecordedRead(): number | undefined {
  return useSyncExternalStore(subscribe, () => state.at);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
