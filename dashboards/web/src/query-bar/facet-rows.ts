import type { FieldId } from "@toolmark/schemas/fields";

import { namedValues } from "./conditions.ts";
import type { Condition } from "./conditions.ts";

/** A value of a field in the column. */
export interface FacetRowData {
  /** `null`: events without the field. */
  value: string | null;
  count: number;
  /** What the query says of it. */
  sense?: "wanted" | "excluded";
}

/**
 * The rows of a field: its counted values, and those that the query excludes, which count nothing and
 * must still be there to be taken back. Events without the field come last.
 */
export function facetRows(
  field: FieldId,
  counted: readonly { value: string | null; count: number }[],
  conditions: readonly Condition[],
): FacetRowData[] {
  const { wanted, excluded } = namedValues(conditions, field);
  const presence = conditions.find(
    ({ node }) => node.kind === "filter" && node.field.name === field && node.test.op === "has",
  );
  const rows = counted.map(({ value, count }): FacetRowData => {
    if (value === null && presence?.negated === true) return { value, count, sense: "wanted" };
    if (isIn(wanted, value)) return { value, count, sense: "wanted" };
    if (isIn(excluded, value)) return { value, count, sense: "excluded" };
    return { value, count };
  });
  const shown = new Set(counted.map(({ value }) => value?.toLowerCase()));
  const hidden = excluded.filter((value) => !shown.has(value.toLowerCase()));
  return [
    ...rows.filter(({ value }) => value !== null),
    ...[...new Set(hidden)].map((value): FacetRowData => ({ value, count: 0, sense: "excluded" })),
    ...rows.filter(({ value }) => value === null),
  ];
}

function isIn(list: readonly string[], value: string | null): boolean {
  const wanted = value?.toLowerCase();
  return list.some((other) => other.toLowerCase() === wanted);
}

/** The rows of which the field or the value holds what is looked for. */
export function matchingRows(
  rows: readonly FacetRowData[],
  title: string,
  wanted: string,
): readonly FacetRowData[] {
  const text = wanted.trim().toLowerCase();
  if (text === "" || title.toLowerCase().includes(text)) return rows;
  return rows.filter(({ value }) => (value ?? "none").toLowerCase().includes(text));
}
