import { completeQuery } from "@toolmark/schemas/query/complete-query";
import type { Completion } from "@toolmark/schemas/query/complete-query";
import { printValue } from "@toolmark/schemas/query/print-value";
import type { Span } from "@toolmark/schemas/query/query-tree";

import { mainFacets } from "./facet-look.ts";
import type { CountedValue } from "./use-facet-values.ts";

/** Something the popup offers; it replaces a part of the text. */
export interface Suggestion extends Span {
  kind: "field" | "operator" | "value" | "recent";
  /** What is written in place of the part. */
  insert: string;
  /** How it is shown; may hold a value of events. */
  label: string;
  /** What it means, in words. */
  about?: string;
  /** Number of events in the range that have the value. */
  count?: number;
}

const MOST = 40;

/** The field whose values would be offered at the cursor, if any. */
export function fieldAtCursor(text: string, cursor: number): string | undefined {
  for (const completion of completeQuery(text, cursor))
    if (completion.kind === "value" || completion.kind === "known") return completion.field;
  return undefined;
}

/** What could stand at the cursor, best first, with the values that are known of its field. */
export function suggestionsAt(
  text: string,
  cursor: number,
  values: readonly CountedValue[],
): Suggestion[] {
  return completeQuery(text, cursor)
    .flatMap((completion) => suggestionsOf(completion, text, values))
    .slice(0, MOST);
}

/** What an empty bar offers: the fields that are asked for most, then all others. */
export function firstSuggestions(): Suggestion[] {
  const wanted: readonly string[] = mainFacets.map((field) => `${field}:`);
  const rank = ({ insert }: Suggestion) => {
    const place = wanted.indexOf(insert);
    return place < 0 ? wanted.length : place;
  };
  return suggestionsAt("", 0, []).toSorted((left, right) => rank(left) - rank(right));
}

/** Queries that ran before and hold what is typed, each in place of the whole text. */
export function recentSuggestions(text: string, recent: readonly string[]): Suggestion[] {
  const wanted = text.trim().toLowerCase();
  return recent
    .filter((query) => query !== text && query.toLowerCase().includes(wanted))
    .map((query) => ({ kind: "recent", insert: query, label: query, start: 0, end: text.length }));
}

/** The text with the suggestion in it, and where the cursor is then. */
export function acceptSuggestion(
  text: string,
  { insert, start, end, kind }: Suggestion,
): { text: string; cursor: number } {
  const after = text.slice(end);
  // What follows a value or a word is the next condition; after a field comes its value.
  const isDone =
    (kind === "value" && after === "") || (kind === "operator" && /^\w+$/.test(insert));
  const space = isDone && !/^\s/.test(after) ? " " : "";
  return {
    text: text.slice(0, start) + insert + space + after,
    cursor: start + insert.length + space.length,
  };
}

function suggestionsOf(
  completion: Completion,
  text: string,
  values: readonly CountedValue[],
): Suggestion[] {
  const { start, end } = completion;
  switch (completion.kind) {
    case "field": {
      const { text: insert, description, alias, example } = completion;
      const also = alias === undefined ? "" : `, also called ${alias}`;
      const about = `${description}${also}; such as ${example}`;
      return [{ kind: "field", insert, label: insert, about, start, end }];
    }
    case "operator": {
      const { text: insert, description } = completion;
      const padded = insert === "OR" && needsSpace(text, start) ? " OR" : insert;
      return [{ kind: "operator", insert: padded, label: insert, about: description, start, end }];
    }
    case "known": {
      const { text: insert } = completion;
      const count = values.find(({ value }) => value === insert)?.count;
      const counted = count === undefined ? {} : { count };
      return [{ kind: "value", insert, label: insert, start, end, ...counted }];
    }
    case "value":
      return matching(values, completion.prefix).map(({ value, count }) => ({
        kind: "value",
        insert: printValue({ parts: value === "" ? [] : [{ literal: value }] }),
        label: value,
        count,
        start,
        end,
      }));
  }
}

function needsSpace(text: string, at: number): boolean {
  return at > 0 && !/\s/.test(text.charAt(at - 1));
}

// Those that begin so come before those that hold it.
function matching(values: readonly CountedValue[], prefix: string): CountedValue[] {
  const wanted = prefix.toLowerCase();
  const rank = ({ value }: CountedValue) => {
    const place = value.toLowerCase().indexOf(wanted);
    return place === 0 ? 0 : place > 0 ? 1 : 2;
  };
  return values
    .filter((value) => rank(value) < 2)
    .toSorted((left, right) => rank(left) - rank(right));
}
