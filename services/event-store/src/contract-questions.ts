import { everything } from "@toolmark/schemas/filter";
import type { Filter } from "@toolmark/schemas/filter";
import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { queryWords } from "@toolmark/schemas/tokens";
import { expect } from "vitest";

import { idOf } from "./contract-events.ts";
import type { EventStore, StoreEntry, StoreQuery } from "./event-store.ts";

type Order = "newest" | "oldest";

/** Every row of tenant `acme`. */
export const rows: StoreQuery = { tenant: "acme", filter: everything, kind: "rows" };
/** The field has the value. */
export const is = (field: Extract<Filter, { op: "is" }>["field"], value: string): Filter => ({
  op: "is",
  field,
  value,
});
/** The opposite of a filter. */
export const not = (of: Filter): Filter => ({ op: "not", of });
/** Every word of a text occurs. */
export const text = (words: string): Filter => ({ op: "text", words: queryWords(words) });

/** The ids of a whole timeline, read in pages. */
export async function timeline(
  store: EventStore,
  query: StoreQuery,
  order: Order,
  limit: number,
): Promise<string[]> {
  let page = await store.search(query, { limit, order });
  const found = page.documents.map(idOf);
  while (page.next) {
    expect(page.documents.length).toBeLessThanOrEqual(limit);
    page = await store.search(query, { limit, order, after: page.next });
    found.push(...page.documents.map(idOf));
  }
  return found;
}

/** The ids of a whole timeline, scanned. */
export async function scanned(
  store: EventStore,
  query: StoreQuery,
  order: Order,
): Promise<string[]> {
  const found: string[] = [];
  for await (const batch of store.scan(query, order)) found.push(...batch.map(idOf));
  return found;
}

/** Ids of entries in the order of a timeline. */
export function inOrder(batch: readonly StoreEntry[], order: Order): string[] {
  const oldest = batch.toSorted(
    ({ index: a }, { index: b }) => a.time - b.time || (a.id < b.id ? -1 : 1),
  );
  const ids = oldest.map((entry) => entry.index.id);
  return order === "oldest" ? ids : ids.toReversed();
}

/** An event that called this tool. */
export function tool(name: string): Partial<NormalizedEvent> {
  return { tool: { name } };
}

/** An event of this actor. */
export function actor(id: string): Partial<NormalizedEvent> {
  return { actor: { type: "user", id, assurance: "verified" } };
}
