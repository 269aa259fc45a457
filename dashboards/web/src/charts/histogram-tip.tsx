import { countOf, countText } from "../lib/format.ts";
import type { Zone } from "../lib/zone.ts";
import { RoleSwatch } from "./chart-legend.tsx";
import { ChartTooltip } from "./chart-tooltip.tsx";
import type { HistogramLayout } from "./histogram-layout.ts";
import { spanText } from "./time-axis.ts";
import { plainText } from "./visible-text.ts";

import chart from "./chart.module.css";

/** Props of {@link HistogramTip}. */
export interface HistogramTipProps {
  layout: HistogramLayout;
  /** The bucket that is told about. */
  slot: number;
  zone: Zone;
  noun: string;
  width: number;
}

const REACH = 4;

/** The counts of one bucket, and the gaps and markers in it. */
export function HistogramTip({ layout, slot, zone, noun, width }: HistogramTipProps) {
  const bucket = layout.slots[slot];
  const [left = 0, right = 0] = [layout.edges[slot], layout.edges[slot + 1]];
  if (bucket === undefined) return null;
  const near = layout.marks.filter(
    (mark) => mark.kind !== "day" && mark.x <= right + REACH && mark.x + mark.width >= left - REACH,
  );
  return (
    <ChartTooltip x={(left + right) / 2} y={layout.plot.top} width={width}>
      <p className={chart.tipHead}>{spanText(bucket.from, bucket.to, zone)}</p>
      <p>{countOf(bucket.count, noun)}</p>
      {layout.series.map(({ id, label, role }, index) => {
        const count = bucket.parts[index] ?? 0;
        if (count === 0) return null;
        return (
          <p key={id} className={chart.tipRow}>
            <RoleSwatch role={role} />
            <span>{label}</span>
            <span>{countText(count)}</span>
          </p>
        );
      })}
      {near.map(({ id, name }) => (
        <p key={id}>{plainText(name)}</p>
      ))}
    </ChartTooltip>
  );
}
