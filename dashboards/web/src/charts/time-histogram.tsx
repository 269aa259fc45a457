import { useId, useMemo } from "react";
import type { ReactNode } from "react";

import { countOf, countText } from "../lib/format.ts";
import { rangeText } from "../lib/time.ts";
import { zoneLabel } from "../lib/zone.ts";
import type { Zone } from "../lib/zone.ts";
import { Kbd } from "../ui/kbd.tsx";
import { ChartLegend } from "./chart-legend.tsx";
import { usePatterns } from "./chart-patterns.tsx";
import type { HistogramData, HistogramSeries } from "./histogram-data.ts";
import { layoutHistogram } from "./histogram-layout.ts";
import type { HistogramGap, HistogramLayout, HistogramMarker } from "./histogram-layout.ts";
import { HistogramPlot } from "./histogram-plot.tsx";
import { HistogramTable } from "./histogram-table.tsx";
import { HistogramTip } from "./histogram-tip.tsx";
import { intervalText, spanText } from "./time-axis.ts";
import { useBrush } from "./use-brush.ts";
import type { BrushOptions } from "./use-brush.ts";
import { measureText, useChartSize } from "./use-chart-size.ts";

import chart from "./chart.module.css";
import styles from "./time-histogram.module.css";

/** Props of {@link TimeHistogram}. */
export interface TimeHistogramProps extends BrushOptions {
  /** What is counted, as the chart's name: `Events`. */
  label: string;
  /** The API's answer; undefined draws the axes only. */
  data: HistogramData | undefined;
  /** Layers, the lowest first. */
  series: readonly HistogramSeries[];
  /** Milliseconds, half-open. */
  from: number;
  to: number;
  zone: Zone;
  /** Pixels; 96 without it. */
  height?: number;
  /** Numbers left of the bars, or the maximum in words above them; `inside` without it. */
  axis?: "gutter" | "inside";
  /** Stands at the left of the head; the legend is then at the right. */
  title?: ReactNode;
  gaps?: readonly HistogramGap[];
  markers?: readonly HistogramMarker[];
  /** What one of the counted things is called; `event` without it. */
  noun?: string;
  /** Said where nothing was counted. */
  emptyText?: string;
}

const none: readonly never[] = [];
const noData: HistogramData = { interval_ms: 60_000, buckets: [] };

/**
 * Counts over time as stacked bars, with a selection by pointer and keyboard: arrows move it, with
 * Shift they extend it, Enter and `z` zoom, Escape clears.
 */
export function TimeHistogram(props: TimeHistogramProps) {
  const { label, data, series, from, to, zone, title, onSelect, onZoom } = props;
  const { height = 96, axis = "inside", gaps = none, markers = none, noun = "event" } = props;
  const { ref, width } = useChartSize();
  const { prefix, fills } = usePatterns();
  const hintId = useId();
  const layout = useMemo(
    () =>
      width === 0
        ? undefined
        : layoutHistogram({
            data: data ?? noData,
            series,
            from,
            to,
            width,
            height,
            axis,
            zone,
            gaps,
            markers,
            measure: measureText(),
          }),
    [data, series, from, to, width, height, axis, zone, gaps, markers],
  );
  const { range, hovered, handlers, zoom } = useBrush(layout, props);
  const canSelect = onSelect !== undefined || onZoom !== undefined;
  const summary = layout === undefined ? label : summaryOf(label, noun, layout, props);
  const legend = <ChartLegend entries={layout?.series ?? series} />;

  return (
    <figure className={styles.root} aria-label={label}>
      <div className={styles.head}>
        {title ?? legend}
        <output className={styles.pill} aria-live="polite">
          {range && (
            <>
              <b>{spanText(range.from, range.to, zone)}</b> {countOf(range.count, noun)}
            </>
          )}
        </output>
        {range && onZoom && (
          <button type="button" className={styles.zoom} onClick={zoom}>
            <Kbd>z</Kbd> zoom
          </button>
        )}
        {range && (
          <span className={styles.pill} aria-hidden="true">
            <Kbd>Esc</Kbd> clear
          </span>
        )}
        {title !== undefined && legend}
      </div>
      <div
        ref={ref}
        className={chart.root}
        {...(canSelect
          ? { role: "application", tabIndex: 0, "aria-describedby": hintId, ...handlers }
          : {
              role: "img",
              onPointerMove: handlers.onPointerMove,
              onPointerLeave: handlers.onPointerLeave,
            })}
        aria-label={summary}
        data-selectable={canSelect ? "" : undefined}
        style={{ height }}
      >
        {layout && (
          <HistogramPlot
            {...{ layout, prefix, fills, height, axis, range, hovered, canSelect }}
            emptyText={data === undefined ? "" : (props.emptyText ?? `No ${noun}s in this range`)}
          />
        )}
        {layout && hovered !== undefined && (
          <HistogramTip {...{ layout, zone, noun, width }} slot={hovered} />
        )}
      </div>
      {canSelect && (
        <p className="sr" id={hintId}>
          Arrow keys select a time, with Shift they extend it, Enter zooms in, Escape clears.
        </p>
      )}
      {layout && <HistogramTable caption={summary} layout={layout} zone={zone} />}
    </figure>
  );
}

function summaryOf(
  label: string,
  noun: string,
  layout: HistogramLayout,
  { from, to, zone }: TimeHistogramProps,
): string {
  const { day, times } = rangeText(from, to, zone);
  const range = `${label} ${intervalText(layout.interval)}, ${day} ${times} ${zoneLabel(zone, to)}`;
  if (layout.total === 0) return `${range}: none`;
  const highest = layout.slots.reduce((most, slot) => (slot.count > most.count ? slot : most));
  const peak = spanText(highest.from, highest.to, zone);
  return `${range}: ${countOf(layout.total, noun)}, highest ${peak} with ${countText(highest.count)}`;
}
