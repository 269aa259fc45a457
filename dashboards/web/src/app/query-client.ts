import { QueryCache, QueryClient } from "@tanstack/react-query";
import { QueryError } from "@toolmark/query-api/client";

import { meOptions } from "../lib/me.ts";

/**
 * Creates what keeps answers. Every question is recorded in the trail, so none is asked again by
 * itself: not on coming back to the window, nor on drawing the same panel again within a minute.
 */
export function createQueryCache(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        // The visit has ended: who reads is asked again, and the frame leads to the sign-in.
        if (isSignedOut(error) && query.queryHash !== JSON.stringify(meOptions.queryKey))
          void client.invalidateQueries({ queryKey: meOptions.queryKey });
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: "always",
        retry: (failures, error) => failures < 1 && isPassing(error),
        retryDelay: 400,
      },
      mutations: { networkMode: "always" },
    },
  });
  return client;
}

/** Whether an error says that nobody is signed in. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof QueryError && error.status === 401;
}

function isPassing(error: unknown): boolean {
  return error instanceof QueryError && [0, 502, 503, 504].includes(error.status);
}
