import { useId, useRef } from "react";
import type { KeyboardEvent, PointerEvent } from "react";

import { durationText } from "../lib/format.ts";
import { rangeText } from "../lib/time.ts";
import type { Zone } from "../lib/zone.ts";
import { ChartPatterns, usePatterns } from "./chart-patterns.tsx";
import type { PatternFills } from "./chart-patterns.tsx";
import { LANE } from "./lane-data.ts";
import type { LaneGap, LanePoint } from "./lane-data.ts";
import { coordinate } from "./number-scale.ts";
import { moveWindow, resizeWindow, windowAfterKey } from "./range-window.ts";
import type { TimeRange } from "./range-window.ts";
import { SvgText } from "./svg-text.tsx";
import { useChartSize } from "./use-chart-size.ts";

import chart from "./chart.module.css";
import styles from "./lane-chart.module.css";

/** Props of {@link LaneOverview}. */
export interface LaneOverviewProps {
  points: readonly LanePoint[];
  gaps?: readonly LaneGap[];
  range: TimeRange;
  extent: TimeRange;
  zone: Zone;
  onRange: (range: TimeRange) => void;
  /** What the whole is called; `Whole session` without it. */
  title?: string;
}

type Drag = { kind: "from" | "to" } | { kind: "move"; at: number; window: TimeRange };

const HEIGHT = 34;
const BASE = 29;
const RIGHT = 16;
const REACH = 6;
const heights: Readonly<Record<string, number>> = {
  read: 11,
  unknown: 14,
  write: 20,
  destructive: 24,
  error: 20,
  denied: 20,
};

/** All of a session, and in it the window that the lanes show: dragged, or moved with arrows. */
export function LaneOverview(props: LaneOverviewProps) {
  const { points, gaps = [], range, extent, zone, onRange, title = "Whole session" } = props;
  const { ref, width } = useChartSize();
  const { prefix, fills } = usePatterns();
  const hintId = useId();
  const drag = useRef<Drag>(undefined);
  const right = Math.max(LANE.names + 1, width - RIGHT);
  const perMs = (right - LANE.names) / Math.max(1, extent.to - extent.from);
  const scale = (at: number) => coordinate(LANE.names + (at - extent.from) * perMs);
  const [left, end] = [scale(range.from), scale(range.to)];

  const timeAt = (event: PointerEvent) => {
    const { left: edge } = event.currentTarget.getBoundingClientRect();
    return extent.from + (event.clientX - edge - LANE.names) / perMs;
  };
  function handleDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    const at = timeAt(event);
    const isNear = (edge: number) => Math.abs(edge - at) * perMs <= REACH;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (isNear(range.from)) drag.current = { kind: "from" };
    else if (isNear(range.to)) drag.current = { kind: "to" };
    else {
      const isInside = at > range.from && at < range.to;
      const window = isInside ? range : moveWindow(range, at - (range.from + range.to) / 2, extent);
      drag.current = { kind: "move", at, window };
      if (!isInside) onRange(window);
    }
  }
  function handleMove(event: PointerEvent): void {
    const held = drag.current;
    if (held === undefined) return;
    const at = timeAt(event);
    onRange(
      held.kind === "move"
        ? moveWindow(held.window, at - held.at, extent)
        : resizeWindow(range, held.kind, at, extent),
    );
  }
  function handleKey(event: KeyboardEvent): void {
    const next = windowAfterKey(event, range, extent);
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    onRange(next);
  }

  return (
    <>
      <div
        ref={ref}
        className={styles.overview}
        role="application"
        tabIndex={0}
        aria-label={`${title}, ${rangeText(extent.from, extent.to, zone).times}; shown: ${rangeText(range.from, range.to, zone).times}`}
        aria-describedby={hintId}
        onPointerDown={handleDown}
        onPointerMove={handleMove}
        onPointerUp={() => {
          drag.current = undefined;
        }}
        onKeyDown={handleKey}
      >
        <svg className={chart.svg} height={HEIGHT} aria-hidden="true">
          <ChartPatterns prefix={prefix} />
          {barsOf(points, scale).map(({ kind, path }) => (
            <path
              key={kind}
              className={styles.bar}
              data-effect={kind}
              fill={kind === "denied" ? fills.denied : undefined}
              d={path}
            />
          ))}
          <GapBands {...{ gaps, scale, fills }} />
          <line className={chart.base} x1={LANE.names} x2={right} y1={BASE + 0.5} y2={BASE + 0.5} />
          <rect className={chart.brush} x={left} y={2} width={end - left} height={29} />
          <rect
            className={styles.window}
            x={left + 0.5}
            y={2.5}
            width={Math.max(1, end - left - 1)}
            height={28}
            rx={2}
          />
          {[left, end].map((x, index) => (
            <rect
              key={index}
              className={chart.handle}
              x={x - 3}
              y={9}
              width={6}
              height={14}
              rx={2}
            />
          ))}
          <SvgText x={14} y={14} text={title} tone="2" />
          <SvgText x={14} y={27} text={durationText(extent.to - extent.from)} />
        </svg>
      </div>
      <p className="sr" id={hintId}>
        Arrow keys move the window, with Shift they move its end, plus and minus zoom.
      </p>
    </>
  );
}

function GapBands(props: {
  gaps: readonly LaneGap[];
  scale: (at: number) => number;
  fills: PatternFills;
}) {
  return props.gaps.map(({ id, from, to }) => (
    <rect
      key={id}
      className={styles.overviewGap}
      fill={props.fills.gap}
      x={props.scale(from)}
      y={5}
      width={Math.max(4, props.scale(to) - props.scale(from))}
      height={24}
    />
  ));
}

/** One path per kind; calls of the same kind and place are one bar. */
function barsOf(
  points: readonly LanePoint[],
  scale: (at: number) => number,
): { kind: string; path: string }[] {
  const places = new Map<string, Set<number>>();
  for (const { at, effect, state } of points) {
    const kind = state === "denied" || state === "error" ? state : effect;
    const known = places.get(kind) ?? new Set();
    places.set(kind, known.add(Math.round(scale(at))));
  }
  return Object.keys(heights).flatMap((kind) => {
    const height = heights[kind] ?? 0;
    const path = [...(places.get(kind) ?? [])]
      .map((x) => `M${x - 1} ${BASE - height}h3v${height}h-3z`)
      .join("");
    return path === "" ? [] : [{ kind, path }];
  });
}
