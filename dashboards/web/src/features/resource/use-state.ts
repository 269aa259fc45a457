import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { StateAnswer } from "@toolmark/query-api/state/answers";

import { apiWith } from "../../lib/api.ts";

/** Which resource, as it was stored when. */
export interface StateQuestion {
  uri: string;
  asof: string | undefined;
  purpose: string | undefined;
}

// Each state is worked out from all events before it; the service lets one reader ask for few at once.
const AT_ONCE = 3;

/**
 * Asks what a resource was at several times, milliseconds since the epoch; in their order. Between
 * those at which something is recorded it was the same, so that any time is answered from these.
 */
export function useStates(question: StateQuestion, points: readonly number[] | undefined) {
  return useQuery({
    queryKey: ["/v1/resources/state", question, points],
    enabled: points !== undefined && question.asof !== undefined,
    queryFn: async ({ signal }) => {
      const times = (points ?? []).map((point) => new Date(point).toISOString());
      const states: StateAnswer[] = [];
      for (let start = 0; start < times.length; start += AT_ONCE) {
        const part = times.slice(start, start + AT_ONCE);
        const read = part.map((at) => readState(question, at, signal));
        states.push(...(await Promise.all(read)));
      }
      return states;
    },
    // What was stored then does not change.
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
}

async function readState(
  { uri, asof, purpose }: StateQuestion,
  at: string,
  signal: AbortSignal,
): Promise<StateAnswer> {
  return await apiWith({ signal, purpose }).resourceState(uri, {
    at,
    ...(asof !== undefined && { asof }),
  });
}
