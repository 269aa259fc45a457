import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { EventView } from "@toolmark/query-api/event-view";
import { useMemo } from "react";

import { joinHistograms } from "../../charts/histogram-data.ts";
import type { HistogramData } from "../../charts/histogram-data.ts";
import { apiWith } from "../../lib/api.ts";
import { narrowQuery } from "./narrow-query.ts";
import { deniedOutcomes, failedOutcomes } from "./outcomes.ts";

/** What is looked for. */
export interface Investigation {
  q: string;
  kind: "attempts" | "all" | undefined;
  /** RFC 3339, half-open. */
  from: string;
  to: string;
}

/** The events that were found so far. */
export interface FoundEvents {
  /** In the order that was asked for. */
  events: readonly EventView[];
  total: number;
  /** False: there are more than the total says. */
  isExact: boolean;
  /** Which state of the trail all pages are of. */
  asof: string;
}

/** Rows beyond this many are not kept. */
export const MOST_ROWS = 50_000;
const FIRST_PAGE = 200;
const PAGE = 1000;
/** Most events that are looked at for holes in their numbers: the newest. */
const GAP_BOUND = 50_000;
const MINUTE_MS = 60_000;
const unwell = `outcome:(${[...deniedOutcomes, ...failedOutcomes].join(" OR ")})`;

/**
 * Finds events page by page, all of one state of the trail.
 *
 * @param turn another number asks the same anew.
 */
export function useFoundEvents(
  asked: Investigation & { order: "newest" | "oldest"; asof: string | undefined },
  turn: number,
) {
  const query = useInfiniteQuery({
    queryKey: ["/v1/search", "found", asked, turn],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ signal, pageParam }) =>
      await apiWith({ signal }).search({
        // A cursor is of the state of its first page.
        ...parametersOf(asked, pageParam === undefined ? asked.asof : undefined),
        order: asked.order,
        limit: pageParam === undefined ? FIRST_PAGE : PAGE,
        ...(pageParam !== undefined && { cursor: pageParam }),
      }),
    getNextPageParam: (last, pages) =>
      FIRST_PAGE + (pages.length - 1) * PAGE < MOST_ROWS ? last.cursor : undefined,
    // There may be many: lists that nobody looks at are let go soon.
    gcTime: 60_000,
    placeholderData: keepPreviousData,
  });
  const { data } = query;
  const found = useMemo((): FoundEvents | undefined => {
    const [first] = data?.pages ?? [];
    if (data === undefined || first === undefined) return undefined;
    return {
      events: data.pages.flatMap(({ events }) => events),
      total: first.total,
      isExact: first.total_is_exact,
      asof: first.asof,
    };
  }, [data]);
  return { ...query, data: found };
}

/** Counts all events where the first answer stopped at 10,000. */
export function useCountAll(
  asked: Investigation & { asof: string | undefined },
  isWanted: boolean,
) {
  return useQuery({
    queryKey: ["/v1/search", "count", asked],
    enabled: isWanted,
    queryFn: async ({ signal }) => {
      const parameters = parametersOf(asked, asked.asof);
      const { total } = await apiWith({ signal }).search({ ...parameters, limit: 1, count: "all" });
      return total;
    },
  });
}

/** Counts what matches now, for pages that show an earlier state of the trail. */
export function useCountNow(asked: Investigation, isWanted: boolean) {
  return useQuery({
    queryKey: ["/v1/search", "count-now", asked],
    enabled: isWanted,
    queryFn: async ({ signal }) => {
      const answer = await apiWith({ signal }).search({ ...parametersOf(asked), limit: 1 });
      return { total: answer.total, isExact: answer.total_is_exact };
    },
  });
}

/**
 * Counts over time: what went well by effect, what was denied or failed by outcome.
 *
 * @param asked.asof nothing is asked before it is known, unless `isReady`.
 */
export function useEventHistogram(
  asked: Investigation & { asof: string | undefined },
  isReady: boolean,
) {
  return useQuery({
    queryKey: ["/v1/histogram", "effect-outcome", asked],
    enabled: isReady,
    queryFn: async ({ signal }): Promise<HistogramData> => {
      const ask = apiWith({ signal });
      const parameters = parametersOf(asked, asked.asof);
      const [well, not] = await Promise.all([
        ask.histogram({ ...parameters, q: narrowQuery(asked.q, `-${unwell}`), by: "effect" }),
        ask.histogram({ ...parameters, q: narrowQuery(asked.q, unwell), by: "outcome" }),
      ]);
      return joinHistograms([well, not]);
    },
    placeholderData: keepPreviousData,
  });
}

/**
 * Asks which events are missing from the record of a range, whatever is looked for. That takes the service
 * longer than a search, so that a range that goes on with the time is asked about once a minute.
 *
 * @param range.asof the state of the trail that the address names; the newest without it.
 */
export function useGaps(
  range: { from: string; to: string; asof: string | undefined },
  isReady: boolean,
) {
  const asked = range.asof === undefined ? wholeMinutes(range) : range;
  return useQuery({
    queryKey: ["/v1/gaps", asked],
    enabled: isReady,
    queryFn: async ({ signal }) => {
      const { from, to, asof } = asked;
      return await apiWith({ signal }).gaps({
        from,
        to,
        bound: GAP_BOUND,
        ...(asof !== undefined && { asof }),
      });
    },
    placeholderData: keepPreviousData,
  });
}

/** The range with its ends moved out to whole minutes. Pure. */
export function wholeMinutes<Range extends { from: string; to: string }>(range: Range): Range {
  const from = Math.floor(Date.parse(range.from) / MINUTE_MS) * MINUTE_MS;
  const to = Math.ceil(Date.parse(range.to) / MINUTE_MS) * MINUTE_MS;
  return { ...range, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** The parameters of a question, without those that are the default. */
export function parametersOf(
  { q, kind, from, to }: Pick<Investigation, "q" | "kind"> & Partial<Investigation>,
  asof?: string,
) {
  return {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(q !== "" && { q }),
    ...(kind !== undefined && { kind }),
    ...(asof !== undefined && { asof }),
  };
}
