import { getRouteApi } from "@tanstack/react-router";

import type { ResourceSearch } from "./resource-search.ts";

const route = getRouteApi("/resources");

/** Changes some search parameters of the page; `undefined` takes one out. */
export type SetResourceSearch = (
  change: Partial<{ [Name in keyof ResourceSearch]: ResourceSearch[Name] | undefined }>,
  options?: { replace?: boolean },
) => void;

/** The search parameters of `/resources`, and how they are changed. */
export function useResourceSearch(): [ResourceSearch, SetResourceSearch] {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return [
    search,
    (change, { replace = false } = {}) => {
      void navigate({ search: (old) => ({ ...old, ...change }), replace, resetScroll: false });
    },
  ];
}
