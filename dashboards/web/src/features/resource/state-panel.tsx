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
import { useStates } from "./use-state.ts";
import type { StateQuestion } from "./use-state.ts";

import styles from "./resource-history.module.css";

/** What a resource was at the time of the marker. */
export interface StatePanelProps {
  /** States at the times at which it may have become another, oldest first. */
  query: PanelQuery<readonly StateAnswer[]>;
  /** RFC 3339; absent: the end of the range. */
  at: string | undefined;
  /** RFC 3339; absent: now. */
  end: string | undefined;
  /** Whether it may have been another before the first of them. */
  isCut: boolean;
  question: StateQuestion;
  onAt: (at: string | undefined) => void;
}

/** The state at a time, with the ways to the change before and after. */
export function StatePanel(props: StatePanelProps): ReactNode {
  const { at, end, isCut, question, onAt } = props;
  const place = at === undefined ? Number.POSITIVE_INFINITY : toMs(at);
  const points = props.query.data?.map((state) => state.at) ?? [];
  const [first] = points;
  const isEarlier = isCut && first !== undefined && place < toMs(first);
  const earlier = useStates(question, isEarlier ? [place] : undefined);
  const query = isEarlier ? earlier : props.query;
  const before = points.findLast((point) => toMs(point) < place);
  const after = points.find((point) => toMs(point) > place);
  return (
    <Panel
      title="State at"
      note={<MarkerTime at={at ?? end} />}
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
              <EmptyState kind="none" small title="Not known">
                Nothing is recorded of it before.
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

function MarkerTime({ at }: { at: string | undefined }) {
  return at === undefined ? "now" : <TimeText at={at} form="full" className={styles["marker"]} />;
}
