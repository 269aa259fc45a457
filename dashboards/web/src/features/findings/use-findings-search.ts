import { useNavigate, useSearch } from "@tanstack/react-router";

import type { SearchRange } from "../../lib/range.ts";

/** What the address says about the page, and how it is changed. */
export function useFindingsSearch(): [SearchRange, (range: SearchRange) => void] {
  const search = useSearch({ from: "/findings" });
  const navigate = useNavigate({ from: "/findings" });
  return [
    search,
    (range) => void navigate({ search: (before) => ({ ...before, ...range }), replace: true }),
  ];
}
