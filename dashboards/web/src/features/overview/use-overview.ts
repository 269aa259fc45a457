import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";

import { apiWith } from "../../lib/api.ts";
import type { ResolvedRange } from "../../lib/range.ts";
import type { OverviewSearch } from "./overview-search.ts";

/** How often a live page asks, milliseconds. */
const LIVE_EVERY_MS = 15_000;

/** What the address says about the overview, and how it is changed. */
export function useOverviewSearch(): [OverviewSearch, (patch: Partial<OverviewSearch>) => void] {
  const search = useSearch({ from: "/" });
  const navigate = useNavigate({ from: "/" });
  return [
    search,
    (patch) => void navigate({ search: (before) => ({ ...before, ...patch }), replace: true }),
  ];
}

/** The overview of a range; the last answer stays while the next one is asked for. */
export function useOverview({ from, to }: Pick<ResolvedRange, "from" | "to">) {
  return useQuery({
    queryKey: ["/v1/overview", from, to],
    queryFn: async ({ signal }) => await apiWith({ signal }).overview({ from, to }),
    placeholderData: keepPreviousData,
    // A live page asks about another range each time.
    gcTime: 60_000,
  });
}

/** Runs `refresh` every 15 seconds while it is on and the page is seen. */
export function useLive(isOn: boolean, refresh: () => void): void {
  useEffect(() => {
    if (!isOn) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") refresh();
    }, LIVE_EVERY_MS);
    return () => clearInterval(timer);
  }, [isOn, refresh]);
}
