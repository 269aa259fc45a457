import { useEffect, useMemo, useRef } from "react";
import type { ReactNode } from "react";

import { LaneChart } from "../../charts/lane-chart.tsx";
import { windowAround } from "../../charts/range-window.ts";
import type { TimeRange } from "../../charts/range-window.ts";
import { useZone } from "../../lib/zone.ts";
import type { SessionGap } from "./session-gaps.ts";
import { sessionLanes } from "./session-lanes.ts";
import { stepItems } from "./step-items.tsx";
import { StepsGrid } from "./steps-grid.tsx";
import { useFollowedLine } from "./use-followed-line.ts";
import type { SessionStory } from "./use-session-page.ts";
import { extentOf } from "./use-window.ts";

import styles from "./session-page.module.css";

/** Props of `TimelineTab`. */
export interface TimelineTabProps {
  id: string;
  story: SessionStory;
  gaps: readonly SessionGap[];
  quiets: Parameters<typeof stepItems>[2];
  window: TimeRange;
  onWindow: (window: TimeRange) => void;
  selectedId: string | undefined;
  onSelect: (id: string) => void;
  isLoading: boolean;
  /** Whether the drawer stands beside it. */
  isNarrow: boolean;
}

/** The lanes of a session and the list of its steps, which move together. */
export function TimelineTab(props: TimelineTabProps): ReactNode {
  const { id, story, gaps, quiets, window, onWindow, selectedId, onSelect, isLoading } = props;
  const { isNarrow } = props;
  const { steps, shown, approvals } = story;
  const zone = useZone();
  const list = useRef<HTMLDivElement>(null);
  const lanes = useMemo(
    () => sessionLanes(steps, gaps, approvals, shown),
    [steps, gaps, approvals, shown],
  );
  const extent = useMemo(() => extentOf(story.extent), [story.extent]);
  const items = useMemo(() => stepItems(shown, gaps, quiets), [shown, gaps, quiets]);

  // The list follows the lanes: its first line is the first step in sight, unless the chosen one is.
  const chosen = items.findIndex(
    (item) =>
      item.id === selectedId &&
      item.kind === "row" &&
      item.row.at >= window.from &&
      item.row.at <= window.to,
  );
  const first = items.findIndex((item) => item.kind === "row" && item.row.at >= window.from);
  useFollowedLine(list, chosen, chosen === -1 ? first : -1);

  // The lanes follow the list: a step that is chosen comes into sight.
  const selected = shown.find((step) => step.id === selectedId);
  const latest = useRef({ window, extent, onWindow });
  useEffect(() => {
    latest.current = { window, extent, onWindow };
  });
  useEffect(() => {
    if (selected === undefined) return;
    const now = latest.current;
    const next = windowAround(now.window, selected.at, now.extent);
    if (next !== now.window) now.onWindow(next);
  }, [selected]);

  return (
    <div className={styles.timeline}>
      <div className={styles.lanes}>
        <LaneChart
          {...lanes}
          label={`Session ${id}`}
          range={window}
          extent={extent}
          onRange={onWindow}
          zone={zone}
          selectedId={selectedId}
          onSelect={onSelect}
        />
      </div>
      <div ref={list} className={styles.list}>
        <StepsGrid
          story={story}
          items={items}
          selectedId={selectedId}
          onSelect={onSelect}
          isLoading={isLoading}
          isNarrow={isNarrow}
        />
      </div>
    </div>
  );
}
