import { clamp } from "./number-scale.ts";

/** A half-open range of time, milliseconds. */
export interface TimeRange {
  from: number;
  to: number;
}

/** A window is never shorter than this part of the whole. */
const SHORTEST = 1 / 500;

/** A window moved by some milliseconds, kept within the whole. */
export function moveWindow(window: TimeRange, by: number, whole: TimeRange): TimeRange {
  const length = Math.min(window.to - window.from, whole.to - whole.from);
  const from = clamp(window.from + by, whole.from, whole.to - length);
  return { from, to: from + length };
}

/** A window made longer or shorter around a time; a factor below 1 zooms in. */
export function zoomWindow(
  window: TimeRange,
  factor: number,
  whole: TimeRange,
  around = (window.from + window.to) / 2,
): TimeRange {
  const all = whole.to - whole.from;
  const length = clamp((window.to - window.from) * factor, all * SHORTEST, all);
  const share = (around - window.from) / Math.max(1, window.to - window.from);
  return moveWindow({ from: around - length * share, to: around + length * (1 - share) }, 0, whole);
}

/** A window with one of its edges moved; it stays long enough to be found again. */
export function resizeWindow(
  window: TimeRange,
  edge: "from" | "to",
  at: number,
  whole: TimeRange,
): TimeRange {
  const shortest = (whole.to - whole.from) * SHORTEST;
  return edge === "from"
    ? { from: clamp(at, whole.from, window.to - shortest), to: window.to }
    : { from: window.from, to: clamp(at, window.from + shortest, whole.to) };
}

/** The window moved as little as brings a time well into it. */
export function windowAround(window: TimeRange, at: number, whole: TimeRange): TimeRange {
  if (at >= window.from && at <= window.to) return window;
  const middle = (window.from + window.to) / 2;
  return moveWindow(window, at - middle, whole);
}

/**
 * The window after a key: arrows move it by a tenth, with Shift they move its end; `+` and `-` zoom,
 * Home and End go to the ends. Undefined where the key means nothing.
 */
export function windowAfterKey(
  { key, shiftKey }: { key: string; shiftKey: boolean },
  window: TimeRange,
  whole: TimeRange,
): TimeRange | undefined {
  const step = (window.to - window.from) / 10;
  const all = whole.to - whole.from;
  switch (key) {
    case "ArrowLeft":
    case "ArrowRight": {
      const by = key === "ArrowLeft" ? -step : step;
      return shiftKey
        ? resizeWindow(window, "to", window.to + by, whole)
        : moveWindow(window, by, whole);
    }
    case "Home":
      return moveWindow(window, -all, whole);
    case "End":
      return moveWindow(window, all, whole);
    case "+":
    case "=":
      return zoomWindow(window, 0.5, whole);
    case "-":
      return zoomWindow(window, 2, whole);
    default:
      return undefined;
  }
}
