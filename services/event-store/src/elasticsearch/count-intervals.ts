import type { estypes } from "@elastic/elasticsearch";
import { AuditError } from "@toolmark/runtime/errors";
import type { FieldId } from "@toolmark/schemas/fields";

import type { FacetCount, HistogramBucket, StoreQuery } from "../event-store.ts";
import { compileQuery } from "./compile-query.ts";
import { countablePath, mostFrequent } from "./count-values.ts";
import type { IndexNames } from "./index-names.ts";
import { bucketsOf, searchMonths } from "./read-timeline.ts";
import type { Requests } from "./requests.ts";

const MAX_BUCKETS = 10_000;
const PAIRS_PER_PAGE = 10_000;
const MAX_PAIRS = 500_000;

type Aggs = Record<string, estypes.AggregationsAggregationContainer>;
type Search = <Aggregations>(aggs: Aggs) => Promise<Aggregations | undefined>;

/** Exact counts per interval. See `EventStore.histogram`. */
export async function countIntervals(
  requests: Requests,
  names: IndexNames,
  query: StoreQuery,
  interval: number,
  by: FieldId | undefined,
): Promise<HistogramBucket[]> {
  const byPath = by && countablePath(by);
  mustFit(query, interval);
  const compiled = compileQuery(query);
  const search = async <Aggregations>(aggs: Aggs): Promise<Aggregations | undefined> => {
    const answer = await searchMonths<Aggregations>(requests, names.pattern, "count intervals", {
      size: 0,
      query: compiled,
      aggs,
    });
    return answer.aggregations;
  };
  const buckets = await countTimes(search, interval);
  if (byPath === undefined || buckets.length === 0) return buckets;
  return await countPairs(search, interval, byPath);
}

function mustFit({ from, to }: StoreQuery, interval: number): void {
  if (!Number.isSafeInteger(interval) || interval < 1) {
    throw new AuditError("query_invalid", "an interval takes whole milliseconds, at least one");
  }
  if (from === undefined || to === undefined) return;
  const buckets = Math.ceil(to / interval) - Math.floor(from / interval);
  if (buckets > MAX_BUCKETS) throw tooMany();
}

interface Times {
  times: { buckets: { key: number; doc_count: number }[] };
}

async function countTimes(search: Search, interval: number): Promise<HistogramBucket[]> {
  const found = await search<Times>({
    times: {
      date_histogram: { field: "time", fixed_interval: `${interval}ms`, min_doc_count: 1 },
    },
  });
  const buckets = bucketsOf(found?.times);
  if (buckets.length > MAX_BUCKETS) throw tooMany();
  return buckets.map(({ key, doc_count: count }) => ({ start: key, count }));
}

interface Pair {
  start: number;
  value: string | null;
}

interface Pairs {
  pairs: { buckets: { key: Pair; doc_count: number }[]; after_key?: Pair };
}

/** Pairs of interval and value are read in pages, which keeps every count exact on any data. */
async function countPairs(
  search: Search,
  interval: number,
  field: string,
): Promise<HistogramBucket[]> {
  const buckets = new Map<number, FacetCount[]>();
  let pairs = 0;
  let after: Pair | undefined;
  do {
    const found: Pairs | undefined = await search<Pairs>({
      pairs: {
        composite: {
          size: PAIRS_PER_PAGE,
          sources: [
            { start: { date_histogram: { field: "time", fixed_interval: `${interval}ms` } } },
            { value: { terms: { field, missing_bucket: true } } },
          ],
          ...(after && { after }),
        },
      },
    });
    const page = bucketsOf(found?.pairs);
    for (const { key, doc_count: count } of page) {
      const counts = buckets.get(key.start) ?? [];
      if (counts.length === 0) buckets.set(key.start, counts);
      counts.push({ value: key.value, count });
    }
    pairs += page.length;
    if (pairs > MAX_PAIRS || buckets.size > MAX_BUCKETS) throw tooMany();
    after = page.length < PAIRS_PER_PAGE ? undefined : found?.pairs.after_key;
  } while (after);
  return Array.from(buckets, ([start, counts]) => ({
    start,
    count: counts.reduce((total, { count }) => total + count, 0),
    by: mostFrequent(counts),
  }));
}

function tooMany(): AuditError {
  return new AuditError(
    "query_invalid",
    "the histogram has too many buckets; take a longer interval or a shorter range",
  );
}
