import { LANE } from "./lane-data.ts";
import type { LanePoint } from "./lane-data.ts";
import type { MeasureText } from "./text-width.ts";
import { plainText } from "./visible-text.ts";

/** A label beside a point. */
export interface PlacedLabel {
  x: number;
  anchor: "start" | "end";
  /** Pixels that it may take. */
  width: number;
}

/** A call and where it stands. */
export interface PlacedPoint extends LanePoint {
  x: number;
  /** Middle of its lane. */
  y: number;
  /** A tick stands for a call that another badge would hide. */
  shape: "badge" | "tick";
  /** Middles of the lanes that it came through, the first one first. */
  stops: readonly { lane: string; y: number }[];
  name?: PlacedLabel;
}

/** What a call did in a lane below its own. */
export interface PlacedTouch {
  point: string;
  effect: LanePoint["effect"];
  x: number;
  y: number;
  /** Middle of the lane that it comes from. */
  from: number;
  isMissed: boolean;
  label?: PlacedLabel & { text: string };
}

/** Where points may stand. */
export interface PointPlaces {
  tops: ReadonlyMap<string, number>;
  scale: (at: number) => number;
  width: number;
  measure: MeasureText;
  selectedId: string | undefined;
  /** Taken by other labels. */
  blocked: readonly { lane: string; from: number; to: number }[];
}

interface Taken {
  from: number;
  to: number;
}

const BADGE = 9;
/** Badges nearer than this hide one another. */
const NEAR = 12;
const LABEL_DISTANCE = 13;
/** A label that cannot have at least this is left out. */
const MIN_LABEL = 34;
const SPACE = 5;

/** Places badges, the ticks of those that badges would hide, and as many labels as fit. */
export function placePoints(
  points: readonly LanePoint[],
  places: PointPlaces,
): { points: PlacedPoint[]; touches: PlacedTouch[] } {
  const { tops, scale, selectedId, blocked } = places;
  const rank = (point: LanePoint) => (point.id === selectedId ? 0 : importance(point));
  const ranked = points
    .filter(({ lane }) => tops.has(lane))
    .toSorted((a, b) => rank(a) - rank(b) || a.at - b.at);
  const badges = new Map<string, number[]>();
  const placed = ranked.map((point): PlacedPoint => {
    const x = scale(point.at);
    const others = badges.get(point.lane) ?? [];
    const isHidden = others.some((other) => Math.abs(other - x) < NEAR);
    if (!isHidden) badges.set(point.lane, [...others, x]);
    return {
      ...point,
      x,
      y: middleOf(tops, point.lane),
      shape: isHidden ? "tick" : "badge",
      stops: (point.via ?? [])
        .filter((lane) => tops.has(lane))
        .map((lane) => ({ lane, y: middleOf(tops, lane) })),
    };
  });

  const taken = new Map<string, Taken[]>();
  const take = (lane: string, one: Taken) => taken.set(lane, [...(taken.get(lane) ?? []), one]);
  for (const { lane, from, to } of blocked) take(lane, { from, to });
  for (const point of placed) {
    if (point.shape === "badge") take(point.lane, { from: point.x - BADGE, to: point.x + BADGE });
  }
  const labelled = placed.map((point): PlacedPoint => {
    if (point.shape === "tick") return point;
    const width = labelWidth(point, places.measure);
    const name = placeLabel(point.x, width, taken.get(point.lane) ?? [], places.width);
    if (name === undefined) return point;
    take(point.lane, extent(name));
    return { ...point, name };
  });
  return {
    points: labelled.toSorted((a, b) => a.x - b.x || rank(b) - rank(a)),
    touches: placeTouches(labelled, places, taken),
  };
}

function placeTouches(
  points: readonly PlacedPoint[],
  { tops, measure, width }: PointPlaces,
  taken: Map<string, Taken[]>,
): PlacedTouch[] {
  const take = (lane: string, one: Taken) => taken.set(lane, [...(taken.get(lane) ?? []), one]);
  const touched = points.flatMap((point) =>
    (point.touches ?? [])
      .filter(({ lane }) => tops.has(lane))
      .map((touch) => ({ point, touch, y: middleOf(tops, touch.lane) })),
  );
  for (const { point, touch } of touched) {
    if (touch.isMissed !== true) take(touch.lane, { from: point.x - 4, to: point.x + 4 });
  }
  return touched.map(({ point, touch, y }): PlacedTouch => {
    const { label: text, lane, isMissed = false } = touch;
    const base = { point: point.id, effect: point.effect, x: point.x, y, from: point.y, isMissed };
    if (text === undefined) return base;
    const label = placeLabel(point.x, measure(plainText(text)), taken.get(lane) ?? [], width);
    if (label === undefined) return base;
    take(lane, extent(label));
    return { ...base, label: { ...label, text } };
  });
}

/** To the right, else to the left, else cut, else not at all. */
function placeLabel(
  x: number,
  width: number,
  taken: readonly Taken[],
  right: number,
): PlacedLabel | undefined {
  const [after, before] = [x + LABEL_DISTANCE, x - LABEL_DISTANCE];
  const end = Math.min(
    right - 4,
    ...taken.filter(({ to }) => to > after).map(({ from }) => from - SPACE),
  );
  if (after + width <= end) return { x: after, anchor: "start", width };
  const start = Math.max(
    LANE.names + 4,
    ...taken.filter(({ from }) => from < before).map(({ to }) => to + SPACE),
  );
  if (before - width >= start) return { x: before, anchor: "end", width };
  return end - after >= MIN_LABEL ? { x: after, anchor: "start", width: end - after } : undefined;
}

function extent({ x, anchor, width }: PlacedLabel): Taken {
  return anchor === "start" ? { from: x, to: x + width } : { from: x - width, to: x };
}

function labelWidth({ label, note, effect, state }: LanePoint, measure: MeasureText): number {
  const isBold = effect !== "read" || state !== undefined;
  const noteWidth = note === undefined ? 0 : measure(plainText(note), { size: 10.5 });
  return Math.ceil(Math.max(measure(plainText(label), { isBold }), noteWidth));
}

/** What must be seen first when there is no room for all: 1 is the most important. */
function importance({ state, effect }: LanePoint): number {
  if (state !== undefined) return 1;
  if (effect === "destructive") return 2;
  return effect === "read" ? 4 : 3;
}

function middleOf(tops: ReadonlyMap<string, number>, lane: string): number {
  return (tops.get(lane) ?? 0) + LANE.half;
}
