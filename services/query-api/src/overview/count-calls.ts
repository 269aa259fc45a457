import type { PositionVector } from "@toolmark/event-store/event-store";
import { effectClasses } from "@toolmark/schemas/event";
import { everything } from "@toolmark/schemas/filter";

import type { Reader } from "../access/reader.ts";
import { asks, conditionOf, metricQueries } from "./condition.ts";
import { bucketStarts } from "./periods.ts";
import type { Period } from "./periods.ts";

/** What a call does. */
type EffectClass = (typeof effectClasses)[number];

/** Calls of one bucket by effect; `none` has no effect recorded. */
type ByEffect = Record<EffectClass | "none", number>;

/** Calls of one bucket: all of them, and those of them that were denied or failed, by effect. */
export interface CallBucket {
  calls: ByEffect;
  denied: ByEffect;
  errors: ByEffect;
}

/** Calls per bucket of a period, of every bucket that the period touches, oldest first. */
export type CallBuckets = Map<number, CallBucket>;

/**
 * Counts the calls of a period by effect and outcome. What a store has counted already is asked for
 * first, over all events; only what has to be taken off (facts about calls, which have effects too) or
 * is rare (denied calls and errors) is searched for.
 */
export async function countCalls(
  reader: Reader,
  period: Period,
  interval: number,
  asof: PositionVector,
): Promise<CallBuckets> {
  const all = { filter: everything, kind: "rows", ...period, asof } as const;
  const facts = asks(`phase:fact ${conditionOf("effect", effectClasses)}`, period, asof);
  const [types, effects, ofFacts, denied, errors] = await Promise.all([
    reader.histogram(all, interval, "type"),
    reader.histogram(all, interval, "effect"),
    reader.histogram(facts, interval, "effect"),
    reader.histogram(asks(metricQueries.denied, period, asof), interval, "effect"),
    reader.histogram(asks(metricQueries.errors, period, asof), interval, "effect"),
  ]);

  const buckets: CallBuckets = new Map(
    bucketStarts(period, interval).map((start) => [
      start,
      { calls: noCalls(), denied: noCalls(), errors: noCalls() },
    ]),
  );
  for (const { start, by = [] } of types)
    for (const { value, count } of by)
      if (value === "call.completed" || value === "call.unresolved")
        add(buckets.get(start)?.calls, "none", count);
  const move = (start: number, value: string | null, count: number) => {
    const calls = buckets.get(start)?.calls;
    const effect = effectOf(value);
    if (calls === undefined || effect === "none") return;
    calls[effect] += count;
    calls.none -= count;
  };
  for (const { start, by = [] } of effects)
    for (const { value, count } of by) move(start, value, count);
  for (const { start, by = [] } of ofFacts)
    for (const { value, count } of by) move(start, value, -count);
  for (const { start, by = [] } of denied)
    for (const { value, count } of by) add(buckets.get(start)?.denied, effectOf(value), count);
  for (const { start, by = [] } of errors)
    for (const { value, count } of by) add(buckets.get(start)?.errors, effectOf(value), count);
  return buckets;
}

function noCalls(): ByEffect {
  return { read: 0, write: 0, destructive: 0, none: 0 };
}

function add(counts: ByEffect | undefined, effect: keyof ByEffect, count: number): void {
  if (counts !== undefined) counts[effect] += count;
}

function effectOf(value: string | null): keyof ByEffect {
  return effectClasses.find((name) => name === value) ?? "none";
}

/** A number per bucket. */
export function numbersOf(
  buckets: CallBuckets,
  read: (bucket: CallBucket) => number,
): Map<number, number> {
  return new Map([...buckets].map(([start, bucket]) => [start, read(bucket)]));
}

/** All calls of one kind in a bucket, whatever they do. */
export function sumOf(counts: ByEffect): number {
  return counts.read + counts.write + counts.destructive + counts.none;
}
