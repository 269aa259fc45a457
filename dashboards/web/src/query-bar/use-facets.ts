import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import type { FacetsAnswer } from "@toolmark/query-api/answers";
import type { FieldId } from "@toolmark/schemas/fields";

import { apiWith } from "../lib/api.ts";
import type { TypedRange } from "./lift-time.ts";

/** What is counted. */
export interface FacetQuestion {
  text: string;
  range: TypedRange;
  asof?: string | undefined;
  kind?: "rows" | "attempts" | "all" | undefined;
  fields: readonly FieldId[];
  /** Most values of a field. */
  limit: number;
}

/** Counts the values of fields among the events of a query; the last counts stay while it asks again. */
export function useFacets(question: FacetQuestion, enabled = true): UseQueryResult<FacetsAnswer> {
  const { text, range, asof, kind, fields, limit } = question;
  const parameters = {
    ...(text !== "" && { q: text }),
    from: range.from,
    to: range.to,
    ...(asof !== undefined && { asof }),
    ...(kind !== undefined && { kind }),
    fields,
    limit,
  };
  return useQuery({
    queryKey: ["facets", parameters],
    queryFn: ({ signal }) => apiWith({ signal }).facets(parameters),
    enabled,
    placeholderData: keepPreviousData,
  });
}
