import { compactCount } from "../lib/format.ts";
import type { Zone } from "../lib/zone.ts";
import { fillSlots } from "./histogram-data.ts";
import type { HistogramData, HistogramSeries, HistogramSlot } from "./histogram-data.ts";
import { placeLabels } from "./label-row.ts";
import type { LabelPlace } from "./label-row.ts";
import { clamp, coordinate, roundMaximum } from "./number-scale.ts";
import type { MeasureText } from "./text-width.ts";
import { intervalText, layoutTimeAxis } from "./time-axis.ts";
import type { TimeTick } from "./time-axis.ts";

/** A stretch of time of which events are missing. */
export interface HistogramGap {
  id: string;
  from: number;
  to: number;
  label: string;
}

/** Something that happened once: a rule changed, a deploy. */
export interface HistogramMarker {
  id: string;
  at: number;
  label: string;
}

/** What is laid out, and on how many pixels. */
export interface HistogramInput {
  data: HistogramData;
  series: readonly HistogramSeries[];
  from: number;
  to: number;
  width: number;
  height: number;
  /** `gutter`: numbers on the left; `inside`: the maximum in words above the bars. */
  axis: "gutter" | "inside";
  zone: Zone;
  gaps: readonly HistogramGap[];
  markers: readonly HistogramMarker[];
  measure: MeasureText;
}

/** A label with the place of its text. */
export interface PlacedTick extends TimeTick {
  x: number;
  anchor: "start" | "middle" | "end";
}

/** A band or a line with its label, which is left out where there is no room. */
export interface PlacedMark {
  id: string;
  kind: "gap" | "marker" | "day";
  x: number;
  width: number;
  /** What the label says, whether there is room for it or not. */
  name: string;
  label?: LabelPlace;
}

/** Where everything of a histogram stands. */
export interface HistogramLayout {
  plot: { left: number; right: number; top: number; bottom: number };
  interval: number;
  slots: readonly HistogramSlot[];
  /** Edges of the slots, one more than there are slots. */
  edges: readonly number[];
  /** One path per series, the lowest first. */
  layers: readonly { series: HistogramSeries; path: string }[];
  series: readonly HistogramSeries[];
  maximum: number;
  lines: readonly { y: number; label: string }[];
  /** The maximum in words, for an axis inside. */
  maximumText: string;
  ticks: readonly PlacedTick[];
  marks: readonly PlacedMark[];
  total: number;
}

const GUTTER = 34;
const TOP = 17;
const AXIS = 18;
const MIN_GAP_WIDTH = 5;
const TICK_GAP = 56;

/** Works out the geometry of a histogram. Pure: the same input gives the same places. */
export function layoutHistogram(input: HistogramInput): HistogramLayout {
  const { from, to, width, height, axis, zone, measure } = input;
  const { slots, series, interval } = fillSlots(input.data, input.series, from, to);
  const plot = {
    left: axis === "gutter" ? GUTTER : 0,
    right: Math.max(width, GUTTER),
    top: TOP,
    bottom: height - AXIS,
  };
  const scale = timeScale(from, to, plot.left, plot.right);
  const highest = slots.reduce((most, { count }) => Math.max(most, count), 0);
  const maximum = roundMaximum(highest);
  const maximumText = `${compactCount(maximum)} ${intervalText(interval)}`;
  const edges = [...slots.map((slot) => scale(slot.from)), plot.right];
  const { ticks, days } = layoutTimeAxis({
    from,
    to,
    width: plot.right - plot.left,
    zone,
    gap: TICK_GAP,
  });

  return {
    plot,
    interval,
    slots,
    edges,
    series,
    layers: series.map((one, index) => ({
      series: one,
      path: layerPath(index, { slots, edges, maximum, plot }),
    })),
    maximum,
    maximumText,
    lines: [maximum, maximum / 2]
      .filter((value) => Number.isInteger(value))
      .map((value) => ({
        y: coordinate(plot.bottom - (value / maximum) * (plot.bottom - plot.top)),
        label: compactCount(value),
      })),
    ticks: ticks.map((tick) => placeTick(tick, scale(tick.at), plot, measure)),
    marks: placeMarks(input, days, plot, scale, axis === "inside" ? maximumText : ""),
    total: slots.reduce((sum, { count }) => sum + count, 0),
  };
}

/** The slot at a place, the nearest one where it is beside the plot. */
export function slotAt(layout: HistogramLayout, x: number): number {
  const { edges, slots } = layout;
  const next = edges.findIndex((edge) => edge > x);
  return clamp(next === -1 ? slots.length - 1 : next - 1, 0, slots.length - 1);
}

/** How many events the slots from one to another hold, both included. */
export function countBetween(layout: HistogramLayout, first: number, last: number): number {
  return layout.slots.slice(first, last + 1).reduce((sum, { count }) => sum + count, 0);
}

/** Where a time stands between two places. */
function timeScale(from: number, to: number, left: number, right: number): (at: number) => number {
  const perMs = to > from ? (right - left) / (to - from) : 0;
  return (at) => left + (clamp(at, from, to) - from) * perMs;
}

function layerPath(
  series: number,
  { slots, edges, maximum, plot }: Pick<HistogramLayout, "slots" | "edges" | "maximum" | "plot">,
): string {
  let path = "";
  for (const [index, slot] of slots.entries()) {
    const heights = partHeights(slot, maximum, plot.bottom - plot.top);
    const height = heights[series] ?? 0;
    if (height === 0) continue;
    const below = heights.slice(0, series).reduce((sum, part) => sum + part, 0);
    const left = edges[index] ?? 0;
    const slotWidth = (edges[index + 1] ?? left) - left;
    const gap = slotWidth >= 4 ? 1 : slotWidth >= 2 ? 0.5 : 0;
    const top = coordinate(plot.bottom - below - height);
    const barWidth = coordinate(Math.max(slotWidth - gap, 0.5));
    path += `M${coordinate(left)} ${top}h${barWidth}v${coordinate(height)}h${-barWidth}z`;
  }
  return path;
}

/** Nothing that was counted is lower than a pixel; the highest part makes room for it. */
function partHeights({ parts, count }: HistogramSlot, maximum: number, full: number): number[] {
  const heights = parts.map((part) => (part === 0 ? 0 : Math.max(1.5, (part / maximum) * full)));
  const excess =
    heights.reduce((sum, height) => sum + height, 0) - Math.max((count / maximum) * full, 1.5);
  const highest = heights.indexOf(Math.max(...heights));
  return heights.map((height, index) =>
    index === highest && excess > 0 ? Math.max(1.5, height - excess) : height,
  );
}

function placeTick(
  tick: TimeTick,
  x: number,
  plot: HistogramLayout["plot"],
  measure: MeasureText,
): PlacedTick {
  const half = measure(tick.label) / 2;
  if (x - half < plot.left) return { ...tick, x: plot.left, anchor: "start" };
  if (x + half > plot.right) return { ...tick, x: plot.right, anchor: "end" };
  return { ...tick, x, anchor: "middle" };
}

function placeMarks(
  { gaps, markers, from, to, measure }: HistogramInput,
  days: readonly TimeTick[],
  plot: HistogramLayout["plot"],
  scale: (at: number) => number,
  reserved: string,
): PlacedMark[] {
  const marks: PlacedMark[] = [
    ...gaps
      .filter((gap) => gap.to > from && gap.from < to)
      .map(({ id, label, ...gap }) => {
        const width = Math.max(MIN_GAP_WIDTH, scale(gap.to) - scale(gap.from));
        const x = Math.min(scale(gap.from), plot.right - width);
        return { id, kind: "gap" as const, x, width, name: label };
      }),
    ...markers
      .filter(({ at }) => at >= from && at <= to)
      .map(({ id, at, label }) => ({
        id,
        kind: "marker" as const,
        x: scale(at),
        width: 0,
        name: label,
      })),
    ...days.map(({ at, label }) => ({
      id: `day ${at}`,
      kind: "day" as const,
      x: scale(at),
      width: 0,
      name: label,
    })),
  ];
  const places = placeLabels(
    marks.map(({ x, width, name }) => ({ from: x, to: x + width, width: measure(name) })),
    {
      left: plot.left,
      right: plot.right - (reserved === "" ? 0 : measure(reserved) + 8),
      distance: 5,
    },
  );
  return marks.map((mark, index) => {
    const place = places[index];
    return place === undefined ? mark : { ...mark, label: place };
  });
}
