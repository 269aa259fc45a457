import type { Question } from "./match-part.ts";
import type { ReadPart } from "./read-part.ts";
import { inOrderOfTime } from "./read-timeline.ts";
import type { Order } from "./read-timeline.ts";
import type { TimeSlice } from "./time-slice.ts";
import { walkPart } from "./walk-part.ts";
import type { PartWalk, Place } from "./walk-part.ts";

/** Most documents of one batch, and bytes from which on it takes no more. */
const MAX_DOCUMENTS = 1000;
const MAX_BYTES = 262_144;

/** Blocks whose documents wait for their turn. */
const MAX_BLOCKS = 64;

const OPENING = Buffer.from("[");
const COMMA = Buffer.from(",");
const CLOSING = Buffer.from("]");

/** All events of a question, batch by batch. */
export interface PartsScan {
  /** The next batch as a list in JSON, or undefined after the last one. One call at a time. */
  next(slice: TimeSlice): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/**
 * Scans the events that parts hold now, in the order of a timeline. A part is walked by its index on
 * time from when its first event has its turn; parts whose times overlap are merged. What is held is a
 * page of places per part under way, and some blocks of documents, whatever the number of events.
 */
export function scanParts(parts: readonly ReadPart[], question: Question, order: Order): PartsScan {
  const sign = order === "newest" ? -1 : 1;
  const waiting = inOrderOfTime(parts, order).map((part) => ({
    edge: order === "newest" ? part.maxTime() : part.minTime(),
    walk: walkPart(part, question, order),
  }));
  const walks: PartWalk[] = [];
  const documents = createDocumentReader();

  /** The walk whose place is next; undefined at the end of all. */
  async function first(slice: TimeSlice): Promise<PartWalk | undefined> {
    for (;;) {
      const best = walks.reduce<PartWalk | undefined>(
        (least, walk) => (least && compare(least.place(), walk.place()) <= 0 ? least : walk),
        undefined,
      );
      const next = waiting[0];
      const time = best?.place()?.time;
      if (next === undefined || (time !== undefined && sign * (next.edge - time) > 0)) return best;
      waiting.shift();
      if ((await next.walk.advance(slice)) !== undefined) walks.push(next.walk);
    }
  }

  function compare(a: Place | undefined, b: Place | undefined): number {
    if (a === undefined || b === undefined) return 0;
    return sign * (a.time - b.time || (a.hex < b.hex ? -1 : Number(a.hex > b.hex)));
  }

  return {
    async next(slice) {
      const pieces: Uint8Array[] = [];
      let bytes = 2;
      let count = 0;
      while (count < MAX_DOCUMENTS && bytes < MAX_BYTES) {
        const walk = await first(slice);
        const place = walk?.place();
        if (walk === undefined || place === undefined) break;
        const [document, position] = documents.read(walk.part, place);
        pieces.push(count === 0 ? OPENING : COMMA, document, position);
        bytes += 1 + document.length + position.length;
        count += 1;
        if ((await walk.advance(slice)) === undefined) walks.splice(walks.indexOf(walk), 1);
        if (count % 32 === 0) await slice.breathe();
      }
      return count === 0 ? undefined : concat([...pieces, CLOSING]);
    },
  };
}

/** A new list of bytes with a memory of its own, which can be handed to another thread. */
function concat(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/**
 * Reads documents in any order and each once. Of a block that is read, the documents that were not
 * asked for are kept for their turn: events of several emitters lie in turns in a part.
 */
function createDocumentReader() {
  const lines = new Map<string, Uint8Array>();
  const blocks: string[][] = [];

  function load(part: ReadPart, row: number): void {
    const block = part.block(row);
    const keys = block.lines.map((line, at) => {
      const key = `${part.number}/${block.first + at}`;
      lines.set(key, line);
      return key;
    });
    blocks.push(keys);
    if (blocks.length > MAX_BLOCKS) for (const key of blocks.shift() ?? []) lines.delete(key);
  }

  return {
    /** A document without its last brace, and its position with it. */
    read(part: ReadPart, { row, partition, offset }: Place): [Uint8Array, Uint8Array] {
      const key = `${part.number}/${row}`;
      if (!lines.has(key)) load(part, row);
      const line = lines.get(key);
      lines.delete(key);
      if (line === undefined) throw new Error(`document of row ${row} is missing`);
      const position = `,"log":{"partition":${partition ?? 0},"offset":${offset ?? row}}}`;
      return [line.subarray(0, -1), Buffer.from(position)];
    },
  };
}
