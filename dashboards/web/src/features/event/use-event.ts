import { useQuery } from "@tanstack/react-query";
import type { EventView } from "@toolmark/query-api/event-view";
import { useEffect, useState } from "react";

import { apiWith } from "../../lib/api.ts";
import { conditionText } from "../../lib/query-edit.ts";
import { toMs } from "../../lib/time.ts";

/** What stands around an event: events of the same session, else of the same actor or emitter. */
export interface Surroundings {
  /** Oldest first. */
  before: readonly EventView[];
  /** Oldest first, the event itself among them. */
  after: readonly EventView[];
  /** Whether there are more on a side than are shown, within the time. */
  hasMoreBefore: boolean;
  hasMoreAfter: boolean;
}

/** Which events stand around one: those of `field` with `value`. */
export interface SurroundingsScope {
  field: "session" | "actor" | "emitter";
  value: string;
}

/** Milliseconds on each side of an event that its surroundings reach. */
export const AROUND_MS = 30_000;
const MOST_AROUND = 40;
/** An event that is only passed by, with the keys that go from one to the next, asks for no more. */
const SETTLED_MS = 250;

/** Asks for one event; with a purpose, its hidden values too. */
export function useEventAnswer(id: string, purpose: string | undefined) {
  return useQuery({
    queryKey: ["/v1/events", { id, purpose }] as const,
    queryFn: async ({ signal }) => await apiWith({ signal, purpose }).event(id),
    // What is stored of an event does not change; revealed values are forgotten with the page.
    staleTime: 5 * 60_000,
    gcTime: purpose === undefined ? 5 * 60_000 : 0,
    // Values that are to be hidden again must not stay until the next answer.
    placeholderData: (last, query) =>
      purpose === undefined && query?.queryKey[1].purpose !== undefined ? undefined : last,
  });
}

/** Asks for the operation of an event: its retries and rounds, approvals, and what it led to. */
export function useOperationTree(id: string | undefined) {
  return useQuery({
    queryKey: ["/v1/operations/tree", { id }],
    enabled: id !== undefined,
    queryFn: async ({ signal }) => await apiWith({ signal }).operationTree(id ?? ""),
  });
}

/** Asks for what stands around an event, half a minute on each side. */
export function useSurroundings(event: EventView | undefined, isEnabled = true) {
  const id = useSettled(event?.event.id, SETTLED_MS);
  const scope = event && scopeOf(event);
  const at = event === undefined ? 0 : toMs(event.time.occurred);
  return useQuery({
    queryKey: ["/v1/search", "around", { id: event?.event.id, scope }],
    enabled: isEnabled && event !== undefined && id === event.event.id,
    queryFn: async ({ signal }): Promise<Surroundings> => {
      if (scope === undefined)
        return { before: [], after: [], hasMoreBefore: false, hasMoreAfter: false };
      const ask = apiWith({ signal });
      const q = conditionText(scope.field, scope.value, "is");
      const [before, after] = await Promise.all([
        ask.search({
          q,
          from: new Date(at - AROUND_MS).toISOString(),
          to: new Date(at).toISOString(),
          order: "newest",
          limit: MOST_AROUND,
        }),
        ask.search({
          q,
          from: new Date(at).toISOString(),
          to: new Date(at + AROUND_MS + 1).toISOString(),
          order: "oldest",
          limit: MOST_AROUND,
        }),
      ]);
      return {
        before: before.events.toReversed(),
        after: after.events,
        hasMoreBefore: before.cursor !== undefined,
        hasMoreAfter: after.cursor !== undefined,
      };
    },
  });
}

/** What connects an event with those around it: its session, else its actor, else its emitter. */
export function scopeOf({ session, actor, emitter }: EventView): SurroundingsScope {
  if (session !== undefined) return { field: "session", value: session.id };
  if (actor?.id !== undefined) return { field: "actor", value: actor.id };
  return { field: "emitter", value: emitter.id };
}

function useSettled<Value>(value: Value, ms: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
