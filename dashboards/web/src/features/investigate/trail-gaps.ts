import type { EmitterGaps, GapsAnswer } from "@toolmark/query-api/gaps/answers";

import { countOf, countText, durationText } from "../../lib/format.ts";
import { toMs } from "../../lib/time.ts";

/** A stretch of time of which events are missing. */
export interface TrailGap {
  id: string;
  /** Milliseconds since the epoch: what stands before the hole and after it. */
  from: number;
  to: number;
  emitter: string;
  /** `7 events missing` */
  title: string;
  /** Their numbers, and why they are missing where that is known. */
  detail: string;
  /** An event that tells of it, and which one that is. */
  evidence?: { eventId: string; label: string };
}

/**
 * What is missing in a range, oldest first: holes in the numbers of emitters, and silence where
 * heartbeats were sent. Nothing that is looked for hides it. Pure.
 *
 * @param range milliseconds since the epoch, half-open.
 */
export function trailGaps(answer: GapsAnswer, range: { from: number; to: number }): TrailGap[] {
  return answer.emitters
    .flatMap((emitter) => [...holesOf(emitter), ...silencesOf(emitter, range.to)])
    .filter(({ from, to }) => to >= range.from && from < range.to)
    .toSorted((a, b) => a.to - b.to || a.from - b.from);
}

function holesOf({ emitter, epochs, told: losses }: EmitterGaps): TrailGap[] {
  return epochs.flatMap(({ epoch, missing, first, last }) =>
    missing.map((hole): TrailGap => {
      const { from_sequence: start, to_sequence: stop, count, status, recent } = hole;
      // Where nothing stands after the hole, the emitter's word of it does.
      const word = losses.find(({ event_id: id }) => hole.told_by?.includes(id) === true);
      const to = toMs(hole.before?.time ?? word?.time ?? last.time);
      const numbers =
        start === stop ? countText(start) : `${countText(start)} to ${countText(stop)}`;
      return {
        id: `gap ${emitter} ${epoch} ${start}`,
        from: Math.min(toMs(hole.after?.time ?? first.time), to),
        to,
        emitter,
        title: `${countOf(count, "event")} ${status === "quarantined" ? "in quarantine" : "missing"}`,
        detail: `sequence ${numbers}${startText(hole.at_start)}${reasonText(status, hole.reason, recent)}`,
        ...evidenceOf(hole),
      };
    }),
  );
}

function evidenceOf({
  told_by: told = [],
  after,
  before,
}: EmitterGaps["epochs"][number]["missing"][number]): Pick<TrailGap, "evidence"> {
  const [word] = told;
  if (word !== undefined) return { evidence: { eventId: word, label: "What it said" } };
  if (after !== undefined) return { evidence: { eventId: after.event_id, label: "Event before" } };
  if (before !== undefined) return { evidence: { eventId: before.event_id, label: "Event after" } };
  return {};
}

function startText(isAtStart: boolean): string {
  return isAtStart
    ? ", before the first that is stored: never received, or removed by retention"
    : "";
}

function reasonText(status: string, reason: string | undefined, isRecent: boolean): string {
  if (status === "quarantined") return ", refused and held with their bytes";
  if (status === "told") return reason === undefined ? ", lost by its own word" : `, ${reason}`;
  return isRecent ? ", may still come" : "";
}

// Only where heartbeats stayed away: an emitter that reports when it is used is silent every night.
function silencesOf({ emitter, silences, silence }: EmitterGaps, end: number): TrailGap[] {
  if (silence.basis !== "heartbeat") return [];
  return silences.map(({ from, to, ms, after_event: eventId }): TrailGap => {
    const start = toMs(from);
    const stop = to === undefined ? end : toMs(to);
    return {
      id: `silence ${emitter} ${from}`,
      from: start,
      to: stop,
      emitter,
      title: `Nothing for ${durationText(ms ?? stop - start)}`,
      detail: to === undefined ? "no heartbeat since" : "no heartbeat meanwhile",
      evidence: { eventId, label: "Event before" },
    };
  });
}
