import type { EmitterGaps } from "./answers.ts";
import { countMissing, findMissing, repeatedOf } from "./find-missing.ts";
import type { Missing, Window } from "./find-missing.ts";
import type { Edges } from "./read-edges.ts";
import type { Emitted, ToldGap } from "./track-emitters.ts";

type EpochGaps = EmitterGaps["epochs"][number];

const MAX_REPEATED = 100;
/** How long after the event behind it was recorded a hole may still close, milliseconds. */
const RECENT_MS = 60_000;

/** Describes the epochs of an emitter of which events or holes are in the window. Pure. */
export function describeEpochs(facts: {
  /** Events in the window, and with those around it, oldest first. */
  events: readonly Emitted[];
  around: readonly Emitted[];
  /** The newest event known of the emitter. */
  last: Emitted;
  edges: Edges;
  told: readonly ToldGap[];
  quarantined: (epoch: string) => readonly { sequence: number; id: string }[];
  window: Window;
  now: number;
  /** Whether all events of the emitter can be seen, without which no number is missing. */
  isNumbered: boolean;
}): EpochGaps[] {
  const { around, told } = facts;
  const names = new Set(
    [...around, ...told].flatMap(({ epoch }) => (epoch === undefined ? [] : [epoch])),
  );
  return [...names].flatMap((epoch) => describeEpoch(epoch, facts) ?? []);
}

function describeEpoch(
  epoch: string,
  facts: Parameters<typeof describeEpochs>[0],
): EpochGaps | undefined {
  const { events, around, last, edges, told, quarantined, window, now, isNumbered } = facts;
  const own = around.filter((event) => event.epoch === epoch);
  const missing = isNumbered
    ? findMissing(
        {
          events: own,
          told: told.filter((gap) => gap.epoch === epoch),
          quarantined: quarantined(epoch),
          isWhole: !edges.unknown.has(epoch),
        },
        window,
      )
    : [];
  const inside = events.filter((event) => event.epoch === epoch);
  if (inside.length === 0 && missing.length === 0) return undefined;
  const shown = inside.length > 0 ? inside : own;
  const sequences = inside.flatMap(({ sequence }) => (sequence === undefined ? [] : [sequence]));
  return {
    epoch,
    events: inside.length,
    first: cite(shown[0] ?? last),
    last: cite(shown.at(-1) ?? last),
    ...(sequences.length > 0 && {
      first_sequence: sequences.reduce((a, b) => Math.min(a, b)),
      last_sequence: sequences.reduce((a, b) => Math.max(a, b)),
    }),
    missing: missing.map((range) => viewMissing(range, now)),
    missing_count: countMissing(missing, "unexplained") + countMissing(missing, "told"),
    repeated: repeatedOf(inside).slice(0, MAX_REPEATED),
  };
}

/** An event as evidence. */
export function cite({ event_id, at }: Emitted): { event_id: string; time: string } {
  return { event_id, time: new Date(at).toISOString() };
}

function viewMissing(range: Missing, now: number): EpochGaps["missing"][number] {
  const { from, to, status, reason, told_by, quarantine_ids, after, before, isAtStart } = range;
  return {
    from_sequence: from,
    to_sequence: to,
    count: to - from + 1,
    status,
    ...(reason !== undefined && { reason }),
    ...(told_by && { told_by }),
    ...(quarantine_ids && { quarantine_ids }),
    ...(after && { after: citeNumbered(after) }),
    ...(before && { before: citeNumbered(before) }),
    at_start: isAtStart,
    recent: before !== undefined && now - before.recorded < RECENT_MS,
  };
}

function citeNumbered(event: Emitted) {
  const { sequence } = event;
  return { ...cite(event), ...(sequence !== undefined && { sequence }) };
}
