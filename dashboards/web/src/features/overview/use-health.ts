import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";

import { apiWith } from "../../lib/api.ts";
import type { IngestRate } from "./pipeline-stages.ts";

const ASKED_EVERY_MS = 15_000;

/** The health of the trail, asked again every 15 seconds; the footer asks the same question. */
export function useHealth() {
  return useQuery({
    queryKey: ["/v1/health"],
    queryFn: async ({ signal }) => await apiWith({ signal }).health(),
    refetchInterval: ASKED_EVERY_MS,
    staleTime: ASKED_EVERY_MS,
  });
}

/** How fast the ingester of the service takes events, from two looks at how many it took. */
export function useIngestRate(stored: number | undefined, at: number): IngestRate {
  const samples = useRef<{ stored: number; at: number }[]>([]);
  const last = samples.current.at(-1);
  if (stored !== undefined && at > 0 && last?.at !== at) {
    // A service that was started anew counts from the beginning.
    const kept = last !== undefined && stored >= last.stored ? [last] : [];
    samples.current = [...kept, { stored, at }];
  }
  const [before, now] = samples.current;
  if (before === undefined || now === undefined || now.at <= before.at)
    return { perSecond: undefined };
  return { perSecond: (now.stored - before.stored) / ((now.at - before.at) / 1000) };
}
