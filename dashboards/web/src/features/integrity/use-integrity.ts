import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";

import { apiWith } from "../../lib/api.ts";
import type { ResolvedRange } from "../../lib/range.ts";
import type { IntegritySearch } from "./integrity-search.ts";

const PAGE = 50;

/** What the address says about the page, and how it is changed; `undefined` takes a part out. */
export function useIntegritySearch(): [IntegritySearch, (patch: Partial<IntegritySearch>) => void] {
  const search = useSearch({ from: "/integrity" });
  const navigate = useNavigate({ from: "/integrity" });
  return [
    search,
    (patch) =>
      void navigate({
        search: (before) => ({ ...before, ...patch }),
        replace: true,
        resetScroll: false,
      }),
  ];
}

/** What is missing from the record of a range. Many events are looked at: it takes seconds. */
export function useGaps({ from, to }: Pick<ResolvedRange, "from" | "to">, isWanted: boolean) {
  return useQuery({
    queryKey: ["/v1/gaps", from, to],
    queryFn: async ({ signal }) => await apiWith({ signal }).gaps({ from, to }),
    placeholderData: keepPreviousData,
    enabled: isWanted,
  });
}

/** Records in quarantine, newest first, a page at a time; with a purpose their bytes as well. */
export function useQuarantine(options: {
  reason: IntegritySearch["reason"];
  purpose: string | undefined;
  isWanted: boolean;
}) {
  const { reason, purpose, isWanted } = options;
  return useInfiniteQuery({
    queryKey: ["/v1/quarantine", reason, purpose],
    queryFn: async ({ signal, pageParam }) =>
      await apiWith({ signal, purpose }).quarantine({
        limit: PAGE,
        ...(reason !== undefined && { reason }),
        ...(purpose !== undefined && { raw: true }),
        ...(pageParam !== undefined && { cursor: pageParam }),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
    placeholderData: keepPreviousData,
    enabled: isWanted,
  });
}
