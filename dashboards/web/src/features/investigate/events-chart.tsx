import type { EventView } from "@toolmark/query-api/event-view";
import { useMemo } from "react";
import type { ReactNode } from "react";

import type { TimeRange } from "../../charts/range-window.ts";
import { TimeHistogram } from "../../charts/time-histogram.tsx";
import { toMs } from "../../lib/time.ts";
import { useZone } from "../../lib/zone.ts";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { eventSeries, withEvents } from "./event-series.ts";
import { readWindow, windowText } from "./time-window.ts";
import type { InvestigatePageState } from "./use-investigate-page.ts";
import { useEventHistogram } from "./use-investigation.ts";
import { WindowStrip } from "./window-strip.tsx";
import { zoomSearch } from "./zoom-search.ts";

import styles from "./investigate-page.module.css";

/** Events over time by effect and outcome; a part of the time can be selected, counted and zoomed into. */
export function EventsChart(props: {
  page: InvestigatePageState;
  /** Events that came since. */
  came: readonly EventView[];
}): ReactNode {
  const { page, came } = props;
  const { search, range, asked, asof, isReady, holes, change } = page;
  const zone = useZone();
  const histogram = useEventHistogram({ ...asked, asof }, isReady);
  const data = useMemo(() => withEvents(histogram.data, came), [histogram.data, came]);
  const gaps = useMemo(
    () => holes.map(({ id, from, to, title }) => ({ id, from, to, label: title.toLowerCase() })),
    [holes],
  );
  const window = useMemo(() => readWindow(search.window, range), [search.window, range]);
  const to = came.reduce((last, { time }) => Math.max(last, toMs(time.occurred) + 1), range.toMs);
  return (
    <section
      className={styles.chart}
      aria-label="Events over time"
      aria-busy={histogram.isFetching}
    >
      {histogram.isFetching && <div className={styles.loading} />}
      {histogram.error === null ? (
        <TimeHistogram
          label="Events by effect and outcome"
          data={data}
          series={eventSeries}
          from={range.fromMs}
          to={to}
          zone={zone}
          gaps={gaps}
          selection={window}
          onSelect={(selected) => change(selectedSearch(selected), "replace")}
          onZoom={(selected) => change(zoomSearch(selected, search))}
          emptyText={page.found.data?.total === 0 ? "No events in this time" : ""}
        />
      ) : (
        <ProblemNote
          error={histogram.error}
          onRetry={histogram.refetch}
          note="The list below does not depend on it."
        />
      )}
      {(window !== null || search.back !== undefined) && (
        <WindowStrip page={page} window={window} />
      )}
    </section>
  );
}

function selectedSearch(selected: TimeRange | undefined) {
  return selected === undefined
    ? { window: undefined, compare: undefined }
    : { window: windowText(selected) };
}
