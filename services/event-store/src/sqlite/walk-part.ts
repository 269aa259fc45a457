import { readRows } from "./match-part.ts";
import type { PartMatch, Question } from "./match-part.ts";
import { questionIn, scopeOf } from "./part-scope.ts";
import type { PartQuestion } from "./part-scope.ts";
import type { StoredRow } from "./part-writer.ts";
import type { ReadPart } from "./read-part.ts";
import { cutAt } from "./read-timeline.ts";
import type { Order } from "./read-timeline.ts";
import type { TimeSlice } from "./time-slice.ts";

const PAGE = 2048;

/** Place of an event in a timeline and in its part; `hex` is its id, which sorts as the id does. */
export interface Place extends StoredRow {
  time: number;
  hex: string;
}

/** Goes through the events of a question in one part. */
export interface PartWalk {
  readonly part: ReadPart;
  /** Where the walk is; undefined before the first step and after the last. */
  place(): Place | undefined;
  /** Takes one step and gives the new place. */
  advance(slice: TimeSlice): Promise<Place | undefined>;
}

/**
 * Walks through the events that a part has now. Places are read in pages from the index on time;
 * where a condition finds many rows, their set is read once and the index is walked with it.
 */
export function walkPart(part: ReadPart, question: Question, order: Order): PartWalk {
  const lastRow = part.lastRow();
  let places: Place[] = [];
  let at = 0;
  let nextPage: Paging | undefined;
  let isBegun = false;

  async function load(slice: TimeSlice): Promise<void> {
    if (!isBegun) nextPage = await begin(part, { question, order, lastRow }, slice);
    isBegun = true;
    at = 0;
    const last = places.at(-1);
    places = nextPage?.(last) ?? [];
    if (places.length < PAGE) nextPage = undefined;
    await slice.breathe();
  }

  return {
    part,
    place: () => places[at],
    async advance(slice) {
      at += 1;
      if (at < places.length) return places[at];
      if (!isBegun || nextPage !== undefined) await load(slice);
      return places[at];
    },
  };
}

type Paging = (after: Place | undefined) => Place[];

async function begin(
  part: ReadPart,
  { question, order, lastRow }: { question: Question; order: Order; lastRow: number },
  slice: TimeSlice,
): Promise<Paging | undefined> {
  const asked = await questionIn(part, question, slice, lastRow);
  if (asked === undefined || asked.match.kind === "nothing") return undefined;
  const { query, match } = asked;
  const pages = (kept: PartMatch) => pagesOf(part, { query, match: kept }, order, lastRow);
  if (match.kind === "everything") return pages(match);
  const found = await readRows(part, match, slice);
  const rows = match.rows === undefined ? found : found.and(match.rows);
  const isFew = rows.bytes.reduce((total, bit) => total + bit, 0) < PAGE;
  return pages(isFew ? match : { kind: "everything", expression: match.expression, rows });
}

function pagesOf(part: ReadPart, asked: PartQuestion, order: Order, lastRow: number): Paging {
  const [way, sign] = order === "newest" ? ["DESC", "<"] : ["ASC", ">"];
  const position = part.hasForeignPositions ? "ev.lp, ev.lo" : "NULL, NULL";
  return (after) => {
    // The index is entered at the bound on time: the one on both would be looked at event by event.
    const query = after === undefined ? asked.query : cutAt(asked.query, order, after.time);
    const scope = scopeOf(part, { ...asked, query }, lastRow);
    if (scope === undefined) return [];
    const cursor = after === undefined ? "" : `AND (ev.ts, ev.id) ${sign} (?, ?)`;
    const rows = part.all(
      `SELECT ev.row, ev.ts, hex(ev.id), ${position} ${scope.source} ${cursor}
       ORDER BY ev.ts ${way}, ev.id ${way} LIMIT ${PAGE}`,
      ...scope.values,
      ...(after === undefined ? [] : [after.time, Buffer.from(after.hex, "hex")]),
    );
    return rows.map(([row, time, hex, partition = null, offset = null]) => ({
      row: Number(row),
      time: Number(time),
      hex: String(hex),
      partition: partition === null ? null : Number(partition),
      offset: offset === null ? null : Number(offset),
    }));
  };
}
