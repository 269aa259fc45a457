import type { View } from "@toolmark/query-api/views/answers";

import { defaultRange } from "../../lib/range.ts";
import type { InvestigateSearch } from "./investigate-search.ts";
import { columnsText, readColumns } from "./shown-event.ts";

type Definition = View["definition"];

/** What a search is saved as. Pure. */
export function viewDefinition(search: InvestigateSearch): Definition {
  const { q = "", from, to, cols, sort } = search;
  return {
    q,
    from: from ?? defaultRange.from,
    to: to ?? defaultRange.to,
    ...(cols !== undefined && { columns: [...readColumns(cols)] }),
    ...(sort !== undefined && { sort }),
  };
}

/** The search that a view was saved from; what is the default is left out. Pure. */
export function searchOfView({ q, from, to, columns, sort }: Definition): InvestigateSearch {
  const cols = columns === undefined ? undefined : columnsText(readColumns(columns.join(",")));
  const isDefault = from === defaultRange.from && (to === undefined || to === defaultRange.to);
  return {
    ...(q !== "" && { q }),
    ...(from !== undefined && !isDefault && { from }),
    ...(to !== undefined && !isDefault && to !== defaultRange.to && { to }),
    ...(cols !== undefined && { cols }),
    ...(sort === "oldest" && { sort }),
  };
}
