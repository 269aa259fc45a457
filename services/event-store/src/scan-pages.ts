import type { StoredDocument } from "@toolmark/schemas/normalized-event";

import type { EventStore, StoreQuery, TimelinePoint } from "./event-store.ts";

const PAGE = 1000;

/** Scans a query page by page. */
export async function* scanPages(
  store: Pick<EventStore, "search">,
  query: StoreQuery,
  order: "newest" | "oldest",
): AsyncGenerator<StoredDocument[]> {
  let after: TimelinePoint | undefined;
  do {
    const page = await store.search(query, { limit: PAGE, order, ...(after && { after }) });
    if (page.documents.length > 0) yield page.documents;
    after = page.next;
  } while (after !== undefined);
}
