import type { CompareAnswer } from "@toolmark/query-api/comparison/answers";

/** How often a value occurs in the selected time, and in the rest of the range. */
export interface Difference {
  /** `null` stands for events without the field. */
  value: string | null;
  selection: number;
  rest: number;
}

/** What differs between a selected time and the rest of its range. */
export interface Differences {
  fields: { field: CompareAnswer["fields"][number]["field"]; values: Difference[] }[];
  /** Events of both sides, of which the counts are parts. */
  selection: number;
  rest: number;
}

const MOST_FIELDS = 6;
const MOST_VALUES = 4;
/** Shares that differ by less say nothing. */
const LEAST = 0.01;

/**
 * The comparison of a part with its whole as one with the rest: what the whole holds beside the part.
 * The largest differences first, at most four values of six fields. Pure.
 *
 * @param answer its baseline holds its selection.
 */
export function differencesOf(answer: CompareAnswer): Differences {
  const selection = answer.selection.total;
  const rest = Math.max(0, answer.baseline.total - selection);
  const size = (value: Difference) =>
    Math.abs(share(value.selection, selection) - share(value.rest, rest));
  const fields = answer.fields
    .map(({ field, values }) => ({
      field,
      values: values
        .map((value): Difference => ({
          value: value.value,
          selection: value.selection,
          rest: Math.max(0, value.baseline - value.selection),
        }))
        .filter((value) => size(value) >= LEAST)
        .toSorted((a, b) => size(b) - size(a))
        .slice(0, MOST_VALUES),
    }))
    .filter(({ values }) => values.length > 0)
    .toSorted((a, b) => largest(b.values) - largest(a.values))
    .slice(0, MOST_FIELDS);
  return { fields, selection, rest };

  function largest([first]: readonly Difference[]): number {
    return first === undefined ? 0 : size(first);
  }
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
