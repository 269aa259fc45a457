import type { PatternFills } from "./chart-patterns.tsx";
import { LANE } from "./lane-data.ts";
import type { LaneLayout, PlacedLane } from "./lane-layout.ts";
import { SvgText } from "./svg-text.tsx";
import { measureText } from "./use-chart-size.ts";
import { plainText } from "./visible-text.ts";

import chart from "./chart.module.css";
import styles from "./lane-chart.module.css";

/** Props of {@link LaneBackground}. */
export interface LaneBackgroundProps {
  layout: LaneLayout;
  width: number;
  fills: PatternFills;
}

const NAME_X = 14;
const NAME_WIDTH = LANE.names - NAME_X - 6;

/** Names of the lanes, the axis, gaps and the band of the selected call. */
export function LaneBackground({ layout, width, fills }: LaneBackgroundProps) {
  const { lanes, ticks, gaps, height, selectedX } = layout;
  return (
    <>
      {lanes.map((lane) => (
        <LaneName key={lane.id} lane={lane} width={width} />
      ))}
      <line className={chart.axis} x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} />
      <line className={chart.base} x1={LANE.names - 0.5} x2={LANE.names - 0.5} y1={0} y2={height} />
      {ticks.map(({ at, x, label, isMajor }) => (
        <g key={at}>
          {x > LANE.names + 1 && (
            <line className={chart.axis} x1={x} x2={x} y1={LANE.head} y2={height} />
          )}
          {x < width - 54 && <SvgText x={x + 4} y={16} text={label} tone={isMajor ? "2" : "3"} />}
        </g>
      ))}
      {gaps.map(({ id, x, width: size, tops, label, detail = "" }) =>
        tops.map((top) => (
          <rect
            key={`${id} ${top}`}
            className={styles.gap}
            fill={fills.gap}
            x={x}
            y={top + 1}
            width={size}
            height={LANE.height - 1}
          >
            <title>{plainText(`${label} ${detail}`)}</title>
          </rect>
        )),
      )}
      {gaps.map(
        ({ id, box, label, detail }) =>
          box && (
            <g key={id}>
              <rect className={styles.gapBox} {...box} y={box.top} height={20} rx={3} />
              <SvgText x={box.x + 8} y={box.top + 14} text={label} tone="1" isBold />
              {detail !== undefined && (
                <SvgText
                  x={box.x + 8 + measureText()(`${label} `, { isBold: true })}
                  y={box.top + 14}
                  text={detail}
                  tone="1"
                />
              )}
            </g>
          ),
      )}
      {lanes
        .filter(({ kind }) => kind === "agent")
        .map(({ id, top }) => (
          <line
            key={id}
            className={styles.thread}
            x1={LANE.names}
            x2={width}
            y1={top + LANE.half}
            y2={top + LANE.half}
          />
        ))}
      {selectedX !== undefined && (
        <>
          <rect className={styles.band} x={selectedX - 12} y={0} width={24} height={height} />
          <line className={styles.bandLine} x1={selectedX} x2={selectedX} y1={0} y2={height} />
        </>
      )}
    </>
  );
}

function LaneName({ lane, width }: { lane: PlacedLane; width: number }) {
  const { top, title, subtitle, kind } = lane;
  return (
    <>
      <rect
        className={styles.ground}
        data-kind={kind}
        x={0}
        y={top}
        width={width}
        height={LANE.height}
      />
      <line className={chart.axis} x1={0} x2={width} y1={top + 0.5} y2={top + 0.5} />
      <SvgText
        x={NAME_X}
        y={top + 15.5}
        text={title}
        size={12}
        tone="1"
        isBold
        width={NAME_WIDTH}
        measure={measureText()}
      />
      <SvgText
        x={NAME_X}
        y={top + 28.5}
        text={subtitle}
        size={10.5}
        width={NAME_WIDTH}
        measure={measureText()}
      />
    </>
  );
}
