import { cutRange, joinRanges, sizeOf } from "./sequence-ranges.ts";
import type { SequenceRange } from "./sequence-ranges.ts";
import type { Emitted, ToldGap } from "./track-emitters.ts";

/** Why numbers are missing, as far as anything tells. */
export const missingStatuses = ["unexplained", "told", "quarantined"] as const;

/** Numbers of one epoch that are not among the stored events. */
export interface Missing extends SequenceRange {
  status: (typeof missingStatuses)[number];
  /** Said by the emitter, with the events that say it. */
  reason?: string;
  told_by?: string[];
  quarantine_ids?: string[];
  /** The stored events on both sides; absent at the start of an epoch, and beyond its last event. */
  after?: Emitted;
  before?: Emitted;
  isAtStart: boolean;
}

/** What is known of one epoch of an emitter. */
export interface EpochFacts {
  /** Events that carry a number, of the range asked for and of its edges. */
  events: readonly Emitted[];
  /** Everything that was said to be lost. */
  told: readonly ToldGap[];
  quarantined: readonly { sequence: number; id: string }[];
  /** No earlier event of the epoch is stored than those given. */
  isWhole: boolean;
}

/** The times between which something must lie, milliseconds since the epoch, half-open. */
export interface Window {
  from: number;
  to: number;
}

/**
 * Finds the numbers missing between the stored events of an epoch, and those that its emitter said are
 * lost. A hole counts when it may lie in the window: the event after it is not before the window, the
 * event before it not after. Pure.
 */
export function findMissing(facts: EpochFacts, window: Window): Missing[] {
  const bySequence = new Map<number, Emitted>();
  for (const event of facts.events)
    if (event.sequence !== undefined && !bySequence.has(event.sequence))
      bySequence.set(event.sequence, event);
  const seen = [...bySequence.keys()].toSorted((a, b) => a - b);
  const holes: (SequenceRange & Pick<Missing, "after" | "before" | "isAtStart">)[] = [];
  let last: number | undefined;
  for (const sequence of seen) {
    const before = bySequence.get(sequence);
    const after = last === undefined ? undefined : bySequence.get(last);
    const from = last === undefined ? 0 : last + 1;
    const isAtStart = last === undefined;
    last = sequence;
    if (before === undefined || from >= sequence || (isAtStart && !facts.isWhole)) continue;
    // It may have come to be anywhere between the events on both sides.
    if (before.at < window.from || (after ?? before).at >= window.to) continue;
    holes.push({ from, to: sequence - 1, isAtStart, ...(after && { after }), before });
  }
  const end = last;
  const beyond = joinRanges(
    facts.told.filter(
      ({ to, at }) => (end === undefined || to > end) && at >= window.from && at < window.to,
    ),
  ).flatMap((range) =>
    end === undefined ? [range] : cutRange(range, [{ from: 0, to: end }]).left,
  );
  const after = end === undefined ? undefined : bySequence.get(end);
  for (const range of beyond) holes.push({ ...range, isAtStart: false, ...(after && { after }) });
  return holes.flatMap((hole) => explain(hole, facts));
}

function explain(
  hole: SequenceRange & Pick<Missing, "after" | "before" | "isAtStart">,
  { told, quarantined }: EpochFacts,
): Missing[] {
  const held = quarantined.filter(({ sequence }) => sequence >= hole.from && sequence <= hole.to);
  const points = joinRanges(held.map(({ sequence }) => ({ from: sequence, to: sequence })));
  const { inside, left } = cutRange(hole, points);
  const found: Missing[] = inside.map((range) => ({
    ...hole,
    ...range,
    status: "quarantined" as const,
    quarantine_ids: held
      .filter(({ sequence }) => sequence >= range.from && sequence <= range.to)
      .map(({ id }) => id),
  }));
  for (const rest of left) {
    const parts = cutRange(rest, joinRanges(told));
    for (const range of parts.inside) {
      const by = told.filter(({ from, to }) => from <= range.to && to >= range.from);
      const reason = by.find((gap) => gap.reason !== undefined)?.reason;
      found.push({
        ...hole,
        ...range,
        status: "told",
        told_by: by.map(({ event_id }) => event_id),
        ...(reason !== undefined && { reason }),
      });
    }
    for (const range of parts.left) found.push({ ...hole, ...range, status: "unexplained" });
  }
  return found.toSorted((a, b) => a.from - b.from);
}

/** How many of the numbers that a gap tells of arrived all the same. Pure. */
export function recoveredOf(gap: SequenceRange, events: readonly Emitted[]): number {
  const arrived = new Set<number>();
  for (const { sequence } of events)
    if (sequence !== undefined && sequence >= gap.from && sequence <= gap.to) arrived.add(sequence);
  return arrived.size;
}

/** Numbers that more than one stored event carries: a copied epoch, or a forged event. Pure. */
export function repeatedOf(
  events: readonly Emitted[],
): { sequence: number; event_ids: string[] }[] {
  const groups = Map.groupBy(
    events.filter(({ sequence }) => sequence !== undefined),
    ({ sequence }) => sequence ?? 0,
  );
  return [...groups]
    .map(([sequence, group]) => ({
      sequence,
      event_ids: [...new Set(group.map(({ event_id }) => event_id))],
    }))
    .filter(({ event_ids }) => event_ids.length > 1)
    .toSorted((a, b) => a.sequence - b.sequence);
}

/** How many numbers are missing with a status. */
export function countMissing(missing: readonly Missing[], status: Missing["status"]): number {
  return sizeOf(missing.filter((entry) => entry.status === status));
}
