import { useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";

import { useShortcuts } from "../../app/keyboard.ts";
import { countText } from "../../lib/format.ts";
import { useShareAsof } from "../../lib/share-link.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageTitle } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { EventDrawer } from "../event/event-drawer.tsx";
import { EventList } from "./event-list.tsx";
import { EventsChart } from "./events-chart.tsx";
import { FacetsColumn } from "./facets-column.tsx";
import { groupRepeats, rowOf, singleRows } from "./group-repeats.ts";
import { InvestigateHead, liveSearch } from "./investigate-head.tsx";
import { mergeEvents } from "./merge-events.ts";
import { NothingFound } from "./nothing-found.tsx";
import { shownState } from "./shown-state.ts";
import { readWindow } from "./time-window.ts";
import { useFindSelected } from "./use-find-selected.ts";
import { useInvestigatePage } from "./use-investigate-page.ts";
import type { InvestigatePageState } from "./use-investigate-page.ts";
import { useTail } from "./use-tail.ts";
import type { Tail } from "./use-tail.ts";
import { WhatDiffers } from "./what-differs.tsx";
import { unzoomSearch, zoomSearch } from "./zoom-search.ts";

import styles from "./investigate-page.module.css";

/** Most events that are pinned at once. */
const MOST_PINS = 500;

/** The search: a query and a time, what they hold over time, by value and one by one. */
export function InvestigatePage(): ReactNode {
  const page = useInvestigatePage();
  const { search, change, range, asked, asof, found } = page;
  const [cursor, setCursor] = useState<string>();
  const [isScrolled, setIsScrolled] = useState(false);
  const middle = useRef<HTMLElement>(null);
  const isLive = search.live === "on";
  const isPaused = isScrolled || search.e !== undefined || cursor !== undefined;
  const tail = useTail({ q: asked.q, kind: asked.kind, asof }, isLive, isPaused);
  const came = tail.shown;
  const events = useMemo(() => mergeEvents(found.data?.events ?? [], came), [found.data, came]);
  const loaded = useMemo(() => events.slice(0, MOST_PINS).map(({ event }) => event.id), [events]);
  const rows = useMemo(
    () => (search.group === "on" ? groupRepeats(events) : singleRows(events)),
    [events, search.group],
  );
  const window = readWindow(search.window, range);
  const shown = shownState(page, { events: came, asof: tail.asof });
  useShareAsof(shown.asof, shown.range);
  useFindSelected(page, events);
  usePageKeys(page, () => setCursor(undefined), cursor !== undefined);

  const selected = rowOf(rows, search.e);
  const place = selected === undefined ? -1 : rows.indexOf(selected);
  const goTo = (index: number) => {
    const id = rows[index]?.event.event.id;
    if (id === undefined) return;
    setCursor(id);
    change({ e: id }, "replace");
  };
  return (
    <div className={styles.page}>
      <PageTitle title="Investigate" />
      <InvestigateHead page={page} shown={shown} cursor={cursor} loaded={loaded} />
      <div className={styles.work}>
        <FacetsColumn page={page} />
        <section ref={middle} className={styles.middle} aria-label="Results">
          <EventsChart page={page} came={came} />
          {search.compare === "on" && window !== null && (
            <WhatDiffers page={page} window={window} />
          )}
          {isLive && (
            <LiveNote
              page={page}
              tail={tail}
              isPaused={isPaused}
              onShow={() => {
                if (tail.isFull) range.refresh();
                else tail.show();
                setCursor(undefined);
                change({ e: undefined, tab: undefined }, "replace");
                middle.current?.querySelector("[role=grid]")?.scrollTo({ top: 0 });
              }}
            />
          )}
          {found.data === undefined ? (
            <Panel label="Events" query={found} rows={16} fill>
              {null}
            </Panel>
          ) : events.length === 0 && !found.isPlaceholderData ? (
            <NothingFound page={page} />
          ) : (
            <EventList
              page={page}
              shown={shown}
              rows={rows}
              loaded={events.length}
              cursor={cursor}
              onCursor={setCursor}
              followsTop={isLive && !isPaused}
              onScrolled={setIsScrolled}
            />
          )}
        </section>
        {search.e !== undefined && (
          <EventDrawer
            eventId={search.e}
            tab={search.tab}
            onTab={(tab) => change({ tab }, "replace")}
            onClose={() => change({ e: undefined, tab: undefined }, "replace")}
            onPrevious={place > 0 ? () => goTo(place - 1) : undefined}
            onNext={place === -1 || place === rows.length - 1 ? undefined : () => goTo(place + 1)}
          />
        )}
      </div>
    </div>
  );
}

function LiveNote(props: {
  page: InvestigatePageState;
  tail: Tail;
  isPaused: boolean;
  onShow: () => void;
}): ReactNode {
  const { page, tail, isPaused, onShow } = props;
  const { waiting, isFull, error } = tail;
  if (error !== null)
    return (
      <ProblemNote
        error={error}
        onRetry={page.range.refresh}
        note="Live events have ended; what is listed stays."
      />
    );
  return (
    <div className={styles.live}>
      <span className={styles.dot} aria-hidden="true" />
      <span>{isPaused ? "Live, holds still while you look" : "Live"}</span>
      <span role="status">
        {waiting.length > 0 && (
          <Button size="small" kind="primary" onClick={onShow}>
            <Icon name="arrow-up" size={12} />
            {isFull ? `More than ${countText(waiting.length)}` : countText(waiting.length)} new
          </Button>
        )}
      </span>
    </div>
  );
}

function usePageKeys(page: InvestigatePageState, clear: () => void, hasCursor: boolean): void {
  const { search, range, change } = page;
  const window = readWindow(search.window, range);
  useShortcuts([
    {
      keys: "z",
      label: "Zoom to the selected time",
      group: "Time",
      disabled: window === null,
      run: () => window !== null && change(zoomSearch(window, search)),
    },
    {
      keys: "Z",
      label: "Reset zoom",
      group: "Time",
      disabled: search.back === undefined,
      run: () => change(unzoomSearch(search)),
    },
    {
      keys: "l",
      label: "Live events",
      group: "Results",
      run: () => change(liveSearch(search.live === "on")),
    },
    {
      keys: "Escape",
      label: "Clear the selection",
      group: "Results",
      disabled: window === null && !hasCursor,
      run: () => {
        if (document.querySelector("[popover=auto]:popover-open") !== null) return false;
        if (hasCursor) clear();
        else change({ window: undefined, compare: undefined }, "replace");
        return true;
      },
    },
  ]);
}
