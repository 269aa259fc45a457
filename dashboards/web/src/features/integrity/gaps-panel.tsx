import type { GapsAnswer } from "@toolmark/query-api/gaps/answers";
import type { ReactNode } from "react";

import { countText } from "../../lib/format.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { limitsText } from "../overview/limits-text.ts";
import { EmittersTable } from "./emitters-table.tsx";
import { gapRows } from "./gap-rows.ts";
import { GapsTable } from "./gaps-table.tsx";
import type { useGaps } from "./use-integrity.ts";

import styles from "./integrity-page.module.css";

/** Most gaps in the list; the table of emitters counts all. */
const MAX_GAPS = 300;

/** Props of `GapsPanel`. */
export interface GapsPanelProps {
  query: ReturnType<typeof useGaps>;
  range: { from: string; to: string };
  now: number;
}

/** Whether the record of a range is complete, and where it is not: each gap with its place. */
export function GapsPanel({ query, range, now }: GapsPanelProps): ReactNode {
  return (
    <Panel<GapsAnswer>
      label="Completeness"
      query={query}
      rows={14}
      partial={query.data && limitsText(query.data)}
      empty={({ emitters }) =>
        emitters.length === 0 ? (
          <EmptyState kind="window" title="No emitter wrote anything in this time" />
        ) : undefined
      }
    >
      {(answer) => {
        const rows = gapRows(answer);
        return (
          <>
            <p className={styles["summary"]}>
              <SafeText value={sentence(answer.summary)} cap={1000} />
            </p>
            <Totals totals={answer.totals} />
            {rows.length > 0 && (
              <Panel
                title="Gaps"
                note={
                  rows.length > MAX_GAPS
                    ? `${countText(MAX_GAPS)} of ${countText(rows.length)} are listed`
                    : "each leads to the events around it"
                }
              >
                <GapsTable rows={rows.slice(0, MAX_GAPS)} />
              </Panel>
            )}
            <Panel title="Emitters" note="all that wrote in this time or fell silent in it">
              <EmittersTable emitters={answer.emitters} range={range} now={now} />
            </Panel>
          </>
        );
      }}
    </Panel>
  );
}

const totalWords = [
  ["missing", "Missing", "unexplained numbers", "bad"],
  ["silences", "Silences", "nothing came although expected", "wait"],
  ["told", "Told lost", "emitters said so", "wait"],
  ["quarantined", "In quarantine", "numbers held there instead", "plain"],
  ["restarts", "Restarts", "runs that began", "plain"],
  ["skewed", "Skewed clocks", "more than ten minutes off", "plain"],
  ["late", "Late ends", "came after their lease", "plain"],
] as const;

function Totals({ totals }: Pick<GapsAnswer, "totals">): ReactNode {
  return (
    <ul className={styles["totals"]} aria-label="What is missing, in numbers">
      {totalWords.map(([name, label, note, tone]) => (
        <li key={name} data-tone={totals[name] > 0 ? tone : "plain"}>
          <span className={styles["label"]}>{label}</span>
          <b>{countText(totals[name])}</b>
          <span className={styles["note"]}>{note}</span>
        </li>
      ))}
    </ul>
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
