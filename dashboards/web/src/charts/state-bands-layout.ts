import type { Zone } from "../lib/zone.ts";
import { placeLabels } from "./label-row.ts";
import type { LabelPlace } from "./label-row.ts";
import { clamp, coordinate } from "./number-scale.ts";
import type { MeasureText } from "./text-width.ts";
import { layoutTimeAxis } from "./time-axis.ts";
import type { TimeTick } from "./time-axis.ts";
import { plainText } from "./visible-text.ts";

/** What a field was for some time. */
export interface Band {
  from: number;
  /** Until the end of the chart without it. */
  to?: number;
  /** How it is known: seen, concluded, or not at all. */
  state: "observed" | "inferred" | "unknown";
  /** Its value as text; absent where it is not known or not shown. */
  text?: string;
  isMasked?: boolean;
  /** The value that the reader asks about. */
  isMarked?: boolean;
}

/** One field of a resource over time. */
export interface BandField {
  name: string;
  /** Oldest first. */
  bands: readonly Band[];
  /** What stands at the end of its row: the value now. */
  now?: { text: string; isMasked?: boolean; isMarked?: boolean };
}

/** A change, or the attempt of one. */
export interface BandChange {
  id: string;
  at: number;
  effect: "read" | "write" | "destructive" | "unknown";
  state?: "denied" | "error" | "waiting";
  /** Beside the mark: `delete blocked`. */
  label?: string;
}

/** A stretch of which events are missing. */
export interface BandGap {
  id: string;
  from: number;
  to: number;
  label: string;
}

/** What is laid out, and on how many pixels. */
export interface StateBandsInput {
  fields: readonly BandField[];
  changes: readonly BandChange[];
  reads: readonly { at: number; count: number }[];
  gaps: readonly BandGap[];
  range: { from: number; to: number };
  width: number;
  zone: Zone;
  measure: MeasureText;
}

/** A band and its box. */
export interface PlacedBand extends Band {
  x: number;
  width: number;
}

/** A field, the upper edge of its bands, and the bands. */
export interface PlacedField extends Omit<BandField, "bands"> {
  top: number;
  bands: readonly PlacedBand[];
}

/** A change and its place; those that another hides are strokes. */
export interface PlacedChange extends BandChange {
  x: number;
  shape: "mark" | "tick";
  /** Upper edge of the first field that changed; undefined where none did. */
  top?: number;
  place?: LabelPlace;
}

/** Where everything of the chart stands. */
export interface StateBandsLayout {
  left: number;
  right: number;
  height: number;
  /** Upper edge of the rows of changes and reads. */
  bottom: number;
  fields: readonly PlacedField[];
  ticks: readonly (TimeTick & { x: number })[];
  changes: readonly PlacedChange[];
  reads: readonly { x: number; height: number }[];
  gaps: readonly (BandGap & { x: number; width: number; place?: LabelPlace })[];
  /** Place of a time. */
  scale: (at: number) => number;
  /** Time of a place, within the range. */
  timeAt: (x: number) => number;
}

/** Pixels of the names, of the values now, of a row and of a band in it. */
export const BANDS = { names: 84, now: 134, pitch: 30, band: 20, head: 27 } as const;

const MIN_BAND = 1.5;
const MIN_GAP = 5;
const NEAR = 11;
const READ_WIDTH = 4;
const READ_HEIGHT = 18;

/** Works out the geometry of fields over time. Pure: the same input gives the same places. */
export function layoutStateBands(input: StateBandsInput): StateBandsLayout {
  const { fields, range, width, zone } = input;
  const left = BANDS.names;
  const right = Math.max(left + 1, width - BANDS.now - 10);
  const perMs = (right - left) / Math.max(1, range.to - range.from);
  const scale = (at: number) =>
    coordinate(left + (clamp(at, range.from, range.to) - range.from) * perMs);
  const bottom = BANDS.head + fields.length * BANDS.pitch - 5;
  const placedFields = fields.map(({ bands, ...field }, index) => ({
    ...field,
    top: BANDS.head + index * BANDS.pitch,
    bands: bands
      .filter((band) => (band.to ?? range.to) > range.from && band.from < range.to)
      .map((band) => {
        const x = scale(band.from);
        return { ...band, x, width: Math.max(MIN_BAND, scale(band.to ?? range.to) - x - 1) };
      }),
  }));
  const gaps = input.gaps
    .filter(({ from, to }) => to > range.from && from < range.to)
    .map((gap) => {
      const x = scale(gap.from);
      return { ...gap, x, width: Math.max(MIN_GAP, scale(gap.to) - x) };
    });
  const labelled = labelChanges(placeChanges(input, placedFields, scale), gaps, input, right);
  return {
    left,
    right,
    bottom,
    height: bottom + 52,
    fields: placedFields,
    ticks: layoutTimeAxis({ ...range, width: right - left, zone, hasStart: true }).ticks.map(
      (tick) => ({
        ...tick,
        x: scale(tick.at),
      }),
    ),
    ...labelled,
    reads: placeReads(input, scale),
    scale,
    timeAt: (x) => clamp(range.from + (x - left) / perMs, range.from, range.to),
  };
}

function rank({ state, effect }: BandChange): number {
  return state === "denied" ? 0 : effect === "destructive" ? 1 : 2;
}

function placeChanges(
  { changes, range }: StateBandsInput,
  fields: readonly PlacedField[],
  scale: (at: number) => number,
): PlacedChange[] {
  const marks: number[] = [];
  return changes
    .filter(({ at }) => at >= range.from && at <= range.to)
    .toSorted((a, b) => rank(a) - rank(b) || b.at - a.at)
    .map((change): PlacedChange => {
      const x = scale(change.at);
      const isHidden = marks.some((other) => Math.abs(other - x) < NEAR);
      if (!isHidden) marks.push(x);
      const first = fields.find(({ bands }) => bands.some(({ from }) => from === change.at));
      return {
        ...change,
        x,
        shape: isHidden ? "tick" : "mark",
        ...(first && { top: first.top }),
      };
    })
    .toSorted((a, b) => a.at - b.at);
}

function labelChanges(
  changes: readonly PlacedChange[],
  gaps: readonly (BandGap & { x: number; width: number })[],
  { measure }: StateBandsInput,
  right: number,
): Pick<StateBandsLayout, "changes" | "gaps"> {
  const owners = [
    ...changes.map(({ x, label }) => ({ from: x - 7, to: x + 7, text: label })),
    ...gaps.map(({ x, width, label }) => ({ from: x, to: x + width, text: label })),
  ];
  // What has no label is in the way all the same: it takes the place of a label of no width.
  const marks = changes
    .filter(({ label, shape }) => label === undefined && shape === "mark")
    .map(({ x }) => ({ from: x - 20, to: x - 9, width: 18 }));
  const named = owners.filter(({ text }) => text !== undefined);
  const places = placeLabels(
    [
      ...marks,
      ...named.map(({ from, to, text }) => ({ from, to, width: measure(plainText(text ?? "")) })),
    ],
    { left: BANDS.names - 20, right, distance: 2 },
  ).slice(marks.length);
  const placeOf = (index: number): LabelPlace | undefined => {
    const owner = owners[index];
    return owner === undefined ? undefined : places[named.indexOf(owner)];
  };
  return {
    changes: changes.map((change, index) => ({ ...change, ...placed(placeOf(index)) })),
    gaps: gaps.map((gap, index) => ({ ...gap, ...placed(placeOf(changes.length + index)) })),
  };
}

function placed(place: LabelPlace | undefined): { place?: LabelPlace } {
  return place === undefined ? {} : { place };
}

/** Reads of the same few pixels are one bar; a bar grows with the square root of their number. */
function placeReads(
  { reads, range }: StateBandsInput,
  scale: (at: number) => number,
): { x: number; height: number }[] {
  const counts = new Map<number, number>();
  for (const { at, count } of reads) {
    if (at < range.from || at > range.to) continue;
    const place = Math.floor(scale(at) / READ_WIDTH) * READ_WIDTH;
    counts.set(place, (counts.get(place) ?? 0) + count);
  }
  const most = Math.max(1, ...counts.values());
  return [...counts].map(([x, count]) => ({
    x,
    height: coordinate(Math.max(4, Math.sqrt(count / most) * READ_HEIGHT)),
  }));
}

/**
 * Where a key moves the marker: arrows to the next change or read, with Shift by a hundredth of the
 * range, Home and End to its ends. Undefined where it means nothing.
 */
export function markerAfterKey(
  { key, shiftKey }: { key: string; shiftKey: boolean },
  marker: number,
  stops: readonly number[],
  range: { from: number; to: number },
): number | undefined {
  const step = (range.to - range.from) / 100;
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      if (shiftKey) return Math.max(range.from, marker - step);
      return stops.findLast((at) => at < marker) ?? range.from;
    case "ArrowRight":
    case "ArrowUp":
      if (shiftKey) return Math.min(range.to, marker + step);
      return stops.find((at) => at > marker) ?? range.to;
    case "Home":
      return range.from;
    case "End":
      return range.to;
    default:
      return undefined;
  }
}
