import type { PositionVector } from "@toolmark/event-store/event-store";
import { openDocument } from "@toolmark/integrity/open-document";
import { facetIds } from "@toolmark/schemas/fields";
import type { FieldId } from "@toolmark/schemas/fields";
import type { Filter } from "@toolmark/schemas/filter";

import type { Reader, ReaderQuery } from "../access/reader.ts";
import { addLimit } from "../profiles/bounded-scan.ts";
import type { Budget } from "../profiles/bounded-scan.ts";
import { allOf, not } from "../profiles/filters.ts";
import { citationOf } from "../profiles/sightings.ts";
import type { Question } from "../read-question.ts";
import { rangeOf } from "../read-route.ts";
import type { CompareAnswer } from "./answers.ts";
import { compareShares, ratePerMinute } from "./compare-shares.ts";
import type { ShareDifference } from "./compare-shares.ts";

/** Most values per field that are compared. */
const MAX_VALUES = 1000;
const MAX_DIFFERENCES = 10;
/** Most look-ups of evidence under way at once. */
const CONCURRENCY = 8;

type Compared = Pick<CompareAnswer, "selection" | "baseline" | "rate_ratio" | "fields">;

/** Compares what two questions hold, by every field whose values can be counted. */
export async function readComparison(
  reader: Reader,
  questions: { selection: Question; baseline: Question; asof: PositionVector },
  budget: Budget,
): Promise<Compared> {
  const { asof } = questions;
  const [selection, baseline] = await Promise.all([
    readSide(reader, questions.selection, asof, budget),
    readSide(reader, questions.baseline, asof, budget),
  ]);
  const differences = facetIds
    .map((field) => {
      const values = compareShares(
        { counts: selection.facets[field] ?? [], total: selection.side.total },
        { counts: baseline.facets[field] ?? [], total: baseline.side.total },
        MAX_DIFFERENCES,
      );
      return { field, values };
    })
    .filter(({ values }) => values.length > 0);
  // A stable sort keeps the registry's order of fields that differ as much.
  differences.sort((a, b) => largest(b.values) - largest(a.values));

  const cited = await inGroups(
    differences.flatMap(({ field, values }) => values.map((value) => ({ field, value }))),
    async ({ field, value }) => {
      const query = value.selection > 0 ? selection.query : baseline.query;
      return await newestWith(reader, query, field, value.value);
    },
  );
  let next = 0;
  const fields = differences.map(({ field, values }) => ({
    field,
    values: values.map((value) => {
      const event = cited[next++];
      return {
        ...value,
        per_minute: ratePerMinute(value.selection, selection.query),
        baseline_per_minute: ratePerMinute(value.baseline, baseline.query),
        ...(event !== undefined && { event_id: event }),
      };
    }),
  }));
  const own = selection.side.per_minute;
  const other = baseline.side.per_minute;
  return {
    selection: selection.side,
    baseline: baseline.side,
    rate_ratio: own === null || other === null || other === 0 ? null : own / other,
    fields,
  };
}

async function readSide(reader: Reader, question: Question, asof: PositionVector, budget: Budget) {
  const { filter, kind, from, to, normalized } = question;
  const query: ReaderQuery = { filter, kind, ...rangeOf(question), asof };
  const [facets, total, first, last] = await Promise.all([
    reader.facets(query, facetIds, MAX_VALUES),
    reader.count(query),
    reader.search(query, { limit: 1, order: "oldest" }),
    reader.search(query, { limit: 1, order: "newest" }),
  ]);
  for (const field of facetIds)
    if ((facets[field]?.length ?? 0) >= MAX_VALUES)
      addLimit(budget, {
        code: "values",
        bound: MAX_VALUES,
        detail: `${field} has more than ${MAX_VALUES} values; only the most frequent ones were compared`,
      });
  const [oldest] = first.documents;
  const [newest] = last.documents;
  return {
    query,
    facets,
    side: {
      total,
      ...(from !== undefined && { from: new Date(from).toISOString() }),
      ...(to !== undefined && { to: new Date(to).toISOString() }),
      per_minute: ratePerMinute(total, { from, to }),
      ...(oldest && { first: citationOf(openDocument(oldest)) }),
      ...(newest && { last: citationOf(openDocument(newest)) }),
      query: normalized,
    },
  };
}

async function newestWith(
  reader: Reader,
  query: ReaderQuery,
  field: FieldId,
  value: string | null,
): Promise<string | undefined> {
  const condition: Filter =
    value === null ? not({ op: "has", field }) : { op: "exact", field, value };
  const { documents } = await reader.search(
    { ...query, filter: allOf(query.filter, condition) },
    { limit: 1, order: "newest" },
  );
  return documents[0] && openDocument(documents[0]).event.id;
}

async function inGroups<Item, Result>(
  items: readonly Item[],
  run: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += CONCURRENCY)
    results.push(...(await Promise.all(items.slice(start, start + CONCURRENCY).map(run))));
  return results;
}

function largest(values: readonly ShareDifference[]): number {
  return Math.abs(values[0]?.difference ?? 0);
}
