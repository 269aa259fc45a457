import type { EventView } from "@toolmark/query-api/event-view";
import { useCallback, useEffect, useRef, useState } from "react";

import { apiWith } from "../../lib/api.ts";
import { addToTail, emptyTail, showWaiting } from "./tail-state.ts";
import type { TailState } from "./tail-state.ts";

/** Which events are followed. */
export interface TailQuestion {
  q: string;
  kind: "attempts" | "all" | undefined;
  /** State of the trail from which on new events come; nothing is followed before it is known. */
  asof: string | undefined;
}

/** What came since the list was made, and how to show what waits. */
export interface Tail extends TailState {
  show: () => void;
}

/** Events are taken over this often, milliseconds. */
const TAKE_MS = 250;

/**
 * Follows events as they are stored, from a state of the trail on: what the list holds and what the tail
 * brings meet without gap or repeat. While paused, events wait.
 */
export function useTail(question: TailQuestion, isLive: boolean, isPaused: boolean): Tail {
  const { q, kind, asof } = question;
  const key = JSON.stringify([q, kind, asof, isLive]);
  const [kept, setState] = useState<TailState>(() => emptyTail(key));
  const state = kept.key === key ? kept : emptyTail(key);
  const paused = useRef(isPaused);
  useEffect(() => {
    paused.current = isPaused;
  }, [isPaused]);

  useEffect(() => {
    if (!isLive || asof === undefined) return undefined;
    const ending = new AbortController();
    let came: EventView[] = [];
    let cameAsof: string | undefined;
    const take = () => {
      if (came.length === 0) return;
      const taken = { events: came, asof: cameAsof };
      came = [];
      setState((last) =>
        addToTail(last.key === key ? last : emptyTail(key), taken, paused.current),
      );
    };
    const timer = setInterval(take, TAKE_MS);
    const follow = async () => {
      const { signal } = ending;
      const messages = apiWith({ signal }).tail({
        after: asof,
        signal,
        ...(q !== "" && { q }),
        ...(kind !== undefined && { kind }),
      });
      for await (const { id, event } of messages) {
        came.push(event);
        cameAsof = id;
      }
    };
    follow().catch((error: unknown) => {
      if (!ending.signal.aborted) setState((last) => ({ ...last, key, error }));
    });
    return () => {
      clearInterval(timer);
      ending.abort();
    };
  }, [isLive, asof, q, kind, key]);

  const show = useCallback(() => {
    setState(showWaiting);
  }, []);
  return { ...state, show };
}
