import type { TreeAnswer } from "@toolmark/query-api/tree/answers";
import type { ReactNode } from "react";

import type { GridItem } from "../../grid/grid-item.ts";
import { countOf, durationText } from "../../lib/format.ts";
import { toMs } from "../../lib/time.ts";
import { Icon } from "../../ui/icon.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { EventLink } from "../event/event-link.tsx";
import type { SessionGap } from "./session-gaps.ts";
import type { Step } from "./session-steps.ts";

import styles from "./session-page.module.css";

/** A stretch of a session in which nothing happened. */
type Quiet = TreeAnswer["gaps"][number];

/**
 * The lines of the list: steps, missing events where they would have been, and quiet stretches. Gaps
 * stay whatever steps are shown.
 */
export function stepItems(
  steps: readonly Step[],
  gaps: readonly SessionGap[],
  quiets: readonly Quiet[],
): GridItem<Step>[] {
  const placed: { at: number; order: number; item: GridItem<Step> }[] = [
    ...steps.map((step) => ({
      at: step.at,
      order: 1,
      item: {
        kind: "row" as const,
        id: step.id,
        row: step,
        ...(step.lateMs !== undefined && { mark: <LateMark /> }),
      },
    })),
    ...gaps.map((gap) => ({
      at: gap.from,
      order: 2,
      item: { kind: "gap" as const, id: gap.id, content: <GapLine gap={gap} /> },
    })),
    ...quiets.map((quiet) => ({
      at: toMs(quiet.from),
      order: 3,
      item: {
        kind: "note" as const,
        id: `quiet ${quiet.from}`,
        content: <QuietLine quiet={quiet} />,
      },
    })),
  ];
  return placed
    .toSorted((left, right) => left.at - right.at || left.order - right.order)
    .map(({ item }) => item);
}

function LateMark(): ReactNode {
  return (
    <>
      <Icon name="clock" size={11} />
      <span className="sr">came late</span>
    </>
  );
}

function GapLine({ gap }: { gap: SessionGap }): ReactNode {
  return (
    <>
      <b className="strong">{gap.title}</b>
      <span className="cut">
        <SafeText value={gap.detail} cap={300} />
      </span>
      {gap.eventId !== undefined && (
        <EventLink eventId={gap.eventId} className={styles.link}>
          Show where
        </EventLink>
      )}
    </>
  );
}

function QuietLine({ quiet }: { quiet: Quiet }): ReactNode {
  return (
    <span className={styles.quiet}>
      no events for {durationText(quiet.ms)}
      {quiet.running > 0 && `, ${countOf(quiet.running, "call")} under way`}
    </span>
  );
}
