import type { EventStore } from "./event-store.ts";

/** A promise that a driver does not hold, by the title of its test, and why. */
export interface Deviation {
  test: string;
  reason: string;
}

/** An empty store, and a way to close it and open the same data again. */
export interface OpenedStore {
  store: EventStore;
  reopen: () => Promise<EventStore>;
}

/** Defines one promise: `run` gets an empty store, which is closed afterwards. */
export type DefinePromise = (title: string, run: (opened: OpenedStore) => Promise<void>) => void;
