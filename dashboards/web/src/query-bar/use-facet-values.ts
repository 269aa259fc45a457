import { useQuery } from "@tanstack/react-query";
import { fields } from "@toolmark/schemas/fields";
import type { Field, FieldId } from "@toolmark/schemas/fields";

import { apiWith } from "../lib/api.ts";
import type { TypedRange } from "./lift-time.ts";

/** A value of a field with the number of events that have it. */
export interface CountedValue {
  value: string;
  count: number;
}

const LIMIT = 200;

/** Whether the values of a field can be counted. */
export function isFacetable(name: string): name is FieldId {
  const field: Field | undefined = Object.hasOwn(fields, name)
    ? fields[name as FieldId]
    : undefined;
  return field?.facetable === true;
}

/**
 * The values that a field has in a range, the most frequent first, whatever the query says; kept for a
 * minute. Nothing for fields whose values cannot be counted.
 */
export function useFacetValues(
  field: string | undefined,
  range: Partial<TypedRange>,
): { values: readonly CountedValue[]; isLoading: boolean } {
  const id = field !== undefined && isFacetable(field) ? field : undefined;
  const { from, to } = range;
  const parameters = {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    fields: id === undefined ? [] : [id],
    limit: LIMIT,
  };
  const { data, isLoading } = useQuery({
    queryKey: ["facets", parameters],
    queryFn: ({ signal }) => apiWith({ signal }).facets(parameters),
    enabled: id !== undefined,
    staleTime: 60_000,
  });
  const counts = (id !== undefined && data?.facets[id]) || [];
  const values = counts.flatMap(({ value, count }) => (value === null ? [] : [{ value, count }]));
  return { values, isLoading };
}
