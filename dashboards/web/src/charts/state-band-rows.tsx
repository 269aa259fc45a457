import type { PatternFills } from "./chart-patterns.tsx";
import { BANDS } from "./state-bands-layout.ts";
import type { PlacedBand, PlacedField, StateBandsLayout } from "./state-bands-layout.ts";
import { SvgText } from "./svg-text.tsx";
import { measureText } from "./use-chart-size.ts";

import chart from "./chart.module.css";
import styles from "./state-bands.module.css";

/** Props of {@link BandRows}. */
export interface BandRowsProps {
  layout: StateBandsLayout;
  fills: PatternFills;
  width: number;
  nowTitle: string;
}

/** The fields with their bands, and their values now. */
export function BandRows({ layout, fills, width, nowTitle }: BandRowsProps) {
  const nowX = layout.right + 16;
  return (
    <>
      {layout.changes.map(
        ({ id, x, top }) =>
          top !== undefined && (
            <line
              key={id}
              className={styles.thread}
              x1={x}
              x2={x}
              y1={top + 1}
              y2={layout.bottom + 6}
            />
          ),
      )}
      {layout.fields.map((field) => (
        <g key={field.name}>
          <SvgText
            x={14}
            y={field.top + 14}
            text={field.name}
            tone="2"
            size={11.5}
            isMono
            width={BANDS.names - 20}
            measure={measureText()}
          />
          {field.bands.map((band) => (
            <BandBox key={band.from} band={band} top={field.top} fills={fills} />
          ))}
          <NowValue field={field} x={nowX} width={width - nowX - 8} />
        </g>
      ))}
      {layout.gaps.map(({ id, x, width: size }) => (
        <rect
          key={id}
          className={styles.gap}
          fill={fills.gap}
          x={x}
          y={22}
          width={size}
          height={layout.bottom - 22}
        />
      ))}
      <line
        className={chart.day}
        x1={layout.right + 8.5}
        x2={layout.right + 8.5}
        y1={2}
        y2={layout.height}
      />
      <SvgText x={nowX} y={14} text={nowTitle} tone="1" isBold />
    </>
  );
}

function BandBox({ band, top, fills }: { band: PlacedBand; top: number; fills: PatternFills }) {
  const { x, width, state, text, isMasked = false, isMarked = false } = band;
  if (state === "unknown") {
    return (
      <rect
        className={styles.unknown}
        fill={fills.gap}
        x={x}
        y={top}
        width={width}
        height={BANDS.band}
        rx={2}
      />
    );
  }
  const inner = width - 14;
  return (
    <>
      <rect
        className={styles.band}
        data-state={state}
        data-marked={isMarked ? "" : undefined}
        data-masked={isMasked ? "" : undefined}
        x={x + 0.5}
        y={top + 0.5}
        width={Math.max(1, width - 1)}
        height={BANDS.band - 1}
        rx={2.5}
      />
      {isMasked && inner > 12 && (
        <rect
          className={styles.mask}
          x={x + 8}
          y={top + 7}
          width={Math.min(40, inner)}
          height={7}
          rx={1}
        />
      )}
      {isMasked && inner > 96 && <SvgText x={x + 55} y={top + 14} text="masked" tone="2" />}
      {!isMasked && text !== undefined && inner > 10 && (
        <SvgText
          x={x + 8}
          y={top + 14}
          text={text}
          tone="1"
          isBold={isMarked}
          width={inner}
          measure={measureText()}
        />
      )}
    </>
  );
}

function NowValue({ field, x, width }: { field: PlacedField; x: number; width: number }) {
  const { now, top } = field;
  if (now === undefined) return null;
  if (now.isMasked === true) {
    return (
      <>
        <rect className={styles.mask} x={x} y={top + 6} width={30} height={7} rx={1} />
        <SvgText x={x + 36} y={top + 14} text="masked" tone="2" />
      </>
    );
  }
  return (
    <SvgText
      x={x}
      y={top + 14}
      text={now.text}
      tone={now.isMarked === true ? "accent" : "2"}
      isBold={now.isMarked === true}
      width={width}
      measure={measureText()}
    />
  );
}
