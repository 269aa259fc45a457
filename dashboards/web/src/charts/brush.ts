import { clamp } from "./number-scale.ts";

/** Slots selected in a histogram: from where the selection began to where it is now. */
export interface Brush {
  anchor: number;
  head: number;
}

/** A key press that moves a brush. */
export interface BrushKey {
  key: string;
  shiftKey: boolean;
}

/** First and last slot of a brush, both included. */
export function brushEdges({ anchor, head }: Brush): { first: number; last: number } {
  return { first: Math.min(anchor, head), last: Math.max(anchor, head) };
}

/**
 * The brush after a key: arrows move it, with Shift they move its end; Page keys go ten times as far,
 * Home and End as far as they can. The first key selects one slot: the first or the last.
 *
 * @returns undefined where the key moves no brush.
 */
export function moveBrush(
  brush: Brush | undefined,
  key: BrushKey,
  slots: number,
): Brush | undefined {
  const step = stepOf(key.key, slots);
  if (step === undefined || slots === 0) return undefined;
  const last = slots - 1;
  if (brush === undefined) {
    const isFirst = key.key === "Home" || (step > 0 && key.key !== "End");
    const start = isFirst ? 0 : last;
    return { anchor: start, head: start };
  }
  if (key.shiftKey) return { anchor: brush.anchor, head: clamp(brush.head + step, 0, last) };
  const edges = brushEdges(brush);
  const by = clamp(step, -edges.first, last - edges.last);
  return { anchor: brush.anchor + by, head: brush.head + by };
}

/** Slots that a range of time covers; the nearest ones where it lies between their edges. */
export function brushOf(
  range: { from: number; to: number },
  slots: readonly { from: number; to: number }[],
): Brush | undefined {
  const first = slots.findIndex(({ to }) => to > range.from);
  const last = slots.findLastIndex(({ from }) => from < range.to);
  return first === -1 || last < first ? undefined : { anchor: first, head: last };
}

function stepOf(key: string, slots: number): number | undefined {
  switch (key) {
    case "ArrowLeft":
      return -1;
    case "ArrowRight":
      return 1;
    case "PageUp":
      return -10;
    case "PageDown":
      return 10;
    case "Home":
      return -slots;
    case "End":
      return slots;
    default:
      return undefined;
  }
}
