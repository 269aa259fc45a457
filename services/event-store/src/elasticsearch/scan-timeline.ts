import type { estypes } from "@elastic/elasticsearch";
import { AuditError } from "@toolmark/runtime/errors";
import type { StoredDocument } from "@toolmark/schemas/normalized-event";

import type { StoreQuery } from "../event-store.ts";
import { compileQuery } from "./compile-query.ts";
import { queryError } from "./failure.ts";
import type { Failure } from "./failure.ts";
import type { IndexNames } from "./index-names.ts";
import { everyShard } from "./read-timeline.ts";
import type { Requests } from "./requests.ts";
import { readEvent } from "./stored-document.ts";
import type { EventSource } from "./stored-document.ts";

const MAX_PAGE = 1000;
const FIRST_PAGE = 100;

/** Bytes of documents that a page is meant to have: its number of events follows from the last page. */
const PAGE_BYTES = 2_097_152;

/** How long the server keeps a view of its indices that is not read on. */
const KEEP_ALIVE = "5m";

/** The scans of one store. */
export interface Scans {
  /** See `EventStore.scan`. */
  scan(query: StoreQuery, order: "newest" | "oldest"): AsyncGenerator<StoredDocument[]>;
  /** Ends the scans under way, and has the server let go of what they read. */
  close(): Promise<void>;
}

/** What is read on: a point in time, which has a new id with every answer, and a place in it. */
interface View {
  id: string;
}

/**
 * Scans over a point in time, which later writes do not change. The next page is asked for while the
 * one before is used. The server frees a point in time when its scan ends, however it ends.
 */
export function createScans(requests: Requests, names: IndexNames): Scans {
  const views = new Set<View>();
  let isClosed = false;

  function mustGoOn(): void {
    requests.mustBeOpen();
    if (isClosed) throw new AuditError("disposed", "the event store is closed");
  }

  async function open(): Promise<View> {
    const index = names.pattern;
    const { id } = await requests.read(
      "scan events",
      async (client) => client.openPointInTime({ index, ...everyShard, keep_alive: KEEP_ALIVE }),
      scanError,
    );
    const view = { id };
    views.add(view);
    return view;
  }

  async function close(view: View): Promise<void> {
    if (!views.delete(view)) return;
    // What cannot be reached now is freed by the server when its time is over.
    await requests.attempt(async (client) => client.closePointInTime({ id: view.id }));
  }

  async function readPage(view: View, body: estypes.SearchRequest): Promise<Hit[]> {
    const { hits, pit_id: id } = await requests.read(
      "scan events",
      async (client) =>
        client.search<EventSource>({
          ...body,
          pit: { id: view.id, keep_alive: KEEP_ALIVE },
          allow_partial_search_results: false,
          track_total_hits: false,
        }),
      scanError,
    );
    if (id !== undefined) view.id = id;
    return hits.hits;
  }

  return {
    async *scan(query, order) {
      const way = order === "newest" ? "desc" : "asc";
      const body = {
        query: compileQuery(query),
        sort: [{ time: way }, { id: way }],
        _source: ["p", "x", "s", "leaf", "marks", "log"],
      } satisfies estypes.SearchRequest;
      const view = await open();
      let coming: Promise<Hit[]> | undefined;
      try {
        let size = FIRST_PAGE;
        let hits = await readPage(view, { ...body, size });
        while (hits.length > 0) {
          const after = hits.at(-1)?.sort;
          const isLast = hits.length < size || after === undefined;
          size = sizeAfter(hits);
          coming = isLast ? undefined : readPage(view, { ...body, size, search_after: after });
          // Fails where it is awaited, if it still is.
          coming?.catch(() => {});
          yield hits.flatMap(({ _source }) => (_source === undefined ? [] : readEvent(_source)));
          mustGoOn();
          hits = (await coming) ?? [];
        }
      } catch (error) {
        // A scan that the closing of the store cut off has no fault of its own.
        mustGoOn();
        throw error;
      } finally {
        await coming?.catch(() => {});
        await close(view);
      }
    },
    async close() {
      isClosed = true;
      await Promise.all([...views].map(close));
    },
  };
}

type Hit = estypes.SearchHit<EventSource>;

function sizeAfter(hits: readonly Hit[]): number {
  const [first] = hits;
  const last = hits.at(-1);
  const middle = hits[hits.length >> 1];
  const sample = [first, middle, last].map((hit) => JSON.stringify(hit?._source ?? "").length);
  const mean = sample.reduce((sum, length) => sum + length, 0) / sample.length;
  return Math.max(10, Math.min(MAX_PAGE, Math.floor(PAGE_BYTES / mean)));
}

function scanError(doing: string, failure: Failure): AuditError {
  if (failure.status === 404) {
    return new AuditError(
      "query_timeout",
      "scan was not continued in time, or its events were removed: begin it anew",
    );
  }
  return queryError(doing, failure);
}
