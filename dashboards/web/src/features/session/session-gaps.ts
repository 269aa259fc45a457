import type { GapsAnswer } from "@toolmark/query-api/gaps/answers";

import { countOf, countText } from "../../lib/format.ts";
import { toMs } from "../../lib/time.ts";

/** Events that are missing from an emitter of a session, while it went on. */
export interface SessionGap {
  id: string;
  emitter: string;
  /** Milliseconds since the epoch: the events before and after the hole. */
  from: number;
  to: number;
  count: number;
  /** `7 events missing` */
  title: string;
  /** `crm-prod 4,118–4,124`, for charts. */
  short: string;
  /** Whose and why, in words. */
  detail: string;
  /** The event that tells of it, or the one before it. */
  eventId?: string;
}

/** An emitter and one of its runs, as events of a session name them. */
export interface SessionEmitter {
  emitter: string;
  epoch: string | undefined;
}

/**
 * What is missing from the emitters of a session between its first and last event. The numbers are
 * those of the emitter: what is missing may be of this session or of another one.
 */
export function sessionGaps(
  answer: GapsAnswer,
  emitters: readonly SessionEmitter[],
  span: { from: number; to: number },
): SessionGap[] {
  const own = new Set(emitters.map(keyOf));
  const gaps = answer.emitters.flatMap(({ emitter, epochs }) =>
    epochs
      .filter(({ epoch }) => own.has(keyOf({ emitter, epoch })))
      .flatMap(({ epoch, missing }) =>
        missing.map((hole): SessionGap => {
          const { from_sequence: first, to_sequence: last, count, status } = hole;
          const told = hole.told_by?.[0] ?? hole.after?.event_id ?? hole.before?.event_id;
          const numbers =
            first === last ? countText(first) : `${countText(first)}–${countText(last)}`;
          return {
            id: `gap ${emitter} ${epoch} ${first}`,
            emitter,
            from: hole.after === undefined ? span.from : toMs(hole.after.time),
            to: hole.before === undefined ? span.to : toMs(hole.before.time),
            count,
            title: `${countOf(count, "event")} ${status === "quarantined" ? "in quarantine" : "missing"}`,
            short: `${emitter} ${numbers}`,
            detail: `${emitter}, sequence ${numbers.replace("–", " to ")}. ${reasonText(status, hole.reason, hole.recent)}`,
            ...(told !== undefined && { eventId: told }),
          };
        }),
      ),
  );
  return gaps
    .filter(({ from, to }) => to >= span.from && from <= span.to)
    .toSorted((left, right) => left.from - right.from);
}

function keyOf({ emitter, epoch }: SessionEmitter): string {
  return JSON.stringify([emitter, epoch]);
}

function reasonText(status: string, reason: string | undefined, isRecent: boolean): string {
  if (status === "quarantined") return "They were refused and are held with their bytes.";
  if (status === "told")
    return reason === undefined
      ? "The emitter said that it lost them."
      : `The emitter said why: ${reason}.`;
  return isRecent
    ? "They may still come."
    : "Nobody says why. They may be of this session or of another.";
}
