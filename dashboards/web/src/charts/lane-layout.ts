import type { Zone } from "../lib/zone.ts";
import { LANE } from "./lane-data.ts";
import type { Lane, LaneGap, LaneLink, LanePoint, LaneSpan, LaneStory } from "./lane-data.ts";
import { placePoints } from "./lane-points.ts";
import type { PlacedPoint, PlacedTouch } from "./lane-points.ts";
import { coordinate } from "./number-scale.ts";
import type { MeasureText } from "./text-width.ts";
import { layoutTimeAxis } from "./time-axis.ts";
import type { TimeTick } from "./time-axis.ts";
import { plainText } from "./visible-text.ts";

/** What is laid out, and on how many pixels. */
export interface LaneInput extends LaneStory {
  range: { from: number; to: number };
  width: number;
  zone: Zone;
  selectedId: string | undefined;
  measure: MeasureText;
}

/** A lane and its upper edge. */
export interface PlacedLane extends Lane {
  top: number;
}

/** A connection as a path. */
export interface PlacedLink extends LaneLink {
  path: string;
  start: { x: number; y: number };
  end: { x: number; y: number };
}

/** A stretch of time, cut to what is in sight. */
export interface PlacedSpan extends LaneSpan {
  x: number;
  width: number;
  top: number;
  /** Pixels of its label; left out where the span is too short for it. */
  labelWidth?: number;
  /** What is said beside it, as far as there is room; on its right or, at the edge, its left. */
  beside?: { text: string; x: number; anchor: "start" | "end" };
}

/** Bands of a gap, and where its label stands. */
export interface PlacedGap extends LaneGap {
  x: number;
  width: number;
  tops: readonly number[];
  box?: { x: number; top: number; width: number };
}

/** Where everything of a session stands. */
export interface LaneLayout {
  height: number;
  lanes: readonly PlacedLane[];
  ticks: readonly (TimeTick & { x: number })[];
  points: readonly PlacedPoint[];
  touches: readonly PlacedTouch[];
  links: readonly PlacedLink[];
  spans: readonly PlacedSpan[];
  gaps: readonly PlacedGap[];
  /** Place of the selected point; undefined where it is not in sight. */
  selectedX: number | undefined;
}

const MIN_GAP_WIDTH = 6;
const BOX_PADDING = 8;

/** Works out the geometry of swimlanes. Pure: the same input gives the same places. */
export function layoutLanes(input: LaneInput): LaneLayout {
  const { lanes, points, links = [], spans = [], gaps = [], range, width, measure } = input;
  const tops = new Map(lanes.map(({ id }, index) => [id, LANE.head + index * LANE.height]));
  const perMs = (width - LANE.names) / Math.max(1, range.to - range.from);
  const scale = (at: number) => coordinate(LANE.names + (at - range.from) * perMs);
  const isInSight = (at: number) => at >= range.from && at <= range.to;
  const placedGaps = gaps
    .filter(({ from, to }) => to > range.from && from < range.to)
    .map((gap) => placeGap(gap, { tops, scale, width, measure }));
  const placed = placePoints(
    points.filter(({ at }) => isInSight(at)),
    { tops, scale, width, measure, selectedId: input.selectedId, blocked: boxesOf(placedGaps) },
  );
  const selected = placed.points.find(({ id }) => id === input.selectedId);
  return {
    height: LANE.head + lanes.length * LANE.height,
    lanes: lanes.map((lane) => ({ ...lane, top: tops.get(lane.id) ?? 0 })),
    ticks: layoutTimeAxis({ ...range, width: width - LANE.names, zone: input.zone }).ticks.map(
      (tick) => ({ ...tick, x: scale(tick.at) }),
    ),
    ...placed,
    gaps: placedGaps,
    links: links
      .filter(({ from, to }) => to.at >= range.from && from.at <= range.to)
      .flatMap((link) => placeLink(link, tops, scale)),
    spans: withWords(
      spans
        .filter(({ from, to }) => to > range.from && from < range.to)
        .flatMap((span) => placeSpan(span, { tops, scale, width, measure })),
      { width, measure },
    ),
    selectedX: selected?.x,
  };
}

interface Places {
  tops: ReadonlyMap<string, number>;
  scale: (at: number) => number;
  width: number;
  measure: MeasureText;
}

function placeGap(gap: LaneGap, { tops, scale, width, measure }: Places): PlacedGap {
  const left = Math.max(LANE.names, scale(gap.from));
  const right = Math.min(width, scale(gap.to));
  const rows = gap.lanes.flatMap((lane) => tops.get(lane) ?? []).toSorted((a, b) => a - b);
  const size = Math.max(MIN_GAP_WIDTH, right - left);
  const placed = { ...gap, x: left, width: size, tops: rows };
  const words =
    measure(`${plainText(gap.label)} `, { isBold: true }) + measure(plainText(gap.detail ?? ""));
  const top = rows.at(-1);
  const boxWidth = words + 2 * BOX_PADDING;
  if (top === undefined || boxWidth + 2 * BOX_PADDING > size) return placed;
  return { ...placed, box: { x: left + BOX_PADDING, top: top + 7.5, width: boxWidth } };
}

function boxesOf(gaps: readonly PlacedGap[]): { lane: string; from: number; to: number }[] {
  return gaps.flatMap(({ box, lanes }) => {
    const lane = lanes.at(-1);
    return box === undefined || lane === undefined
      ? []
      : [{ lane, from: box.x, to: box.x + box.width }];
  });
}

function placeSpan(span: LaneSpan, { tops, scale, width, measure }: Places): PlacedSpan[] {
  const top = tops.get(span.lane);
  if (top === undefined) return [];
  const left = Math.max(LANE.names, scale(span.from));
  const size = Math.max(3, Math.min(width, scale(span.to)) - left);
  const labelWidth = measure(plainText(span.label), { isBold: true }) + 24;
  const placed = { ...span, x: left, width: size, top: top + 8.5 };
  return [labelWidth + 12 <= size ? { ...placed, labelWidth } : placed];
}

const BESIDE = 8;

/** Says beside each span what fits between it and its neighbours in the lane. */
function withWords(
  spans: readonly PlacedSpan[],
  { width, measure }: Pick<Places, "width" | "measure">,
): PlacedSpan[] {
  // What stands on the left of a span takes the room on the right of the one before.
  const taken = new Map<string, number>();
  const ordered = spans.toSorted((a, b) => a.x - b.x);
  return ordered.map((span, index) => {
    const next = ordered.slice(index + 1).find(({ lane }) => lane === span.lane);
    const right = span.x + span.width + BESIDE;
    const left = span.x - BESIDE;
    const rightRoom = (next?.x ?? width) - right - BESIDE;
    const leftRoom = left - (taken.get(span.lane) ?? LANE.names);
    taken.set(span.lane, right);
    for (const text of wordsOf(span)) {
      const size = measure(plainText(text), { isBold: true });
      if (size <= rightRoom) {
        taken.set(span.lane, right + size + BESIDE);
        return { ...span, beside: { text, x: right, anchor: "start" } };
      }
      if (size <= leftRoom) return { ...span, beside: { text, x: left, anchor: "end" } };
    }
    return span;
  });
}

/** What could be said beside a span, the most first. */
function wordsOf({ label, labelWidth, after, outcome = "open" }: PlacedSpan): string[] {
  const mark = outcome === "approved" ? "✓ " : outcome === "refused" ? "✕ " : "";
  const end = after === undefined ? "" : mark + after;
  const all = [labelWidth === undefined ? label : "", end].filter((text) => text !== "").join(" ");
  return [...new Set([all, end])].filter((text) => text !== "");
}

function placeLink(
  link: LaneLink,
  tops: ReadonlyMap<string, number>,
  scale: (at: number) => number,
): PlacedLink[] {
  const [from, to] = [tops.get(link.from.lane), tops.get(link.to.lane)];
  if (from === undefined || to === undefined) return [];
  // A link may begin or end out of sight; its part in the lanes is drawn all the same.
  const start = { x: Math.max(LANE.names, scale(link.from.at)), y: from + LANE.half };
  const end = { x: scale(link.to.at), y: to + LANE.half };
  const edge = to + LANE.height - 5;
  switch (link.kind) {
    case "asks":
      return [
        { ...link, start, end: { ...end, x: start.x }, path: `M${start.x} ${start.y}V${to + 8.5}` },
      ];
    case "waits":
      return [{ ...link, start, end: { ...end, y: edge }, path: `M${start.x} ${edge}H${end.x}` }];
    case "answers": {
      const y = from > to ? edge : to + 5;
      return [
        {
          ...link,
          start,
          end: { x: end.x, y },
          path: `M${start.x} ${from > to ? from + 8.5 : start.y}V${y}H${coordinate(end.x - 7)}`,
        },
      ];
    }
    case "leads":
      return [
        {
          ...link,
          start,
          end,
          path: `M${start.x} ${start.y}C${end.x} ${start.y} ${start.x} ${end.y} ${end.x} ${end.y}`,
        },
      ];
  }
}

/** The next calls of a session that a key leads to. */
export function pointAfterKey(
  key: string,
  story: Pick<LaneStory, "lanes" | "points">,
  selectedId: string | undefined,
): LanePoint | undefined {
  const points = story.points.toSorted((a, b) => a.at - b.at);
  const index = points.findIndex(({ id }) => id === selectedId);
  const selected = points[index];
  switch (key) {
    case "ArrowRight":
      return points[Math.min(index + 1, points.length - 1)];
    case "ArrowLeft":
      return index === -1 ? points.at(-1) : points[Math.max(index - 1, 0)];
    case "Home":
      return points[0];
    case "End":
      return points.at(-1);
    case "ArrowUp":
    case "ArrowDown": {
      if (selected === undefined) return points[0];
      const order = story.lanes.map(({ id }) => id);
      const from = order.indexOf(selected.lane);
      const others = key === "ArrowUp" ? order.slice(0, from).toReversed() : order.slice(from + 1);
      const lane = others.find((id) => points.some((point) => point.lane === id));
      return points
        .filter((point) => point.lane === lane)
        .toSorted((a, b) => Math.abs(a.at - selected.at) - Math.abs(b.at - selected.at))[0];
    }
    default:
      return undefined;
  }
}
