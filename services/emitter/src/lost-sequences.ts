import type { AuditEvent } from "@toolmark/schemas/event";
import { EVENT_SCHEMA } from "@toolmark/schemas/event";
import { newUuid } from "@toolmark/schemas/ids";

const MAX_RANGES = 1000;

interface Range {
  from: number;
  to: number;
  reason: string;
}

/** Remembers which sequence numbers will never arrive, until a gap event can say so. */
export interface LostSequences {
  readonly isEmpty: boolean;
  /** Notes an event that was given up. One without epoch and sequence leaves no trace. */
  add(event: AuditEvent, reason: string): void;
  /** The `emitter.gap` events that tell of everything noted, which is then forgotten. */
  take(): AuditEvent[];
}

/** Creates an empty memory; it is bounded, beyond the bound ranges grow together. */
export function createLostSequences(): LostSequences {
  const emitters = new Map<string, { last: AuditEvent; ranges: Range[] }>();
  return {
    get isEmpty() {
      return emitters.size === 0;
    },
    add(event, reason) {
      const { id, epoch, sequence } = event.emitter;
      if (epoch === undefined || sequence === undefined) return;
      const key = `${epoch} ${id}`;
      const entry = emitters.get(key) ?? { last: event, ranges: [] };
      emitters.set(key, entry);
      const previous = entry.ranges.at(-1);
      const isNext = previous?.reason === reason && sequence === previous.to + 1;
      if (previous !== undefined && (isNext || entry.ranges.length >= MAX_RANGES))
        previous.to = Math.max(previous.to, sequence);
      else entry.ranges.push({ from: sequence, to: sequence, reason });
    },
    take() {
      const gaps = [...emitters.values()].flatMap(({ last, ranges }) =>
        ranges.map((range) => gapEvent(last, range)),
      );
      emitters.clear();
      return gaps;
    },
  };
}

function gapEvent(lost: AuditEvent, range: Range): AuditEvent {
  const { sequence: _sequence, epoch = "", ...emitter } = lost.emitter;
  return {
    schema: EVENT_SCHEMA,
    event: { id: newUuid(), type: "emitter.gap" },
    time: { occurred: new Date().toISOString(), source: "emitter" },
    vantage: lost.vantage,
    emitter: { ...emitter, epoch },
    ...(lost.environment === undefined ? {} : { environment: lost.environment }),
    gap: { epoch, from_sequence: range.from, to_sequence: range.to, reason: range.reason },
  };
}
