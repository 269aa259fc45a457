import type { estypes } from "@elastic/elasticsearch";
import { AuditError } from "@toolmark/runtime/errors";
import { facetIds } from "@toolmark/schemas/fields";
import type { FieldId } from "@toolmark/schemas/fields";

import type { FacetCount, StoreQuery } from "../event-store.ts";
import { compileQuery } from "./compile-query.ts";
import type { IndexNames } from "./index-names.ts";
import { bucketsOf, searchMonths } from "./read-timeline.ts";
import type { Requests } from "./requests.ts";

// Values that one shard may have before its counts can be cut off; it keeps only what there is.
const COUNTED_PER_SHARD = 10_000;
const COUNTED_PER_PAGE = 10_000;
const MAX_PAGES = 200;

interface FieldCounts {
  /** Present in the answer about values. */
  buckets?: { key: string; doc_count: number }[];
  doc_count_error_upper_bound?: number;
  /** Present in the answer about events without one. */
  doc_count?: number;
}

/**
 * Exact counts per value. One request counts all fields; where a month has more than 10,000 values of
 * a field, so that adding up what the shards found most could miss some, every value of it is read.
 * See `EventStore.facets`.
 *
 * @throws AuditError `query_invalid` for a field that is not countable, or of which the events asked
 *   for have more than two million values.
 */
export async function countValues(
  requests: Requests,
  names: IndexNames,
  query: StoreQuery,
  fields: readonly FieldId[],
  limit: number,
): Promise<Partial<Record<FieldId, FacetCount[]>>> {
  const compiled = compileQuery(query);
  const paths = fields.map(countablePath);
  const counts: Partial<Record<FieldId, FacetCount[]>> = {};
  if (fields.length === 0) {
    requests.mustBeOpen();
    return counts;
  }
  const { aggregations } = await searchMonths<Record<string, FieldCounts>>(
    requests,
    names.pattern,
    "count values",
    {
      size: 0,
      query: compiled,
      aggs: Object.fromEntries(
        fields.flatMap((field, place) => [
          [`${field}/values`, { terms: termsOf(paths[place] ?? "", limit) }],
          [`${field}/without`, { missing: { field: paths[place] ?? "" } }],
        ]),
      ),
    },
  );
  for (const [place, field] of fields.entries()) {
    const values = aggregations?.[`${field}/values`];
    const without = aggregations?.[`${field}/without`]?.doc_count ?? 0;
    const isExact = (values?.doc_count_error_upper_bound ?? 0) === 0 && limit <= COUNTED_PER_SHARD;
    const found = isExact
      ? (values?.buckets ?? []).map(({ key, doc_count: count }) => ({ value: key, count }))
      : await readEveryValue(requests, names, compiled, paths[place] ?? "", limit);
    counts[field] = mostFrequent([...found, ...withoutValue(without)], limit);
  }
  return counts;
}

/** The entry for events without the field, unless there are none. */
function withoutValue(count: number): FacetCount[] {
  return count === 0 ? [] : [{ value: null, count }];
}

/** Most frequent first, then by value in the order of code points, null last. */
export function mostFrequent(counts: readonly FacetCount[], limit = Infinity): FacetCount[] {
  return counts.toSorted((a, b) => b.count - a.count || byValue(a.value, b.value)).slice(0, limit);
}

/**
 * Where the values of a field are counted.
 *
 * @throws AuditError `query_invalid` when the field has more than one value per event.
 */
export function countablePath(field: FieldId): string {
  if (facetIds.includes(field)) return `facet.${field}`;
  throw new AuditError(
    "query_invalid",
    `values of "${field}" cannot be counted; fields that can are ${facetIds.join(", ")}`,
  );
}

function termsOf(field: string, limit: number): estypes.AggregationsTermsAggregation {
  return { field, size: Math.min(limit, COUNTED_PER_SHARD), shard_size: COUNTED_PER_SHARD };
}

interface ValuePages {
  pages: {
    buckets: { key: { value: string }; doc_count: number }[];
    after_key?: { value: string };
  };
}

async function readEveryValue(
  requests: Requests,
  names: IndexNames,
  query: estypes.QueryDslQueryContainer,
  field: string,
  limit: number,
): Promise<FacetCount[]> {
  let best: FacetCount[] = [];
  let after: { value: string } | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { aggregations } = await searchMonths<ValuePages>(
      requests,
      names.pattern,
      "count values",
      {
        size: 0,
        query,
        aggs: {
          pages: {
            composite: {
              size: COUNTED_PER_PAGE,
              sources: [{ value: { terms: { field } } }],
              ...(after && { after }),
            },
          },
        },
      },
    );
    const found = bucketsOf(aggregations?.pages).map(({ key, doc_count: count }) => ({
      value: key.value,
      count,
    }));
    best = mostFrequent([...best, ...found], limit);
    after = aggregations?.pages.after_key;
    if (after === undefined || found.length < COUNTED_PER_PAGE) return best;
  }
  throw new AuditError("query_invalid", "the events have too many values to count; ask for fewer");
}

function byValue(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === null ? 1 : -1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
