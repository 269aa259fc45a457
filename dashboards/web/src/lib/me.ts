import { queryOptions, useQuery } from "@tanstack/react-query";
import type { MeAnswer } from "@toolmark/query-api/web/answers";

import { send } from "./api.ts";

/** Who reads, and what of the trail. */
export type Me = MeAnswer;

/** The question who reads; answered once per visit. */
export const meOptions = queryOptions({
  queryKey: ["/v1/me"],
  queryFn: async ({ signal }) => await send<Me>("/v1/me", undefined, { method: "GET", signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Who reads. */
export function useMe() {
  return useQuery(meOptions);
}
