import type { StateAnswer } from "@toolmark/query-api/state/answers";
import type { ReactNode } from "react";

import { toMs } from "../../lib/time.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { PanelQuery } from "../../ui/panel.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { StateAt } from "./state-at.tsx";
import { stateBefore } from "./state-history.ts";

import styles from "./resource-history.module.css";

/** What a resource was at the time of the marker. */
export interface StatePanelProps {
  /** States at the times at which it may have become another, oldest first. */
  query: PanelQuery<readonly StateAnswer[]>;
  /** RFC 3339; absent: now. */
  at: string | undefined;
  /** Older times that were not asked for. */
  left: number;
  onAt: (at: string | undefined) => void;
}

/** The state at a time, with the ways to the change before and after. */
export function StatePanel({ query, at, left, onAt }: StatePanelProps): ReactNode {
  const points = query.data?.map((state) => state.at) ?? [];
  const place = at === undefined ? Number.POSITIVE_INFINITY : toMs(at);
  const before = points.findLast((point) => toMs(point) < place);
  const after = points.find((point) => toMs(point) > place);
  return (
    <Panel
      title="State at"
      note={
        at === undefined ? "now" : <TimeText at={at} form="full" className={styles["marker"]} />
      }
      query={query}
      className={styles["section"]}
      actions={
        <>
          <IconButton
            icon="chevron-left"
            label="Previous change"
            kind="plain"
            disabled={before === undefined}
            onClick={() => onAt(before)}
          />
          <IconButton
            icon="chevron-right"
            label="Next change"
            kind="plain"
            disabled={at === undefined}
            onClick={() => onAt(after)}
          />
        </>
      }
    >
      {(states) => {
        const state = stateBefore(states, at === undefined ? undefined : place);
        return (
          <div className={styles["body"]}>
            {state === undefined ? (
              <EmptyState
                kind="none"
                small
                title={left > 0 ? "Not asked for that far back" : "Not known"}
              >
                {left > 0
                  ? "Choose a range that ends at this time."
                  : "Nothing is recorded of it before."}
              </EmptyState>
            ) : (
              <StateAt state={state} />
            )}
          </div>
        );
      }}
    </Panel>
  );
}
