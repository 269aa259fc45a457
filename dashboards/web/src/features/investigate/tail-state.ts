import type { EventView } from "@toolmark/query-api/event-view";

/** What came since a list was made. */
export interface TailState {
  /** Which question it belongs to. */
  key: string;
  /** Events that are shown, newest first as they came. */
  shown: readonly EventView[];
  /** State of the trail that the last of the shown events is of. */
  asof: string | undefined;
  /** Events that wait because somebody looks at the list. */
  waiting: readonly EventView[];
  waitingAsof: string | undefined;
  /** There were more than are kept: the list must be made anew to hold them all. */
  isFull: boolean;
  /** The service ended the tail, or refused it; null while it goes on. */
  error: unknown;
}

/** Most events that are kept of a tail; beyond, the list is made anew. */
export const MOST_KEPT = 5000;

/** A tail that has brought nothing yet. */
export function emptyTail(key: string): TailState {
  return {
    key,
    shown: [],
    asof: undefined,
    waiting: [],
    waitingAsof: undefined,
    isFull: false,
    error: null,
  };
}

/**
 * What is kept once events came, the newest last: they are shown, or wait while the list must hold still.
 * A tail that is full shows no more, so that nothing is missing in the middle of a list. Pure.
 *
 * @param asof state of the trail that the last of the events is of.
 */
export function addToTail(
  state: TailState,
  { events, asof }: { events: readonly EventView[]; asof: string | undefined },
  isPaused: boolean,
): TailState {
  const { shown, waiting } = state;
  const newest = events.toReversed();
  const isFull = state.isFull || shown.length + waiting.length + events.length > MOST_KEPT;
  if (isFull) return { ...state, isFull, waiting: [...newest, ...waiting].slice(0, MOST_KEPT) };
  const next = { ...state, waiting: [...newest, ...waiting], waitingAsof: asof };
  return isPaused ? next : showWaiting(next);
}

/** Shows what waits. Pure. */
export function showWaiting(state: TailState): TailState {
  const { shown, waiting, asof, waitingAsof = asof } = state;
  return {
    ...state,
    shown: [...waiting, ...shown],
    asof: waitingAsof,
    waiting: [],
    waitingAsof: undefined,
  };
}
