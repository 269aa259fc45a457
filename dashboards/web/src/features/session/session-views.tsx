import { useMemo, useState } from "react";
import type { ReactNode } from "react";

import { zoomWindow } from "../../charts/range-window.ts";
import type { TimeRange } from "../../charts/range-window.ts";
import { countText, durationText } from "../../lib/format.ts";
import { toMs } from "../../lib/time.ts";
import { Button, ButtonGroup } from "../../ui/button.tsx";
import { CheckField } from "../../ui/field.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import type { Tab } from "../../ui/tabs.tsx";
import { GraphTab } from "./graph-tab.tsx";
import { PlayButton } from "./play-button.tsx";
import { sessionFigures } from "./session-figures.ts";
import { SessionHead } from "./session-head.tsx";
import type { SessionSearch } from "./session-search.ts";
import { catalogueWord, sessionTools } from "./session-tools.ts";
import { TimelineTab } from "./timeline-tab.tsx";
import { ToolsTab } from "./tools-tab.tsx";
import { TreeTab } from "./tree-tab.tsx";
import type { SessionStory, useSessionPage } from "./use-session-page.ts";
import { MOST_EVENTS } from "./use-session.ts";
import { extentOf, firstWindow, useWindow } from "./use-window.ts";

import styles from "./session-page.module.css";

type View = "timeline" | "tree" | "graph" | "tools";

/** Props of `SessionViews`. */
export interface SessionViewsProps {
  id: string;
  search: SessionSearch;
  story: SessionStory;
  page: ReturnType<typeof useSessionPage>;
  /** Changes the address; as a move within the page, it adds no step to go back to. */
  onChange: (next: Partial<SessionSearch>, isMove?: boolean) => void;
}

/** The head of a session and its views: timeline, tree, graph, tools. */
export function SessionViews(props: SessionViewsProps): ReactNode {
  const { id, search, story, page, onChange } = props;
  const { events, tree, gaps } = page;
  const { steps, shown, approvals } = story;
  const [playing, setPlaying] = useState<{ id: string | undefined; isOn: boolean }>();
  const extent = useMemo(() => extentOf(story.extent), [story.extent]);
  const first = useMemo(() => firstWindow(steps, extent, search.e), [steps, extent, search.e]);
  const [window, setWindow] = useWindow({
    from: search.from,
    to: search.to,
    first,
    onSettled: (next) => onChange(windowSearch(next, first), true),
  });
  const figures = sessionFigures({
    summary: events.data?.summary,
    events: events.data?.events,
    approvals,
    gaps: gaps.data?.isKnown === true ? gaps.data.gaps : undefined,
    steps,
    isLoaded: events.data?.isComplete ?? true,
  });
  const { first_time: begun, last_time: ended } = events.data?.summary ?? {};
  const span = {
    from: begun === undefined ? story.extent.from : toMs(begun),
    to: ended === undefined ? story.extent.to : toMs(ended),
  };
  const tools = useMemo(() => sessionTools(steps), [steps]);
  const view: View = search.tab ?? "timeline";
  const word = catalogueWord(tools);
  const tabs: Tab<View>[] = [
    { id: "timeline", label: "Timeline" },
    { id: "tree", label: "Call tree" },
    { id: "graph", label: "Graph" },
    { id: "tools", label: "Tool catalogue", ...(word !== undefined && { note: word }) },
  ];
  const current = playing?.id ?? search.e;
  const list = {
    selectedId: current,
    onSelect(step: string) {
      setPlaying(undefined);
      onChange({ e: step }, search.e !== undefined);
    },
    isLoading: events.isFetching || tree.isFetching,
    isNarrow: search.e !== undefined,
  };
  return (
    <>
      <SessionHead steps={steps} extent={span} figures={figures} />
      <Partial page={page} />
      <div className={styles.views}>
        <Tabs
          label="Session views"
          tabs={tabs}
          value={view}
          onChange={(tab) => onChange({ tab: tab === "timeline" ? undefined : tab }, true)}
          fill
          end={
            <div className={styles.tools}>
              {view !== "tools" && <Filters search={search} onChange={onChange} />}
              {view === "timeline" && (
                <>
                  <Zoom window={window} extent={extent} onWindow={setWindow} />
                  <PlayButton
                    steps={shown}
                    currentId={current}
                    isPlaying={playing?.isOn ?? false}
                    onPlaying={(isOn) => setPlaying({ id: current, isOn })}
                    onStep={(step) => setPlaying({ id: step, isOn: true })}
                  />
                </>
              )}
            </div>
          }
        >
          {view === "timeline" && (
            <TimelineTab
              id={id}
              story={story}
              gaps={gaps.data?.gaps ?? noGaps}
              quiets={tree.data?.gaps ?? noGaps}
              window={window}
              onWindow={setWindow}
              {...list}
            />
          )}
          {view === "tree" && <TreeTab query={tree} filter={search.show} selectedId={search.e} />}
          {view === "graph" && <GraphTab id={id} story={story} {...list} />}
          {view === "tools" && <ToolsTab tools={tools} asof={events.data?.asof ?? ""} />}
        </Tabs>
      </div>
    </>
  );
}

const noGaps: readonly never[] = [];

function Partial({ page }: { page: ReturnType<typeof useSessionPage> }): ReactNode {
  const { events, tree, gaps } = page;
  const notes = [
    events.data?.isComplete === false &&
      `The first ${countText(MOST_EVENTS)} of ${countText(events.data.total)}${events.data.isTotalExact ? "" : "+"} events are shown: lanes and list end there.`,
    events.error !== null &&
      events.data !== undefined &&
      "The last answer is shown: asking again failed.",
    tree.error !== null && "Approvals and states of open calls could not be asked for.",
    gaps.error !== null && "What is missing could not be asked for.",
    gaps.data?.isKnown === false &&
      "You may see some servers only: counts are of what you see, and whether events are missing cannot be told.",
  ].filter((note) => note !== false);
  return notes.length === 0 ? null : (
    <p className={styles.partial} role="status">
      {notes.join(" ")}
    </p>
  );
}

function Filters(props: {
  search: SessionSearch;
  onChange: (next: Partial<SessionSearch>, isMove?: boolean) => void;
}): ReactNode {
  const { search, onChange } = props;
  const choose = (show: SessionSearch["show"]) =>
    onChange({ show: search.show === show ? undefined : show }, true);
  return (
    <>
      <CheckField checked={search.show === "no-reads"} onChange={() => choose("no-reads")}>
        Hide reads
      </CheckField>
      <CheckField checked={search.show === "changes"} onChange={() => choose("changes")}>
        Only changes
      </CheckField>
    </>
  );
}

function Zoom(props: {
  window: TimeRange;
  extent: TimeRange;
  onWindow: (window: TimeRange) => void;
}): ReactNode {
  const { window, extent, onWindow } = props;
  const isWhole = window.from <= extent.from && window.to >= extent.to;
  return (
    <ButtonGroup label="Zoom">
      <Button
        square
        size="small"
        aria-label="Zoom out"
        disabled={isWhole}
        onClick={() => onWindow(zoomWindow(window, 2, extent))}
      >
        −
      </Button>
      <Button
        size="small"
        title="Show the whole session"
        disabled={isWhole}
        onClick={() => onWindow(extent)}
      >
        {durationText(window.to - window.from)}
      </Button>
      <Button
        square
        size="small"
        aria-label="Zoom in"
        onClick={() => onWindow(zoomWindow(window, 0.5, extent))}
      >
        +
      </Button>
    </ButtonGroup>
  );
}

function windowSearch(window: TimeRange, first: TimeRange): Partial<SessionSearch> {
  if (window.from === first.from && window.to === first.to)
    return { from: undefined, to: undefined };
  return {
    from: new Date(window.from).toISOString(),
    to: new Date(window.to).toISOString(),
  };
}
