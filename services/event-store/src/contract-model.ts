import type { FieldId } from "@toolmark/schemas/fields";
import type { IndexedEvent } from "@toolmark/schemas/index-event";
import { lowerFilter, termPattern } from "@toolmark/schemas/lower-filter";
import type { TermFilter } from "@toolmark/schemas/lower-filter";
import type { LogPosition } from "@toolmark/schemas/normalized-event";

import type { FacetCount, HistogramBucket, StoreEntry, StoreQuery } from "./event-store.ts";

/** An entry that was stored, and where. */
export interface PlacedEntry extends StoreEntry {
  position: LogPosition;
}

/** The entries that a query asks for: a plain reading of the port, which stores have to agree with. */
export function select(entries: readonly PlacedEntry[], query: StoreQuery): PlacedEntry[] {
  const filter = lowerFilter(query.filter);
  return entries.filter((entry) => isInScope(query, entry) && holds(filter, entry.index));
}

function isInScope(query: StoreQuery, { index, position }: PlacedEntry): boolean {
  const { asof, above } = query;
  const { partition, offset } = position;
  return (
    index.tenant === query.tenant &&
    (query.kind === "all" || index.row === (query.kind === "rows")) &&
    index.time >= (query.from ?? -Infinity) &&
    index.time < (query.to ?? Infinity) &&
    (asof === undefined || offset <= (asof[partition] ?? -1)) &&
    (above === undefined || offset > (above[partition] ?? -1))
  );
}

function holds(filter: TermFilter, index: IndexedEvent): boolean {
  switch (filter.op) {
    case "all":
      return filter.of.every((part) => holds(part, index));
    case "any":
      return filter.of.some((part) => holds(part, index));
    case "not":
      return !holds(filter.of, index);
    case "term":
      return index.terms.includes(filter.term);
    case "begins":
      return index.terms.some((term) => term.startsWith(filter.prefix));
    case "matches": {
      const pattern = patternOf(filter);
      return index.terms.some(
        (term) => term.startsWith(filter.prefix) && pattern.test(term.slice(filter.prefix.length)),
      );
    }
    case "present":
      return index.present.some((field) => field === filter.field);
    case "word":
      return index.words.includes(filter.word);
    case "wordBegins":
      return index.words.some((word) => word.startsWith(filter.prefix));
  }
}

const patterns = new WeakMap<TermFilter, RegExp>();

function quote(text: string): string {
  return text.replaceAll(/[.+*?^${}()|[\]\\/]/g, String.raw`\$&`);
}

function patternOf(filter: Extract<TermFilter, { op: "matches" }>): RegExp {
  const pattern = patterns.get(filter) ?? new RegExp(`^${termPattern(filter.rest, quote)}$`);
  patterns.set(filter, pattern);
  return pattern;
}

/** Counts per value of a field, as facets give them. */
export function countValues(matching: readonly StoreEntry[], field: FieldId): FacetCount[] {
  const counts = Map.groupBy(matching, ({ index }) => index.facets[field] ?? null);
  return [...counts]
    .map(([value, found]) => ({ value, count: found.length }))
    .toSorted((a, b) => b.count - a.count || byValue(a.value, b.value));
}

function byValue(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

/** Counts per interval and value, as a histogram gives them. */
export function bucketsOf(
  matching: readonly StoreEntry[],
  interval: number,
  by: FieldId,
): HistogramBucket[] {
  const buckets = Map.groupBy(
    matching,
    ({ index }) => Math.floor(index.time / interval) * interval,
  );
  return [...buckets]
    .map(([start, found]) => ({ start, count: found.length, by: countValues(found, by) }))
    .toSorted((a, b) => a.start - b.start);
}
