import type { PatternFills } from "./chart-patterns.tsx";
import type { LaneLayout, PlacedLink, PlacedSpan } from "./lane-layout.ts";
import { SvgText } from "./svg-text.tsx";

import styles from "./lane-chart.module.css";

/** Waits for approvals, and what connects them with the calls that they are about. */
export function LaneWaits({ layout, fills }: { layout: LaneLayout; fills: PatternFills }) {
  return (
    <>
      {layout.links.map((link) => (
        <WaitLink key={link.id} link={link} />
      ))}
      {layout.spans.map((span) => (
        <WaitSpan key={span.id} span={span} fills={fills} />
      ))}
    </>
  );
}

function WaitLink({ link }: { link: PlacedLink }) {
  const { kind, path, start, end, label, isRefused } = link;
  return (
    <g className={styles.link} data-kind={kind} data-refused={isRefused === true ? "" : undefined}>
      <path d={path} />
      {kind === "answers" && (
        <path className={styles.arrow} d={`M${end.x - 8} ${end.y - 4}l6 4-6 4z`} />
      )}
      {kind === "asks" && <circle cx={start.x} cy={start.y} r={4} />}
      {label !== undefined && (
        <SvgText x={start.x + 8} y={start.y - 6} text={label} tone="write" hasHalo />
      )}
    </g>
  );
}

function WaitSpan({ span, fills }: { span: PlacedSpan; fills: PatternFills }) {
  const { x, top, width, label, labelWidth, beside, outcome = "open" } = span;
  const tone = outcome === "approved" ? "good" : outcome === "refused" ? "deny" : "write";
  return (
    <>
      <rect x={x} y={top} width={width} height={18} rx={3} fill={fills.wait} />
      <rect className={styles.spanEdge} x={x} y={top} width={width} height={18} rx={3} />
      {labelWidth !== undefined && (
        <>
          <rect
            className={styles.spanGround}
            x={x + (width - labelWidth) / 2}
            y={top + 1}
            width={labelWidth}
            height={16}
          />
          <SvgText
            x={x + width / 2}
            y={top + 13}
            text={label}
            tone="write"
            anchor="middle"
            isBold
          />
        </>
      )}
      {beside !== undefined && (
        <SvgText
          x={beside.x}
          y={top + 13}
          text={beside.text}
          tone={tone}
          anchor={beside.anchor}
          isBold
          hasHalo
        />
      )}
    </>
  );
}
