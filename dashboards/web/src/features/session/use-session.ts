import { useQuery } from "@tanstack/react-query";
import type { TimelineAnswer } from "@toolmark/query-api/answers";
import type { EventView } from "@toolmark/query-api/event-view";

import { apiWith } from "../../lib/api.ts";
import { sessionGaps } from "./session-gaps.ts";
import type { SessionEmitter, SessionGap } from "./session-gaps.ts";

/** The events of a session, as far as they are loaded. */
export interface SessionEvents {
  /** Oldest first, attempts included. */
  events: readonly EventView[];
  total: number;
  isTotalExact: boolean;
  /** Whether all of them are loaded. */
  isComplete: boolean;
  asof: string;
  summary: TimelineAnswer["summary"];
}

const PAGE = 1000;
/** So many pages are loaded; a session with more is shown up to there. */
const MOST_PAGES = 5;
/** The shortest stretch without an event that is told. */
const QUIET = "1m";

/** Most events of a session that are shown. */
export const MOST_EVENTS = PAGE * MOST_PAGES;

/** Asks for the events of a session, page after page. */
export function useSessionEvents(id: string, asof: string | undefined) {
  return useQuery({
    queryKey: ["/v1/sessions", { id, asof }] as const,
    queryFn: async ({ signal }): Promise<SessionEvents> => {
      const ask = apiWith({ signal });
      const first = await ask.session(id, { limit: PAGE, ...(asof !== undefined && { asof }) });
      const events = [...first.events];
      let { cursor } = first;
      for (let page = 1; cursor !== undefined && page < MOST_PAGES; page++) {
        const next = await ask.session(id, { limit: PAGE, cursor });
        events.push(...next.events);
        ({ cursor } = next);
      }
      return {
        events,
        total: first.total,
        isTotalExact: first.total_is_exact,
        isComplete: cursor === undefined,
        asof: first.asof,
        summary: first.summary,
      };
    },
    placeholderData: (last, query) => (query?.queryKey[1].id === id ? last : undefined),
  });
}

/** Asks for a session as a tree of operations, of the same state of the trail. */
export function useSessionTree(id: string, asof: string | undefined) {
  return useQuery({
    queryKey: ["/v1/sessions/tree", { id, asof }] as const,
    enabled: asof !== undefined,
    queryFn: async ({ signal }) =>
      await apiWith({ signal }).sessionTree(id, {
        gap: QUIET,
        ...(asof !== undefined && { asof }),
      }),
    placeholderData: (last, query) => (query?.queryKey[1].id === id ? last : undefined),
  });
}

/** What is missing of a session. */
export interface MissingOfSession {
  gaps: SessionGap[];
  /** Why there may be more, in words. */
  limits: string[];
  /** Whether the reader sees all events of the emitters, without which no number is missing. */
  isKnown: boolean;
}

/** Where the gaps of a session are looked for. */
export interface GapQuestion {
  emitters: readonly SessionEmitter[];
  /** Milliseconds since the epoch: its first and last event. */
  from: number;
  to: number;
  asof: string;
}

/** Asks for what is missing from the emitters of a session while it went on. */
export function useSessionGaps(question: GapQuestion | undefined) {
  return useQuery({
    queryKey: ["/v1/gaps", question],
    enabled: question !== undefined,
    queryFn: async ({ signal }): Promise<MissingOfSession> => {
      if (question === undefined) return { gaps: [], limits: [], isKnown: false };
      const { from, to, asof, emitters } = question;
      const answer = await apiWith({ signal }).gaps({
        from: new Date(from).toISOString(),
        to: new Date(to + 1).toISOString(),
        asof,
      });
      return {
        gaps: sessionGaps(answer, emitters, { from, to }),
        limits: answer.limits.map(({ detail }) => detail),
        isKnown: !answer.limits.some(({ code }) => code === "scope"),
      };
    },
  });
}

/** The emitters of events and their runs, each once. */
export function emittersOf(events: readonly EventView[]): SessionEmitter[] {
  const found = new Map<string, SessionEmitter>();
  for (const { emitter } of events)
    found.set(JSON.stringify([emitter.id, emitter.epoch]), {
      emitter: emitter.id,
      epoch: emitter.epoch,
    });
  return [...found.values()];
}
