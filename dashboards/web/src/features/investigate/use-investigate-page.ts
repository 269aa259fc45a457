import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";

import { useRange } from "../../lib/range.ts";
import type { InvestigateSearch } from "./investigate-search.ts";
import { trailGaps } from "./trail-gaps.ts";
import { useCountAll, useCountNow, useFoundEvents, useGaps } from "./use-investigation.ts";
import type { Investigation } from "./use-investigation.ts";

/** Changes the page's address; what is undefined goes out of it. */
export type ChangeSearch = (next: Partial<InvestigateSearch>, how?: "push" | "replace") => void;

/** The question of the page, as the address has it, and its answers. */
export function useInvestigatePage() {
  const search = useSearch({ from: "/investigate" });
  const navigate = useNavigate();
  const range = useRange(search);
  const change: ChangeSearch = useCallback(
    (next, how = "push") =>
      void navigate({
        to: ".",
        search: (last: object) => ({ ...last, ...next }),
        replace: how === "replace",
        resetScroll: false,
      }),
    [navigate],
  );
  const { q = "", kind, sort, asof: fixed } = search;
  // A new query is about now: its time is resolved in the same turn, so that it is asked once.
  const [renewedFor, setRenewedFor] = useState<string>();
  if (renewedFor === q) {
    setRenewedFor(undefined);
    range.refresh();
  }
  const { from, to, fromMs, toMs } = range;
  const asked: Investigation = useMemo(() => ({ q, kind, from, to }), [q, kind, from, to]);
  const [turn, setTurn] = useState(0);
  const found = useFoundEvents({ ...asked, order: sort ?? "newest", asof: fixed }, turn);
  // What is kept of the last question is of another state of the trail.
  const asof = fixed ?? (found.isPlaceholderData ? undefined : found.data?.asof);
  const isReady = asof !== undefined || found.isError;
  const gaps = useGaps({ from, to, asof: fixed }, isReady);
  const isCapped = found.data?.isExact === false && !found.isPlaceholderData;
  const counted = useCountAll({ ...asked, asof }, isCapped && search.count === "all");
  const now = useCountNow(asked, fixed !== undefined && found.data !== undefined);
  const holes = useMemo(
    () => (gaps.data === undefined ? [] : trailGaps(gaps.data, { from: fromMs, to: toMs })),
    [gaps.data, fromMs, toMs],
  );
  const total =
    counted.data === undefined
      ? found.data && { count: found.data.total, isExact: found.data.isExact }
      : { count: counted.data, isExact: true };
  return {
    search,
    change,
    /** Changes the address for a new question, which is about the time as it is then. */
    ask: (next: Partial<InvestigateSearch>) => {
      if ((next.q ?? "") !== q) setRenewedFor(next.q ?? "");
      change(next);
    },
    range,
    asked,
    found,
    asof,
    isReady,
    gaps,
    holes,
    counted,
    now,
    total,
    /** Asks again, for what is there now. */
    refresh: () => {
      range.refresh();
      if (fixed === undefined) setTurn((last) => last + 1);
      else change({ asof: undefined }, "replace");
    },
  };
}

/** The question of the page and its answers. */
export type InvestigatePageState = ReturnType<typeof useInvestigatePage>;
