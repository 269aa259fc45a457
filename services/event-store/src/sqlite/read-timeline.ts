import type { StoreQuery, TimelinePoint } from "../event-store.ts";
import type { Question } from "./match-part.ts";
import { questionIn, scopeOf } from "./part-scope.ts";
import type { PartScope } from "./part-scope.ts";
import type { ReadPart } from "./read-part.ts";
import type { TimeSlice } from "./time-slice.ts";
import { uuidOfHex } from "./uuid-bytes.ts";

export type Order = "newest" | "oldest";

/** Which page of a timeline is wanted; `after.id` in hexadecimal digits. */
export interface PageRequest {
  limit: number;
  order: Order;
  after?: { time: number; hex: string };
}

/** Documents of a page as JSON, and where the next page starts. */
export interface TextPage {
  documents: string[];
  next?: TimelinePoint;
}

interface Found {
  time: number;
  /** The id in upper-case hexadecimal digits, which sort as the id does. */
  hex: string;
  row: number;
  part: ReadPart;
}

/**
 * Reads one page. Parts are taken in the order of the times they hold, rows of a part in the order
 * they arrived; both stop when nothing left can come before the page's last event, so the order is
 * exact wherever late events were stored.
 */
export async function readTimeline(
  parts: readonly ReadPart[],
  question: Question,
  page: PageRequest,
  slice: TimeSlice,
): Promise<TextPage> {
  const { order } = page;
  const { query } = question;
  const narrowed = page.after
    ? { ...question, query: cutAt(query, order, page.after.time) }
    : question;
  const best = createBest(page.limit + 1, order);
  for (const part of inOrderOfTime(parts, order)) {
    if (!best.canTake(order === "newest" ? part.maxTime() : part.minTime())) break;
    const asked = await questionIn(part, narrowed, slice);
    const scope = asked && scopeOf(part, asked);
    if (scope === undefined) continue;
    if (asked?.match.kind === "everything") walkTimes(scope, page, best);
    else walkArrivals(scope, page, best, slice);
    await slice.breathe();
  }
  return toPage(best.take(), page.limit);
}

/** Parts by the first time that they hold in an order. */
export function inOrderOfTime(parts: readonly ReadPart[], order: Order): ReadPart[] {
  return parts.toSorted((a, b) =>
    order === "newest" ? b.maxTime() - a.maxTime() : a.minTime() - b.minTime(),
  );
}

/** Cuts the range of a query at a time from which on the order goes. */
export function cutAt(query: StoreQuery, order: Order, time: number): StoreQuery {
  return order === "newest"
    ? { ...query, to: Math.min(query.to ?? Infinity, time + 1) }
    : { ...query, from: Math.max(query.from ?? -Infinity, time) };
}

/** Without a condition the index on time has the page as it is. */
function walkTimes(scope: PartScope, page: PageRequest, best: Best): void {
  const { part, source, values } = scope;
  const way = page.order === "newest" ? "DESC" : "ASC";
  const cursor = cursorCondition(page);
  const rows = part.all(
    `SELECT ev.row, ev.ts, hex(ev.id) ${source} ${cursor.sql}
     ORDER BY ev.ts ${way}, ev.id ${way} LIMIT ?`,
    ...values,
    ...cursor.values,
    page.limit + 1,
  );
  for (const [row, time, hex] of rows) {
    best.add({ row: Number(row), time: Number(time), hex: String(hex), part });
  }
}

/** Reads matches in the order of arrival (or against it) until no zone left can improve the page. */
function walkArrivals(scope: PartScope, page: PageRequest, best: Best, slice: TimeSlice): void {
  const { part, source, values } = scope;
  const isNewest = page.order === "newest";
  const cursor = cursorCondition(page);
  const rows = part.iterate(
    `SELECT ft.rowid, ev.ts, hex(ev.id) ${source} ${cursor.sql}
     ORDER BY ft.rowid ${isNewest ? "DESC" : "ASC"}`,
    ...values,
    ...cursor.values,
  );
  const zones = zonesAhead(scope, isNewest);
  let at = 0;
  for (const [rowid, ts, hex] of rows) {
    slice.look();
    const row = Number(rowid);
    let zone = zones[at];
    const before = at;
    while (zone && (isNewest ? row < zone.first : row > zone.last)) zone = zones[++at];
    if (at !== before && zone && !best.canTake(zone.edge)) break;
    best.add({ row, time: Number(ts), hex: String(hex), part });
  }
}

/** The zones of a scope as they are walked, each with the best time of itself and all after it. */
function zonesAhead({ part, low, high }: PartScope, isNewest: boolean) {
  const inside = part.zones().filter((zone) => zone.last >= low && zone.first <= high);
  let edge = isNewest ? -Infinity : Infinity;
  const outwards = isNewest ? inside : inside.toReversed();
  const ahead = outwards.map(({ first, last, minTime, maxTime }) => {
    edge = isNewest ? Math.max(edge, maxTime) : Math.min(edge, minTime);
    return { first, last, edge };
  });
  return ahead.toReversed();
}

function cursorCondition({ order, after }: PageRequest) {
  if (after === undefined) return { sql: "", values: [] };
  const sign = order === "newest" ? "<" : ">";
  return {
    sql: `AND (ev.ts, ev.id) ${sign} (?, ?)`,
    values: [after.time, Buffer.from(after.hex, "hex")],
  };
}

type Best = ReturnType<typeof createBest>;

/** Keeps the first `size` events of an order out of all that are added. */
function createBest(size: number, order: Order) {
  const sign = order === "newest" ? -1 : 1;
  const compare = (a: Found, b: Found) =>
    sign * (a.time - b.time || (a.hex < b.hex ? -1 : Number(a.hex > b.hex)));
  const found: Found[] = [];
  let worst: number | undefined;

  function trim(): void {
    found.sort(compare);
    if (found.length > size) found.length = size;
    worst = found.length === size ? found.at(-1)?.time : undefined;
  }

  return {
    add(event: Found) {
      if (worst !== undefined && sign * (event.time - worst) > 0) return;
      found.push(event);
      if (found.length >= size * 2) trim();
    },
    /** Whether an event of this time could still be among the first. */
    canTake(time: number): boolean {
      if (found.length >= size) trim();
      return worst === undefined || sign * (time - worst) <= 0;
    },
    take(): Found[] {
      trim();
      return found;
    },
  };
}

function toPage(found: readonly Found[], limit: number): TextPage {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    documents: readDocuments(shown),
    ...(found.length > limit && last && { next: { time: last.time, id: uuidOfHex(last.hex) } }),
  };
}

/** Documents of rows, in their order. */
export function readDocuments(rows: readonly { part: ReadPart; row: number }[]): string[] {
  return rows.map(({ part, row }) => {
    const [[partition = null, offset = null] = []] = part.hasForeignPositions
      ? part.all("SELECT lp, lo FROM ev WHERE row = ?", row)
      : [];
    return part.document({
      row,
      partition: partition === null ? null : Number(partition),
      offset: offset === null ? null : Number(offset),
    });
  });
}
