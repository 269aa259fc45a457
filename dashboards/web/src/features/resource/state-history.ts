import type { StateAnswer } from "@toolmark/query-api/state/answers";
import type { Json } from "@toolmark/schemas/normalized-event";

import { toMs } from "../../lib/time.ts";
import type { ResourceGap } from "./group-accesses.ts";
import type { ResourceAccess } from "./resource-access.ts";

/** What is known of one field at a time. */
export type StateField = StateAnswer["fields"][number];

/** One value of a field, and for how long it held. */
export interface StateSegment {
  /** Milliseconds since the epoch, half-open. */
  from: number;
  to: number;
  label: "observed" | "inferred" | "unknown";
  /** Absent where it is not known or not shown; see `shows`. */
  value?: Json;
  /** What stands in place of the value. */
  shows: "value" | "masked" | "removed" | "taken out" | "unknown";
  /** Event that the value comes from. */
  eventId: string;
  why?: string;
}

/** The values of one field over time, without the time before it was first known. */
export interface StateBand {
  field: string;
  segments: StateSegment[];
}

/** Most points in time at which the state is asked for. */
export const MAX_POINTS = 24;
/** A resource with more events than this is asked at fewer points: each is worked out anew. */
const MANY_EVENTS = 2000;
const FEW_POINTS = 8;

/** The times at which the state is asked for. */
export interface StatePoints {
  /** Oldest first, milliseconds since the epoch. */
  points: number[];
  /** Whether it may have been another before the first of them. */
  isCut: boolean;
}

/**
 * The times at which the state of a resource may have become another: changes, calls whose effect is
 * not known, reads that recorded what they saw, gaps, and the start of a chosen range. The newest of
 * them where there are many.
 *
 * @param loaded.total events of the resource; `isWhole` whether all their accesses are given.
 */
export function statePoints(
  loaded: { accesses: readonly ResourceAccess[]; total: number; isWhole: boolean },
  gaps: readonly ResourceGap[],
  from?: number,
): StatePoints {
  const { accesses, total, isWhole } = loaded;
  const times = new Set<number>();
  // Also where it was only ever read there is something to say: that it was there.
  const [newest] = accesses;
  if (newest !== undefined) times.add(toMs(newest.time));
  for (const access of accesses) if (mayShowState(access)) times.add(toMs(access.time));
  const oldest = accesses.at(-1);
  const start = isWhole || oldest === undefined ? Number.NEGATIVE_INFINITY : toMs(oldest.time);
  for (const gap of gaps) if (gap.to >= start) times.add(gap.to);
  if (from !== undefined && isWhole) times.add(from);
  const all = [...times].toSorted((a, b) => b - a);
  const kept = all.slice(0, total > MANY_EVENTS ? FEW_POINTS : MAX_POINTS);
  return { points: kept.toReversed(), isCut: !isWhole || kept.length < all.length };
}

function mayShowState(access: ResourceAccess): boolean {
  const { action, executed, before, after, masked } = access;
  if (action === "change") return true;
  if (action === "aim") return executed !== false;
  return before !== undefined || after !== undefined || masked === true;
}

/**
 * Joins the states at several times to one band per field, in the order of their names. Between two
 * of these times nothing is known to have changed.
 *
 * @param states oldest first.
 * @param end when the last state ends, milliseconds since the epoch.
 */
export function joinStates(states: readonly StateAnswer[], end: number): StateBand[] {
  const bands = new Map<string, StateSegment[]>();
  for (const [index, state] of states.entries()) {
    const next = states[index + 1];
    const from = toMs(state.at);
    const to = next === undefined ? Math.max(end, from) : toMs(next.at);
    for (const field of state.fields) {
      const segments = bands.get(field.field) ?? [];
      bands.set(field.field, segments);
      const segment = segmentOf(field, from, to);
      const last = segments.at(-1);
      if (last !== undefined && last.to === from && isSame(last, segment, field)) last.to = to;
      else segments.push(segment);
    }
  }
  return [...bands]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([field, segments]) => ({ field, segments }));
}

/** The state at a time: of those that were asked for the last one before it; undefined before the first. */
export function stateBefore(
  states: readonly StateAnswer[],
  at: number | undefined,
): StateAnswer | undefined {
  return at === undefined ? states.at(-1) : states.findLast((state) => toMs(state.at) <= at);
}

/** What is shown of a field in place of its value, or that its value is. */
export function showsOf(field: StateField): StateSegment["shows"] {
  if (field.redacted === true) return "taken out";
  if (field.gone === true) return "removed";
  if (field.label === "unknown") return "unknown";
  return field.value === undefined ? "masked" : "value";
}

function segmentOf(field: StateField, from: number, to: number): StateSegment {
  return {
    from,
    to,
    label: field.label,
    ...(field.value !== undefined && { value: field.value }),
    shows: showsOf(field),
    eventId: field.event_id,
    ...(field.why !== undefined && { why: field.why }),
  };
}

// A hidden value that a later read or change only found there is the same as before.
function isSame(last: StateSegment, next: StateSegment, { source }: StateField): boolean {
  if (last.label !== next.label || last.shows !== next.shows) return false;
  if (next.shows === "value") return JSON.stringify(last.value) === JSON.stringify(next.value);
  return last.eventId === next.eventId || source === "read" || source === "before";
}

/** A value as text on one line: strings as they are, the rest as JSON. */
export function valueText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
