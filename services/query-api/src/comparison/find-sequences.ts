import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { fold } from "@toolmark/schemas/tokens";

import { compareText } from "../profiles/tally.ts";
import type { SequencesAnswer } from "./answers.ts";

/** By what two events belong together. */
export const sequenceKeys = ["session", "actor", "conversation"] as const;
export type SequenceKey = (typeof sequenceKeys)[number];

type ShownStep = SequencesAnswer["pairs"][number]["first"];

/** One event of a sequence. */
export interface Step {
  key: string;
  /** When it began and ended, milliseconds since the epoch. */
  began: number;
  ended: number;
  shown: ShownStep;
}

/** Two events of which the second began after the first had ended. */
export interface Pair {
  first: Step;
  second: Step;
}

/** Takes from an event what a sequence needs; undefined where it names nothing to go by. Pure. */
export function stepOf(event: NormalizedEvent, by: SequenceKey): Step | undefined {
  const key = keyOf(event, by);
  if (key === undefined) return undefined;
  const ended = Date.parse(event.time.occurred);
  // Times are cut to milliseconds: a cut duration never makes the beginning too early.
  const began = ended - Math.floor(event.time.duration_ms ?? 0);
  const { actor, session, conversation, call, server, tool, effect, outcome } = event;
  const agent = actor?.agent?.id ?? actor?.agent?.name;
  return {
    key,
    began,
    ended,
    shown: {
      event_id: event.event.id,
      ...(call && { call_id: call.id }),
      time: event.time.occurred,
      began: new Date(began).toISOString(),
      ...(actor?.id !== undefined && { actor: actor.id }),
      ...(agent !== undefined && { agent }),
      ...(session && { session: session.id }),
      ...(conversation?.id !== undefined && { conversation: conversation.id }),
      ...(server && { server: server.name }),
      ...(tool && { tool: tool.name }),
      ...(effect && { effect: effect.class }),
      ...(outcome && { outcome: outcome.status }),
      ...(event.params?.sha256 !== undefined && { params_sha256: event.params.sha256 }),
      ...(event.params?.hmac !== undefined && { params_hmac: event.params.hmac }),
      ...(event.result?.sha256 !== undefined && { result_sha256: event.result.sha256 }),
    },
  };
}

function keyOf(event: NormalizedEvent, by: SequenceKey): string | undefined {
  return by === "actor" ? event.actor?.id : event[by]?.id;
}

/**
 * Finds every pair of a first event and one that began within `within` milliseconds after its end,
 * with the same key: what was read before can only be in what was sent after. Overlapping events are
 * no pair, nor is an event with itself. The pairs come oldest first by their second event; beyond
 * `limit` they are only counted. Pure.
 */
export function findSequences(
  firsts: readonly Step[],
  seconds: readonly Step[],
  within: number,
  limit: number,
): { pairs: Pair[]; total: number; keys: number } {
  const byKey = Map.groupBy(firsts, ({ key }) => fold(key));
  for (const group of byKey.values()) group.sort(byEnd);
  const pairs: Pair[] = [];
  const keys = new Set<string>();
  let total = 0;
  const ordered = seconds.toSorted(
    (a, b) =>
      compareText(a.shown.time, b.shown.time) || compareText(a.shown.event_id, b.shown.event_id),
  );
  for (const second of ordered) {
    const group = byKey.get(fold(second.key)) ?? [];
    for (let at = firstEndingFrom(group, second.began - within); at < group.length; at++) {
      const first = group[at];
      if (first === undefined || first.ended > second.began) break;
      if (!isBefore(first, second)) continue;
      total++;
      keys.add(fold(second.key));
      if (pairs.length < limit) pairs.push({ first, second });
    }
  }
  return { pairs, total, keys: keys.size };
}

function byEnd(a: Step, b: Step): number {
  return a.ended - b.ended || compareText(a.shown.event_id, b.shown.event_id);
}

// Within one millisecond the order of the timeline decides.
function isBefore(first: Step, second: Step): boolean {
  return first.ended < second.ended || first.shown.event_id < second.shown.event_id;
}

function firstEndingFrom(group: readonly Step[], time: number): number {
  let low = 0;
  let high = group.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((group[middle]?.ended ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
