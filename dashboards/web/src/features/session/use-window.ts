import { useEffect, useRef, useState } from "react";

import type { TimeRange } from "../../charts/range-window.ts";
import { toMs } from "../../lib/time.ts";
import type { Step } from "./session-steps.ts";

/** Milliseconds after the last move until the address is changed. */
const SETTLED_MS = 300;
/** Sessions of no more calls than these are shown whole at first. */
const WHOLE_CALLS = 28;

/**
 * What of a session is in sight. The address keeps it; while it is dragged it moves at once, and the
 * address follows.
 */
export function useWindow(parts: {
  from: string | undefined;
  to: string | undefined;
  first: TimeRange;
  onSettled: (window: TimeRange) => void;
}): [TimeRange, (window: TimeRange) => void] {
  const { from, to, first, onSettled } = parts;
  const named = windowOf(from, to);
  const key = `${from ?? ""} ${to ?? ""}`;
  const [moved, setMoved] = useState<{ key: string; window: TimeRange }>();
  const settled = useRef(onSettled);
  useEffect(() => {
    settled.current = onSettled;
  });
  const window = moved?.key === key ? moved.window : (named ?? first);
  useEffect(() => {
    if (moved?.key !== key) return undefined;
    const timer = setTimeout(() => settled.current(moved.window), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [moved, key]);
  return [window, (next) => setMoved({ key, window: next })];
}

function windowOf(from: string | undefined, to: string | undefined): TimeRange | undefined {
  const window = { from: toMs(from ?? ""), to: toMs(to ?? "") };
  return window.to > window.from ? window : undefined;
}

/** The whole of a session with a margin, so that its first and last calls are no edges. */
export function extentOf(span: TimeRange): TimeRange {
  const margin = Math.max(500, (span.to - span.from) * 0.02);
  return { from: span.from - margin, to: span.to + margin };
}

/**
 * What is shown of a session at first: all of a small one; of a larger one as much as holds some thirty
 * calls, around the open event, else around the first call that is more than a read.
 */
export function firstWindow(
  steps: readonly Step[],
  extent: TimeRange,
  openId: string | undefined,
): TimeRange {
  const calls = steps.filter(({ kind }) => kind === "call");
  if (calls.length <= WHOLE_CALLS) return extent;
  const telling =
    steps.findIndex(({ id }) => id === openId) !== -1
      ? calls.findIndex(({ id }) => id === openId)
      : calls.findIndex(({ effect, isDenied }) => isDenied || effect !== "read");
  const middle = Math.max(0, telling);
  const start = Math.max(0, Math.min(middle - WHOLE_CALLS / 4, calls.length - WHOLE_CALLS));
  const part = calls.slice(start, start + WHOLE_CALLS);
  const [first, last] = [part[0]?.at ?? extent.from, part.at(-1)?.at ?? extent.to];
  return extentOf({ from: first, to: Math.max(last, first + 1) });
}
