import { OWN_EMITTER } from "@toolmark/event-log/own-record";
import type { NormalizedEvent, StoredDocument } from "@toolmark/schemas/normalized-event";

import { compareText } from "../profiles/tally.ts";

/** What of an event matters to its emitter's record; small enough to keep many. */
export interface Emitted {
  event_id: string;
  type: NormalizedEvent["event"]["type"];
  /** When it occurred and was recorded, milliseconds since the epoch. */
  at: number;
  recorded: number;
  epoch?: string;
  sequence?: number;
  isSkewed: boolean;
  isLate: boolean;
}

/** A range of numbers that an emitter said will never arrive. */
export interface ToldGap {
  event_id: string;
  at: number;
  epoch: string;
  from: number;
  to: number;
  reason?: string;
}

/** The events of each emitter, by its id as written. */
export type EmitterEvents = Map<string, Emitted[]>;

/** Takes from an event what matters; undefined for facts that the system itself states. Pure. */
export function emittedOf(event: NormalizedEvent, document: StoredDocument): Emitted | undefined {
  const { id, epoch, sequence } = event.emitter;
  if (id === OWN_EMITTER) return undefined;
  return {
    event_id: event.event.id,
    type: event.event.type,
    at: Date.parse(event.time.occurred),
    recorded: document.leaf.ts,
    ...(epoch !== undefined && { epoch }),
    ...(sequence !== undefined && { sequence }),
    isSkewed: document.marks?.includes("skewed") === true,
    isLate: document.marks?.includes("late") === true,
  };
}

/** The gap that an event tells of, where it does. Pure. */
export function toldGapOf(event: NormalizedEvent): ToldGap | undefined {
  const { gap } = event;
  if (event.event.type !== "emitter.gap" || gap === undefined) return undefined;
  if (gap.to_sequence < gap.from_sequence) return undefined;
  return {
    event_id: event.event.id,
    at: Date.parse(event.time.occurred),
    epoch: gap.epoch,
    from: gap.from_sequence,
    to: gap.to_sequence,
    ...(gap.reason !== undefined && { reason: gap.reason }),
  };
}

/** The order of a timeline. */
export function byTime(a: Emitted, b: Emitted): number {
  return a.at - b.at || compareText(a.event_id, b.event_id);
}

/** Adds an item to the list under a key. */
export function addTo<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [item]);
  else known.push(item);
}
