import type { TimelinePoint } from "../event-store.ts";
import type { ReadPart } from "./read-part.ts";
import { readDocuments } from "./read-timeline.ts";
import type { TextPage } from "./read-timeline.ts";
import type { TimeSlice } from "./time-slice.ts";
import { uuidOfHex } from "./uuid-bytes.ts";

interface Attempt {
  part: ReadPart;
  row: number;
  recorded: number;
  hex: string;
}

/** Which attempts are wanted; `after.id` in hexadecimal digits. */
export interface AttemptsRequest {
  from: number;
  to: number;
  limit: number;
  after?: { time: number; hex: string };
}

/**
 * Reads attempts of every tenant by when they were recorded. Rows are nearly in that order, so zones
 * are read by their earliest record until none left can come before the page's last attempt.
 */
export async function readAttempts(
  parts: readonly ReadPart[],
  request: AttemptsRequest,
  slice: TimeSlice,
): Promise<TextPage> {
  const { from, to, limit, after } = request;
  const least = Math.max(from, after?.time ?? -Infinity);
  const zones = parts
    .flatMap((part) => part.zones().map((zone) => ({ part, ...zone })))
    .filter((zone) => zone.maxRecorded >= least && zone.minRecorded < to)
    .toSorted((a, b) => a.minRecorded - b.minRecorded);
  let found: Attempt[] = [];
  for (const { part, first, last, minRecorded } of zones) {
    const worst = found[limit];
    if (worst !== undefined && minRecorded > worst.recorded) break;
    const rows = part.all(
      `SELECT row, rec, hex(id) FROM ev
       WHERE row BETWEEN ? AND ? AND attempt = 1 AND rec >= ? AND rec < ? AND (rec, id) > (?, ?)`,
      first,
      last,
      least,
      to,
      after?.time ?? -Infinity,
      Buffer.from(after?.hex ?? "", "hex"),
    );
    for (const [row, recorded, hex] of rows) {
      found.push({ part, row: Number(row), recorded: Number(recorded), hex: String(hex) });
    }
    found = keepFirst(found, limit);
    await slice.breathe();
  }
  const shown = endOfPage(found, limit);
  const last = found.length > shown.length ? shown.at(-1) : undefined;
  const next: TimelinePoint | undefined = last && { time: last.recorded, id: uuidOfHex(last.hex) };
  return { documents: readDocuments(shown), ...(next && { next }) };
}

/** The first attempts: one more than a page, and all that stand at the same place as that one. */
function keepFirst(found: readonly Attempt[], limit: number): Attempt[] {
  const sorted = found.toSorted(compare);
  const edge = sorted[limit];
  return edge === undefined ? sorted : sorted.filter((attempt) => compare(attempt, edge) <= 0);
}

/**
 * Attempts of several tenants may have the same id and time. The next page starts after such a place,
 * so a page ends before it or takes all of it.
 */
function endOfPage(found: readonly Attempt[], limit: number): Attempt[] {
  const edge = found[limit];
  if (edge === undefined) return [...found];
  const before = found.slice(0, limit).filter((attempt) => compare(attempt, edge) < 0);
  return before.length > 0 ? before : found.filter((attempt) => compare(attempt, edge) === 0);
}

function compare(a: Attempt, b: Attempt): number {
  return a.recorded - b.recorded || (a.hex < b.hex ? -1 : Number(a.hex > b.hex));
}
