import type { EventView } from "@toolmark/query-api/event-view";

/** What came since a list was made. */
export interface TailState {
  /** Which question it belongs to. */
  key: string;
  /** Events that are shown, newest first as they came. */
  shown: readonly EventView[];
  /** Events that wait because somebody looks at the list. */
  waiting: readonly EventView[];
  /** There were more than are kept: the list must be made anew to hold them all. */
  isFull: boolean;
  /** The service ended the tail, or refused it; null while it goes on. */
  error: unknown;
}

/** Most events that are kept of a tail; beyond, the list is made anew. */
export const MOST_KEPT = 5000;

/** A tail that has brought nothing yet. */
export function emptyTail(key: string): TailState {
  return { key, shown: [], waiting: [], isFull: false, error: null };
}

/**
 * What is kept once events came, the newest last: they are shown, or wait while the list must hold still.
 * A tail that is full shows no more, so that nothing is missing in the middle of a list. Pure.
 */
export function addToTail(
  state: TailState,
  events: readonly EventView[],
  isPaused: boolean,
): TailState {
  const { shown, waiting } = state;
  const newest = events.toReversed();
  const isFull = state.isFull || shown.length + waiting.length + events.length > MOST_KEPT;
  if (isFull) return { ...state, isFull, waiting: [...newest, ...waiting].slice(0, MOST_KEPT) };
  return isPaused
    ? { ...state, waiting: [...newest, ...waiting] }
    : { ...state, shown: [...newest, ...waiting, ...shown], waiting: [] };
}
