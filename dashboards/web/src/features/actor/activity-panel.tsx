import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import type { ReactNode } from "react";

import { HeatMap } from "../../charts/heat-map.tsx";
import { countOf } from "../../lib/format.ts";
import { investigatePath } from "../../lib/paths.ts";
import { toMs } from "../../lib/time.ts";
import { instantsOf, wallTimeOf } from "../../lib/wall-time.ts";
import { ianaOf, useZone, zoneLabel } from "../../lib/zone.ts";
import { Panel } from "../../ui/panel.tsx";
import { heatDays, hourNames, unusualHours } from "./heat-rows.ts";
import { HEAT_DAYS, profileQuery, useHeat } from "./use-profile.ts";
import type { ProfileQuestion } from "./use-profile.ts";

import styles from "./actor-page.module.css";

const HOUR = 3_600_000;

/** When something was done, by day and hour; hours that are seen on one day only are framed. */
export function ActivityPanel({ question }: { question: ProfileQuestion }): ReactNode {
  const zone = useZone();
  const iana = ianaOf(zone);
  const navigate = useNavigate();
  const heat = useHeat(question, zone);
  const end = toMs(question.to);
  const days = useMemo(
    () => (heat.data ? heatDays(heat.data, { end, days: HEAT_DAYS, iana }) : []),
    [heat.data, end, iana],
  );
  const unusual = useMemo(() => unusualHours(days), [days]);
  return (
    <Panel
      title="Activity by hour"
      note={`the ${HEAT_DAYS} days up to the end of this time, ${zoneLabel(zone, end)}`}
      query={heat}
      actions={
        unusual.size > 0 && (
          <span className="mid">{countOf(unusual.size, "unusual hour")} framed</span>
        )
      }
    >
      <div className={styles["heat"]}>
        <HeatMap
          label="Events by day and hour"
          rows={days}
          columns={hourNames}
          isUnusual={(row, hour) => unusual.has(hour) && (row.counts[hour] ?? 0) > 0}
          onOpen={(row, hour) => {
            const day = days.find(({ id }) => id === row.id);
            const [from] = day === undefined ? [] : hourOf(day.start, hour, iana);
            if (from === undefined) return;
            const href = investigatePath({
              q: profileQuery(question.kind, question.id),
              from: new Date(from).toISOString(),
              to: new Date(from + HOUR).toISOString(),
            });
            void navigate({ href });
          }}
        />
      </div>
    </Panel>
  );
}

function hourOf(start: number, hour: number, iana: string): number[] {
  const wall = wallTimeOf(start, iana);
  return instantsOf({ ...wall, hour, minute: 0, second: 0, millisecond: 0 }, iana);
}
