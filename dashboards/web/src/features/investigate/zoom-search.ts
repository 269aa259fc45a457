import type { TimeRange } from "../../charts/range-window.ts";
import { defaultRange } from "../../lib/range.ts";
import type { InvestigateSearch } from "./investigate-search.ts";

/** The part of an address that changes when a time is zoomed into; where it came from is kept. */
export function zoomSearch(
  { from, to }: TimeRange,
  search: Pick<InvestigateSearch, "from" | "to" | "back">,
): Partial<InvestigateSearch> {
  const { from: before = defaultRange.from, to: until = defaultRange.to } = search;
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    back: search.back ?? `${before}..${until}`,
    window: undefined,
    compare: undefined,
    live: undefined,
  };
}

/** The part of an address that changes when the zoom is taken back; empty where there was none. */
export function unzoomSearch({
  back,
}: Pick<InvestigateSearch, "back">): Partial<InvestigateSearch> {
  const [from, to] = back?.split("..") ?? [];
  if (from === undefined || to === undefined) return {};
  return {
    from: from === defaultRange.from && to === defaultRange.to ? undefined : from,
    to: to === defaultRange.to ? undefined : to,
    back: undefined,
    window: undefined,
    compare: undefined,
  };
}
