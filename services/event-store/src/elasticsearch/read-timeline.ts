import type { Client, estypes } from "@elastic/elasticsearch";

import type {
  EventStore,
  PositionVector,
  StorePage,
  StoreQuery,
  TimelinePoint,
} from "../event-store.ts";
import { compileQuery, timeRange } from "./compile-query.ts";
import { queryError } from "./failure.ts";
import type { IndexNames } from "./index-names.ts";
import type { Requests } from "./requests.ts";
import { readEvent } from "./stored-document.ts";
import type { EventSource } from "./stored-document.ts";

const MAX_PARTITIONS = 10_000;

type SearchBody = Omit<estypes.SearchRequest, "index">;
type Answer<Aggregations> = estypes.SearchResponse<EventSource, Aggregations>;

/**
 * Searches every month that is there. An answer is of all shards or none: a month that is closed or
 * damaged makes the question fail instead of being left out.
 */
export async function searchMonths<Aggregations = Record<string, never>>(
  requests: Requests,
  index: string,
  doing: string,
  body: SearchBody,
): Promise<Answer<Aggregations>> {
  return await requests.read(
    doing,
    async (client: Client) =>
      client.search<EventSource, Aggregations>({
        index,
        ...everyShard,
        allow_partial_search_results: false,
        track_total_hits: false,
        ...body,
      }),
    queryError,
  );
}

/** Every index is asked, also one that is closed: leaving it out would hide events. */
export const everyShard = {
  allow_no_indices: true,
  expand_wildcards: ["open", "closed"],
} satisfies Pick<estypes.SearchRequest, "allow_no_indices" | "expand_wildcards">;

/** One page of a timeline. See `EventStore.search`. */
export async function readTimeline(
  requests: Requests,
  names: IndexNames,
  query: StoreQuery,
  page: Parameters<EventStore["search"]>[1],
): Promise<StorePage> {
  const order = page.order === "newest" ? "desc" : "asc";
  const { hits } = await searchMonths(requests, names.pattern, "read a timeline", {
    query: compileQuery(query),
    sort: [{ time: order }, { id: order }],
    // One more than asked for tells whether there is a next page.
    size: page.limit + 1,
    ...(page.after && { search_after: [page.after.time, page.after.id] }),
  });
  return toPage(sourcesOf(hits), page.limit, "time");
}

/** Attempts of every tenant. See `EventStore.attempts`. */
export async function readAttempts(
  requests: Requests,
  names: IndexNames,
  range: { from: number; to: number },
  page: { limit: number; after?: TimelinePoint },
): Promise<StorePage> {
  const { hits } = await searchMonths(requests, names.pattern, "read attempts", {
    query: { bool: { filter: [{ term: { row: false } }, timeRange("recorded", range)] } },
    sort: [{ recorded: "asc" }, { id: "asc" }],
    size: page.limit + 1,
    ...(page.after && { search_after: [page.after.time, page.after.id] }),
  });
  const sources = sourcesOf(hits);
  return toPage(sources, wholeGroups(sources, page.limit), "recorded");
}

/** Exact number of events. See `EventStore.count`. */
export async function countEvents(
  requests: Requests,
  names: IndexNames,
  query: StoreQuery,
  atMost?: number,
): Promise<number> {
  if (atMost !== undefined) return await countAtMost(requests, names, query, atMost);
  const ask = async (client: Client) => {
    const { _shards: shards, count } = await client.count({
      index: names.pattern,
      ...everyShard,
      query: compileQuery(query),
    });
    if (shards.failed > 0) throw new Error("some shards did not count");
    return count;
  };
  return await requests.read("count events", ask, queryError);
}

/** Counts until there are more than `atMost`, then gives `atMost + 1`. */
async function countAtMost(
  requests: Requests,
  names: IndexNames,
  query: StoreQuery,
  atMost: number,
): Promise<number> {
  const ask = async (client: Client) => {
    const { _shards: shards, hits } = await client.search({
      index: names.pattern,
      ...everyShard,
      size: 0,
      track_total_hits: atMost + 1,
      query: compileQuery(query),
    });
    if (shards.failed > 0) throw new Error("some shards did not count");
    const { total } = hits;
    return Math.min(typeof total === "number" ? total : (total?.value ?? 0), atMost + 1);
  };
  return await requests.read("count events", ask, queryError);
}

interface HighestPositions {
  partitions: { buckets: { key: number; highest: { value: number | null } }[] };
}

/** The highest position per partition. See `EventStore.positions`. */
export async function readPositions(
  requests: Requests,
  names: IndexNames,
): Promise<PositionVector> {
  const { aggregations } = await searchMonths<HighestPositions>(
    requests,
    names.pattern,
    "read positions",
    {
      size: 0,
      aggs: {
        partitions: {
          terms: { field: "log.partition", size: MAX_PARTITIONS },
          aggs: { highest: { max: { field: "log.offset" } } },
        },
      },
    },
  );
  const vector: Record<number, number> = {};
  for (const { key, highest } of bucketsOf(aggregations?.partitions)) {
    vector[key] = highest.value ?? 0;
  }
  return vector;
}

/** The buckets of an aggregation as a list; none when there was no index to search. */
export function bucketsOf<Bucket>(aggregate: { buckets: Bucket[] } | undefined): Bucket[] {
  return aggregate?.buckets ?? [];
}

function sourcesOf(hits: estypes.SearchHitsMetadata<EventSource>): EventSource[] {
  return hits.hits.flatMap(({ _source }) => _source ?? []);
}

function toPage(
  sources: readonly EventSource[],
  end: number,
  time: "time" | "recorded",
): StorePage {
  const shown = sources.slice(0, end);
  const last = shown.at(-1);
  return {
    documents: shown.map(readEvent),
    ...(sources.length > shown.length && last && { next: { time: last[time], id: last.id } }),
  };
}

/**
 * Where to end a page so that events of several tenants with the same time and id stay together: a
 * cursor cannot point between them.
 */
function wholeGroups(sources: readonly EventSource[], limit: number): number {
  const following = sources[limit];
  for (let end = limit; end > 0; end--) {
    const last = sources[end - 1];
    if (last?.recorded !== following?.recorded || last?.id !== following?.id) return end;
  }
  return limit;
}
