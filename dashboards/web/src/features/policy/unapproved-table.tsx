import type { UnapprovedWrite } from "@toolmark/query-api/approvals/answers";
import type { ReactNode } from "react";

import { useZone, zoneLabel } from "../../lib/zone.ts";
import { OutcomeMark } from "../../ui/outcome-mark.tsx";
import { ValueMenu } from "../../ui/value-menu.tsx";
import { reasonWords } from "./approval-words.ts";
import { EventTimeLink } from "./event-time-link.tsx";
import { ToolText, WhoText } from "./who-text.tsx";

import styles from "./facts-table.module.css";

/** Writes that ran, or may have run, without an approval that covers them although one was required. */
export function UnapprovedTable({ writes }: { writes: readonly UnapprovedWrite[] }): ReactNode {
  const zone = zoneLabel(useZone());
  return (
    <table className={styles["table"]} aria-label="Writes without approval">
      <thead>
        <tr>
          <th>Ran ({zone})</th>
          <th>What</th>
          <th>Who asked</th>
          <th>The approval</th>
          <th>Approver</th>
          <th>Result</th>
        </tr>
      </thead>
      <tbody>
        {writes.map((write) => (
          <tr key={write.event_id}>
            <td>
              <EventTimeLink id={write.event_id} at={write.time} what="call" />
            </td>
            <td>
              <ToolText effect={write.effect} server={write.server} tool={write.tool} />
            </td>
            <td>
              <WhoText id={write.requester?.id} agent={write.requester?.agent} />
            </td>
            <td className={styles["strong"]}>
              {write.reasons.map((reason) => reasonWords[reason]).join("; ")}
            </td>
            <td>
              {write.approver === undefined ? (
                <span className="dim">nobody</span>
              ) : (
                <ValueMenu field="approver" value={write.approver} />
              )}
            </td>
            <td>
              <OutcomeMark status={write.outcome} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
