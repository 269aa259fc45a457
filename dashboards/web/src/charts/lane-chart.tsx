import { useId, useMemo, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";

import { durationText } from "../lib/format.ts";
import { fullTime, rangeText, timeParts } from "../lib/time.ts";
import { ianaOf, zoneLabel } from "../lib/zone.ts";
import type { Zone } from "../lib/zone.ts";
import { ChartPatterns, usePatterns } from "./chart-patterns.tsx";
import { ChartTooltip } from "./chart-tooltip.tsx";
import { LaneBackground } from "./lane-background.tsx";
import { LaneCalls } from "./lane-calls.tsx";
import { LANE } from "./lane-data.ts";
import type { LanePoint, LaneStory } from "./lane-data.ts";
import { layoutLanes, pointAfterKey } from "./lane-layout.ts";
import { LaneOverview } from "./lane-overview.tsx";
import { LaneWaits } from "./lane-waits.tsx";
import { windowAfterKey, windowAround } from "./range-window.ts";
import type { TimeRange } from "./range-window.ts";
import { measureText, useChartSize } from "./use-chart-size.ts";
import { plainText } from "./visible-text.ts";

import chart from "./chart.module.css";
import styles from "./lane-chart.module.css";

/** Props of {@link LaneChart}. */
export interface LaneChartProps extends LaneStory {
  /** The chart's name: `Session 01K37AYV`. */
  label: string;
  /** What is in sight, milliseconds. */
  range: TimeRange;
  /** The whole session. */
  extent: TimeRange;
  onRange: (range: TimeRange) => void;
  zone: Zone;
  selectedId?: string | undefined;
  onSelect: (id: string) => void;
  /** Enter or a double click. */
  onOpen?: ((id: string) => void) | undefined;
  /** More about a call, under its label while the pointer is on it. */
  tip?: (point: LanePoint) => ReactNode;
  /** Leaves the overview above the lanes out. */
  hasNoOverview?: boolean;
}

/**
 * A session as swimlanes: who asked, through what, which systems were touched, who approved, and what
 * is missing. Left and right go from call to call, up and down from lane to lane, `+` and `-` zoom.
 */
export function LaneChart(props: LaneChartProps) {
  const { label, lanes, points, links, spans, gaps, range, extent, zone } = props;
  const { selectedId, onSelect, onOpen, onRange, tip, hasNoOverview = false } = props;
  const { ref, width } = useChartSize();
  const { prefix, fills } = usePatterns();
  const hintId = useId();
  const [hoveredId, setHoveredId] = useState<string>();
  const layout = useMemo(
    () =>
      width === 0
        ? undefined
        : layoutLanes({
            lanes,
            points,
            range,
            width,
            zone,
            selectedId,
            ...(links && { links }),
            ...(spans && { spans }),
            ...(gaps && { gaps }),
            measure: measureText(),
          }),
    [lanes, points, links, spans, gaps, range, width, zone, selectedId],
  );
  const hovered = layout?.points.find(({ id }) => id === hoveredId);
  const selected = points.find(({ id }) => id === selectedId);

  function handleKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = pointAfterKey(event.key, { lanes, points }, selectedId);
    const zoomed = next === undefined ? windowAfterKey(event, range, extent) : undefined;
    if (next !== undefined) {
      onSelect(next.id);
      const around = windowAround(range, next.at, extent);
      if (around !== range) onRange(around);
    } else if (zoomed !== undefined) onRange(zoomed);
    else if (event.key === "Enter" && selectedId !== undefined && onOpen) onOpen(selectedId);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const { day, times } = rangeText(range.from, range.to, zone);
  return (
    <figure className={styles.root} aria-label={label}>
      {!hasNoOverview && (
        <LaneOverview {...{ points, range, extent, zone, onRange }} {...(gaps && { gaps })} />
      )}
      <div
        ref={ref}
        className={`${chart.root ?? ""} ${styles.lanes ?? ""}`}
        role="application"
        tabIndex={0}
        aria-label={`${label}, ${day} ${times} ${zoneLabel(zone, range.to)}, ${layout?.points.length ?? 0} of ${points.length} calls in ${durationText(range.to - range.from)}`}
        aria-describedby={hintId}
        onKeyDown={handleKey}
      >
        {layout && (
          <svg className={chart.svg} height={layout.height} aria-hidden="true">
            <ChartPatterns prefix={prefix} />
            <LaneBackground {...{ layout, width, fills }} />
            <clipPath id={`${prefix}lanes`}>
              <rect x={LANE.names} width={width - LANE.names} height={layout.height} />
            </clipPath>
            <g clipPath={`url(#${prefix}lanes)`}>
              <LaneWaits {...{ layout, fills }} />
              <LaneCalls
                {...{ layout, fills, selectedId, onSelect, onOpen }}
                onHover={setHoveredId}
              />
            </g>
          </svg>
        )}
        {layout && hovered && (
          <ChartTooltip x={hovered.x} y={hovered.y + 14} width={width}>
            <p className={chart.tipHead}>{plainText(hovered.label)}</p>
            <p className="mono">
              {timeParts(hovered.at, ianaOf(zone)).clock}
              {timeParts(hovered.at, ianaOf(zone)).fraction}
            </p>
            {hovered.note !== undefined && <p>{plainText(hovered.note)}</p>}
            {tip?.(hovered)}
          </ChartTooltip>
        )}
      </div>
      <p className="sr" id={hintId}>
        Left and right arrows go from call to call, up and down to other lanes, plus and minus zoom,
        Enter opens.
      </p>
      <ul className="sr">
        {[...(gaps ?? []), ...(spans ?? [])].map((stretch) => (
          <li key={stretch.id}>
            {plainText(stretch.label)}, {rangeText(stretch.from, stretch.to, zone).times}
          </li>
        ))}
      </ul>
      <p className="sr" aria-live="polite">
        {selected && spoken(selected, zone)}
      </p>
    </figure>
  );
}

function spoken({ label, effect, state, note, at, lane }: LanePoint, zone: Zone): string {
  const words = [label, effect, state, note].filter((word) => word !== undefined);
  return plainText(`${words.join(", ")}, ${lane}, ${fullTime(at, zone)}`);
}
