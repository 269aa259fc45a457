import { openDocument } from "@toolmark/integrity/open-document";
import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";

import type { Reader, ReaderQuery } from "../access/reader.ts";

const PAGE = 1000;

/** The newest events of a query, newest first, at most `limit`. */
export async function readNewest(
  reader: Reader,
  query: ReaderQuery,
  limit: number,
): Promise<{ events: NormalizedEvent[]; isAll: boolean }> {
  const events: NormalizedEvent[] = [];
  let after: { time: number; id: string } | undefined;
  do {
    const page = await reader.search(query, {
      limit: Math.min(PAGE, limit - events.length),
      order: "newest",
      ...(after && { after }),
    });
    events.push(...page.documents.map((document) => openDocument(document)));
    after = page.next;
  } while (after !== undefined && events.length < limit);
  return { events, isAll: after === undefined };
}

/** The first event of a query in an order; undefined where there is none. */
export async function readOne(
  reader: Reader,
  query: ReaderQuery,
  order: "newest" | "oldest",
): Promise<NormalizedEvent | undefined> {
  const { documents } = await reader.search(query, { limit: 1, order });
  return documents[0] && openDocument(documents[0]);
}

/** The value that occurs most often, the first one met among equals; undefined for none. Pure. */
export function mostFrequent(values: Iterable<string | undefined>): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values)
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: [string, number] | undefined;
  for (const entry of counts) if (best === undefined || entry[1] > best[1]) best = entry;
  return best?.[0];
}
