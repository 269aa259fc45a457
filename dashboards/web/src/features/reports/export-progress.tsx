import type { ExportAnswer } from "@toolmark/query-api/exports/answers";
import type { ReactNode } from "react";

import { countText, percentText } from "../../lib/format.ts";
import { TimeText } from "../../ui/time-text.tsx";

import styles from "./reports-page.module.css";

/** How far an export has come, and when it is expected to be done. */
export function ExportProgress({ answer }: { answer: ExportAnswer }): ReactNode {
  const { state, progress } = answer;
  const { rows, total, rows_per_second: rate, estimated_end: end } = progress;
  if (state === "queued") return <p className={styles["progress"]}>Waits for its turn</p>;
  return (
    <div className={styles["progress"]} role="status">
      <progress
        aria-label="Progress of the export"
        {...(total !== undefined && { max: Math.max(1, total), value: rows })}
      />
      <span>
        {countText(rows)}
        {total !== undefined && ` of ${countText(total)} events, ${percentText(rows, total)}`}
        {rate !== undefined && `, ${countText(rate)} a second`}
        {end !== undefined && (
          <>
            , done about <TimeText at={end} form="seconds" />
          </>
        )}
      </span>
    </div>
  );
}
