import type { FieldId } from "@toolmark/schemas/fields";
import { fold } from "@toolmark/schemas/tokens";

import { excludedValues, senseOf } from "./conditions.ts";
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
  const rows = counted.map(({ value, count }): FacetRowData => {
    const sense = senseOf(conditions, field, value);
    return { value, count, ...(sense && { sense }) };
  });
  const shown = new Set(counted.map(({ value }) => value && fold(value)));
  const hidden = excludedValues(conditions, field).filter((value) => !shown.has(fold(value)));
  return [
    ...rows.filter(({ value }) => value !== null),
    ...[...new Set(hidden)].map((value): FacetRowData => ({ value, count: 0, sense: "excluded" })),
    ...rows.filter(({ value }) => value === null),
  ];
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
