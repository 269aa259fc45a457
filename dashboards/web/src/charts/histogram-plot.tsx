import type { ReactNode } from "react";

import { cx } from "../lib/cx.ts";
import { ChartPatterns } from "./chart-patterns.tsx";
import type { PatternFills } from "./chart-patterns.tsx";
import type { HistogramLayout, PlacedMark } from "./histogram-layout.ts";
import { patternOf } from "./role-fill.tsx";
import { SvgText } from "./svg-text.tsx";
import type { BrushedRange } from "./use-brush.ts";

import chart from "./chart.module.css";
import styles from "./time-histogram.module.css";

/** Props of {@link HistogramPlot}. */
export interface HistogramPlotProps {
  layout: HistogramLayout;
  prefix: string;
  fills: PatternFills;
  height: number;
  axis: "gutter" | "inside";
  range: BrushedRange | undefined;
  hovered: number | undefined;
  canSelect: boolean;
  emptyText: string;
}

const LABEL_Y = 11;

/** The drawing of a histogram; everything it says is also in the table and the name beside it. */
export function HistogramPlot(props: HistogramPlotProps) {
  const { layout, prefix, fills, height, axis, range, hovered, canSelect, emptyText } = props;
  const { plot, lines, ticks, marks, layers, edges } = layout;
  const hoveredLeft = hovered === undefined ? undefined : edges[hovered];
  return (
    <svg
      className={cx(chart.svg, canSelect && styles.selectable)}
      height={height}
      aria-hidden="true"
    >
      <ChartPatterns prefix={prefix} />
      {lines.map(({ y, label }) => (
        <g key={y}>
          <line className={chart.axis} x1={plot.left} x2={plot.right} y1={y + 0.5} y2={y + 0.5} />
          {axis === "gutter" && <SvgText x={plot.left - 6} y={y + 4} text={label} anchor="end" />}
        </g>
      ))}
      {marks.filter(isLine).map((mark) => (
        <line
          key={mark.id}
          className={mark.kind === "day" ? chart.day : chart.marker}
          x1={mark.x}
          x2={mark.x}
          y1={4}
          y2={plot.bottom}
        />
      ))}
      {hoveredLeft !== undefined && (
        <rect
          className={styles.hover}
          x={hoveredLeft}
          y={plot.top - 4}
          width={(edges[(hovered ?? 0) + 1] ?? hoveredLeft) - hoveredLeft}
          height={plot.bottom - plot.top + 4}
        />
      )}
      <g className={styles.bars}>
        {layers.map(({ series: { id, role }, path }) => (
          <g key={id}>
            <path className={chart.fill} data-role={role} fill={patternOf(role, fills)} d={path} />
            {role === "write" && <path className={chart.paper} fill={fills.paper} d={path} />}
          </g>
        ))}
      </g>
      {marks
        .filter(({ kind }) => kind === "gap")
        .map(({ id, x, width }) => (
          <rect
            key={id}
            className={styles.gap}
            fill={fills.gap}
            x={x}
            y={plot.top - 4}
            width={width}
            height={plot.bottom - plot.top + 4}
          />
        ))}
      <line
        className={chart.base}
        x1={plot.left}
        x2={plot.right}
        y1={plot.bottom + 0.5}
        y2={plot.bottom + 0.5}
      />
      {ticks.map((tick) => (
        <SvgText key={tick.at} x={tick.x} y={height - 4} text={tick.label} anchor={tick.anchor} />
      ))}
      {canSelect && <BrushMarks range={range} plot={plot} />}
      {marks.map((mark) => (
        <MarkLabel key={mark.id} mark={mark} />
      ))}
      {axis === "inside" && layout.total > 0 && (
        <SvgText x={plot.right} y={LABEL_Y} text={layout.maximumText} anchor="end" hasHalo />
      )}
      {layout.total === 0 && emptyText !== "" && (
        <SvgText
          x={(plot.left + plot.right) / 2}
          y={(plot.top + plot.bottom) / 2 + 4}
          text={emptyText}
          anchor="middle"
          hasHalo
        />
      )}
    </svg>
  );
}

function isLine({ kind }: PlacedMark): boolean {
  return kind !== "gap";
}

function MarkLabel({ mark }: { mark: PlacedMark }): ReactNode {
  if (mark.label === undefined) return null;
  return (
    <SvgText
      x={mark.label.x}
      y={LABEL_Y}
      text={mark.name}
      anchor={mark.label.anchor}
      tone="2"
      hasHalo
    />
  );
}

/** Handles stand at the ends of the chart until there is a selection, so that they can be found. */
function BrushMarks({
  range,
  plot,
}: {
  range: BrushedRange | undefined;
  plot: HistogramLayout["plot"];
}) {
  const middle = (plot.top + plot.bottom) / 2;
  const [left, right] = range ? [range.left, range.right] : [plot.left, plot.right];
  const top = plot.top - 4;
  return (
    <>
      {range && (
        <rect
          className={chart.brush}
          x={left}
          y={top}
          width={right - left}
          height={plot.bottom - top}
        />
      )}
      {[left, right].map((x, index) => (
        <g key={index}>
          {range && <line className={chart.brushEdge} x1={x} x2={x} y1={top} y2={plot.bottom} />}
          <rect
            className={chart.handle}
            data-idle={range ? undefined : ""}
            x={x - 3}
            y={middle - 7}
            width={6}
            height={14}
            rx={2}
          />
        </g>
      ))}
    </>
  );
}
