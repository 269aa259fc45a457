import { useNavigate } from "@tanstack/react-router";
import type { OverviewAnswer } from "@toolmark/query-api/overview/answers";
import { useMemo } from "react";
import type { ReactNode } from "react";

import { intervalText } from "../../charts/time-axis.ts";
import { TimeHistogram } from "../../charts/time-histogram.tsx";
import { useZone } from "../../lib/zone.ts";
import { callsData, callSeries, trailGaps } from "./calls-data.ts";
import { chartMarkers } from "./chart-markers.ts";

import styles from "./calls-chart.module.css";

const HEIGHT = 172;

/** Calls over time by effect and outcome. A selected time opens in Investigate. */
export function CallsChart({ overview }: { overview: OverviewAnswer }): ReactNode {
  const zone = useZone();
  const navigate = useNavigate();
  const { histogram, attention, metrics } = overview;
  const from = Date.parse(overview.from);
  const to = Date.parse(overview.to);
  const data = useMemo(() => callsData(histogram), [histogram]);
  const markers = useMemo(() => chartMarkers({ histogram }), [histogram]);
  const gaps = useMemo(() => trailGaps(attention, { from, to }), [attention, from, to]);
  return (
    <div className={styles["chart"]}>
      <TimeHistogram
        label="Calls by effect and outcome"
        title={
          <div className="row">
            <h2 className={styles["title"]}>Calls by effect and outcome</h2>
            <span className="dim">
              {intervalText(histogram.interval_ms)}, drag to open in Investigate
            </span>
          </div>
        }
        data={data}
        series={callSeries}
        from={from}
        to={to}
        zone={zone}
        height={HEIGHT}
        axis="gutter"
        noun="call"
        emptyText="No calls in this time"
        gaps={gaps}
        markers={markers}
        zoomsOnRelease
        onZoom={(range) => {
          void navigate({
            to: "/investigate",
            search: {
              q: metrics.calls.query,
              from: new Date(range.from).toISOString(),
              to: new Date(range.to).toISOString(),
            },
          });
        }}
      />
    </div>
  );
}
