import { fold } from "@toolmark/schemas/tokens";

import type { CallStatus } from "../describe-call.ts";
import { addLimit } from "./bounded-scan.ts";
import type { Budget } from "./bounded-scan.ts";

/** An event as evidence: its id and when it occurred. */
export interface Citation {
  event_id: string;
  time: string;
}

/** The first and last of some events, in the order of a timeline. */
export interface Span {
  first: Citation;
  last: Citation;
}

/** Calls in numbers; each call counts once, however often it was recorded. */
export interface CallCounts {
  calls: number;
  /** Calls that write or destroy, by what is known of their tool, whatever came of them. */
  writes: number;
  denied: number;
  /** Calls that ended in an error, a refusal of the request or a timeout. */
  errors: number;
  /** Calls without a recorded result that should have one. */
  unresolved: number;
}

const errorStatuses: ReadonlySet<CallStatus> = new Set([
  "tool_error",
  "protocol_error",
  "rejected",
  "timeout",
]);

/** No calls. */
export function noCalls(): CallCounts {
  return { calls: 0, writes: 0, denied: 0, errors: 0, unresolved: 0 };
}

/** Adds one call to counts. */
export function countCall(counts: CallCounts, status: CallStatus, isWrite: boolean): void {
  counts.calls++;
  if (isWrite) counts.writes++;
  if (status === "denied") counts.denied++;
  else if (status === "unresolved" || status === "unknown") counts.unresolved++;
  else if (errorStatuses.has(status)) counts.errors++;
}

/** Widens a span by an event; events may come in any order. */
export function widen(span: Span, at: Citation): void {
  if (isBefore(at, span.first)) span.first = at;
  if (isBefore(span.last, at)) span.last = at;
}

/** Whether an event stands before another in a timeline. */
export function isBefore(a: Citation, b: Citation): boolean {
  return a.time === b.time ? a.event_id < b.event_id : a.time < b.time;
}

/** Compares texts by code unit, the same on every machine. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** How one value of a dimension was seen: as first written, and its span. */
export type Entry<Extra> = { value: string } & Span & Extra;

/** What was seen of one dimension, by value. Values that differ only in case are one. */
export interface Tally<Extra> {
  /** Notes an event with this value; undefined beyond the bound. */
  see(value: string, at: Citation, key?: string): Entry<Extra> | undefined;
  readonly size: number;
  /** What was seen of a value, ignoring case. */
  get(value: string): Entry<Extra> | undefined;
  entries(): IterableIterator<Entry<Extra>>;
}

/** Most values of one dimension that an answer keeps apart. */
export const MAX_VALUES = 50_000;

/** Creates an empty tally; `start` makes what is counted per value. */
export function createTally<Extra extends object>(
  name: string,
  budget: Budget,
  start: () => Extra,
): Tally<Extra> {
  const entries = new Map<string, Entry<Extra>>();
  return {
    see(value, at, key = fold(value)) {
      const entry = entries.get(key);
      if (entry !== undefined) {
        widen(entry, at);
        return entry;
      }
      if (entries.size >= MAX_VALUES) {
        addLimit(budget, {
          code: "values",
          bound: MAX_VALUES,
          detail: `there are more than ${MAX_VALUES} ${name}; those beyond are not counted`,
        });
        return undefined;
      }
      const made: Entry<Extra> = { value, first: at, last: at, ...start() };
      entries.set(key, made);
      return made;
    },
    get size() {
      return entries.size;
    },
    get: (value) => entries.get(fold(value)),
    entries: () => entries.values(),
  };
}

/** The first `limit` entries, those with the most first, equal ones by value. */
export function mostOf<Extra>(
  tally: Tally<Extra>,
  weight: (entry: Entry<Extra>) => number,
  limit: number,
): { total: number; items: Entry<Extra>[] } {
  const items = [...tally.entries()].toSorted(
    (a, b) => weight(b) - weight(a) || compareText(a.value, b.value),
  );
  return { total: tally.size, items: items.slice(0, limit) };
}
