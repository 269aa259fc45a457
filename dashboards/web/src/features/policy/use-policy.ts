import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";

import { apiWith } from "../../lib/api.ts";
import type { ResolvedRange } from "../../lib/range.ts";
import type { PolicySearch } from "./policy-search.ts";

/** Most rows of a list; totals are of all. */
export const MAX_ROWS = 500;

type Range = Pick<ResolvedRange, "from" | "to">;

/** What the address says about the page, and how it is changed; `undefined` takes a part out. */
export function usePolicySearch(): [PolicySearch, (patch: Partial<PolicySearch>) => void] {
  const search = useSearch({ from: "/policy" });
  const navigate = useNavigate({ from: "/policy" });
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

/** Approvals of a range, and the writes in it that lacked one. */
export function useApprovals({ from, to }: Range) {
  return useQuery({
    queryKey: ["/v1/approvals", from, to],
    queryFn: async ({ signal }) =>
      await apiWith({ signal }).approvals({ from, to, limit: MAX_ROWS }),
    placeholderData: keepPreviousData,
  });
}

/** What policies decided in a range, and what was blocked. */
export function useDecisions({ from, to }: Range, rule: string | undefined) {
  return useQuery({
    queryKey: ["/v1/policy-decisions", from, to, rule],
    queryFn: async ({ signal }) =>
      await apiWith({ signal }).policyDecisions({
        from,
        to,
        limit: MAX_ROWS,
        ...(rule !== undefined && { rule }),
      }),
    placeholderData: keepPreviousData,
  });
}
