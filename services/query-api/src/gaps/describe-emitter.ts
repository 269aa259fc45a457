import type { EmitterGaps } from "./answers.ts";
import { cite, describeEpochs } from "./describe-epochs.ts";
import { recoveredOf } from "./find-missing.ts";
import type { Window } from "./find-missing.ts";
import { findRestarts } from "./find-restarts.ts";
import { findSilences } from "./find-silence.ts";
import type { Edges } from "./read-edges.ts";
import { byTime } from "./track-emitters.ts";
import type { Emitted, ToldGap } from "./track-emitters.ts";

const MAX_EVENT_IDS = 100;

/**
 * Describes what is missing from one emitter in a window; undefined for one that only wrote outside of
 * it and of which there is nothing to say. Pure.
 */
export function describeEmitter(facts: {
  emitter: string;
  /** Events in the window, oldest first. */
  events: readonly Emitted[];
  edges: Edges;
  told: readonly ToldGap[];
  quarantined: (epoch: string) => readonly { sequence: number; id: string }[];
  window: Window;
  silence: number;
  now: number;
  /** Whether all events of the emitter can be seen, without which no number is missing. */
  isNumbered: boolean;
}): EmitterGaps | undefined {
  const { emitter, events, edges, told, window } = facts;
  const around = [...edges.before, ...events, ...edges.after].toSorted(byTime);
  const last = events.at(-1) ?? edges.before.at(-1);
  if (last === undefined) return undefined;
  const epochs = describeEpochs({ ...facts, around, last });
  const { basis, threshold, usual, silences } = findSilences(around, window, facts.silence);
  const restarts = findRestarts(around, window);
  const toldHere = told.filter(({ at }) => at >= window.from && at < window.to);
  const isQuiet = events.length === 0 && silences.length === 0 && toldHere.length === 0;
  if (isQuiet && epochs.every(({ missing_count }) => missing_count === 0)) return undefined;
  const skewed = events.filter(({ isSkewed }) => isSkewed);
  const skews = skewed.map(({ recorded, at }) => recorded - at);
  const late = events.filter(({ isLate }) => isLate);
  return {
    emitter,
    events: events.length,
    last_seen: cite(last),
    unnumbered: events.filter(
      ({ sequence, epoch, type }) =>
        (sequence === undefined || epoch === undefined) && type !== "emitter.gap",
    ).length,
    epochs,
    told: toldHere.map((gap) => ({
      event_id: gap.event_id,
      time: new Date(gap.at).toISOString(),
      epoch: gap.epoch,
      from_sequence: gap.from,
      to_sequence: gap.to,
      count: gap.to - gap.from + 1,
      recovered: recoveredOf(
        gap,
        around.filter(({ epoch }) => epoch === gap.epoch),
      ),
      ...(gap.reason !== undefined && { reason: gap.reason }),
    })),
    restarts: restarts.map(({ epoch, previous, first, last: ended, isClean }) => ({
      epoch,
      previous_epoch: previous,
      time: new Date(first.at).toISOString(),
      first_event: first.event_id,
      last_event_before: ended.event_id,
      clean: isClean,
    })),
    silences: silences.map(({ after, until, ms }) => ({
      from: new Date(after.at).toISOString(),
      // How long it goes on depends on when it is asked; an answer under asof does not change.
      ...(until && { to: new Date(until.at).toISOString(), before_event: until.event_id, ms }),
      after_event: after.event_id,
    })),
    silence: {
      basis,
      ...(threshold !== undefined && { threshold_ms: threshold }),
      ...(usual !== undefined && { usual_interval_ms: usual }),
    },
    skewed: {
      count: skewed.length,
      ...(skews.length > 0 && {
        min_ms: skews.reduce((least, skew) => Math.min(least, skew), Infinity),
        max_ms: skews.reduce((most, skew) => Math.max(most, skew), -Infinity),
      }),
      event_ids: idsOf(skewed),
    },
    late: { count: late.length, event_ids: idsOf(late) },
  };
}

function idsOf(events: readonly Emitted[]): string[] {
  return events.slice(0, MAX_EVENT_IDS).map(({ event_id }) => event_id);
}
