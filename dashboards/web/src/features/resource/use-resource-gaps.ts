import { useQuery } from "@tanstack/react-query";
import type { EmitterGaps, GapsAnswer } from "@toolmark/query-api/gaps/answers";

import { apiWith } from "../../lib/api.ts";
import { countOf, countText, durationText } from "../../lib/format.ts";
import { toMs } from "../../lib/time.ts";
import type { ResourceGap } from "./group-accesses.ts";

/** Where gaps are looked for. */
export interface GapQuestion {
  /** Emitters that recorded the resource. */
  emitters: readonly string[];
  /** RFC 3339, half-open. */
  from: string;
  to: string;
  asof: string | undefined;
}

/** Most events that are looked at for holes in their numbers: the newest. */
const BOUND = 50_000;

/** What may be missing of a resource's history. */
export interface ResourceGaps {
  /** Newest first. */
  gaps: ResourceGap[];
  /** Why there may be more, in words. */
  limits: string[];
}

/** Asks for what is missing from the emitters that recorded a resource, while it was recorded. */
export function useResourceGaps(question: GapQuestion | undefined) {
  return useQuery({
    queryKey: ["/v1/gaps", question],
    enabled: question !== undefined,
    queryFn: async ({ signal }): Promise<ResourceGaps> => {
      if (question === undefined) return { gaps: [], limits: [] };
      const { emitters, from, to, asof } = question;
      const answer = await apiWith({ signal }).gaps({
        from,
        to,
        bound: BOUND,
        ...(asof !== undefined && { asof }),
      });
      return gapsOf(answer, new Set(emitters), toMs(to));
    },
  });
}

/**
 * The gaps of some emitters as stretches of time, newest first. Losses that an emitter told of and
 * whose numbers came all the same are left out.
 *
 * @param end when the range ends, milliseconds since the epoch.
 */
export function gapsOf(
  answer: GapsAnswer,
  emitters: ReadonlySet<string>,
  end: number,
): ResourceGaps {
  const gaps = answer.emitters
    .filter(({ emitter }) => emitters.has(emitter))
    .flatMap((emitter) => [...holesOf(emitter), ...silencesOf(emitter, end)]);
  return {
    gaps: gaps.toSorted((a, b) => b.to - a.to),
    limits: answer.limits.filter(({ code }) => code !== "scope").map(({ detail }) => detail),
  };
}

function holesOf({ emitter, epochs, told: losses }: EmitterGaps): ResourceGap[] {
  return epochs.flatMap(({ epoch, missing, first, last }) =>
    missing.map((hole) => {
      const { from_sequence: start, to_sequence: stop, count, status } = hole;
      // Where nothing stands after the hole, the emitter's word of it does.
      const word = losses.find(({ event_id: id }) => hole.told_by?.includes(id) === true);
      const end = toMs(hole.before?.time ?? word?.time ?? last.time);
      const range = start === stop ? countText(start) : `${countText(start)} to ${countText(stop)}`;
      const [told] = hole.told_by ?? [];
      const what = status === "quarantined" ? "in quarantine" : "missing";
      return {
        key: `${emitter} ${epoch} ${start}`,
        from: Math.min(toMs(hole.after?.time ?? first.time), end),
        to: end,
        title: `${countOf(count, "event")} ${what}`,
        detail: `of ${emitter}, sequence ${range} of epoch ${epoch}${said(status, hole.reason)}`,
        ...(told !== undefined && { eventId: told }),
      };
    }),
  );
}

function said(status: string, reason: string | undefined): string {
  if (status === "told")
    return reason === undefined ? ": it said that it lost them" : `: it said why: ${reason}`;
  return status === "quarantined" ? ": refused, and held with their bytes" : ": nobody says why";
}

// Only where heartbeats stayed away: an emitter that reports when it is used is silent every night.
function silencesOf({ emitter, silences, silence }: EmitterGaps, end: number): ResourceGap[] {
  if (silence.basis !== "heartbeat") return [];
  return silences.map(({ from, to, ms, after_event: eventId }) => {
    const start = toMs(from);
    const stop = to === undefined ? end : toMs(to);
    return {
      key: `${emitter} silence ${from}`,
      from: start,
      to: stop,
      title: `No events for ${durationText(ms ?? stop - start)}`,
      detail:
        to === undefined
          ? `${emitter} has been silent since`
          : `${emitter} was silent; what happened meanwhile is not recorded`,
      eventId,
    };
  });
}
