import type { EventView } from "@toolmark/query-api/event-view";
import { useEffect } from "react";

import type { InvestigatePageState } from "./use-investigate-page.ts";

/** So many events are loaded by themselves to find the one that the address names. */
const MOST_LOOKED_AT = 5000;

/** Loads further pages until the event of the address is among them, for links to an event in its surroundings. */
export function useFindSelected(page: InvestigatePageState, events: readonly EventView[]): void {
  const { search, found } = page;
  const { hasNextPage, isFetching, isError, fetchNextPage } = found;
  const isMissing = search.e !== undefined && !events.some(({ event }) => event.id === search.e);
  const goesOn =
    isMissing && hasNextPage && !isFetching && !isError && events.length < MOST_LOOKED_AT;
  useEffect(() => {
    if (goesOn) void fetchNextPage();
  }, [goesOn, fetchNextPage]);
}
