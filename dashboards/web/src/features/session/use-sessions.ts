import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";

import { apiWith } from "../../lib/api.ts";

/** Events of one step back in time. */
const PAGE = 1000;
/** So many steps are taken at most. */
const MOST_PAGES = 20;

/** Most events that sessions are made of. */
export const MOST_LOADED = PAGE * MOST_PAGES;

/** Asks for the newest events with a session, and for older ones when asked to look further back. */
export function useSessionsSearch(question: {
  q: string | undefined;
  from: string;
  to: string;
  asof: string | undefined;
}) {
  return useInfiniteQuery({
    queryKey: ["/v1/search", "sessions", question],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ signal, pageParam }) => {
      const { q, from, to, asof } = question;
      return await apiWith({ signal }).search({
        q: q === undefined ? "has:session" : `has:session (${q})`,
        from,
        to,
        limit: PAGE,
        order: "newest",
        ...(asof !== undefined && { asof }),
        ...(pageParam !== undefined && { cursor: pageParam }),
      });
    },
    getNextPageParam: (last, pages) => (pages.length < MOST_PAGES ? last.cursor : undefined),
    placeholderData: keepPreviousData,
  });
}
