import type { Approval } from "@toolmark/query-api/approvals/answers";
import type { ReactNode } from "react";

import { countText } from "../../lib/format.ts";
import { useZone, zoneLabel } from "../../lib/zone.ts";
import { DecisionMark } from "../../ui/decision-mark.tsx";
import { DurationText } from "../../ui/duration-text.tsx";
import { OutcomeMark } from "../../ui/outcome-mark.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { Tag } from "../../ui/tag.tsx";
import { ValueMenu } from "../../ui/value-menu.tsx";
import { flagWords } from "./approval-words.ts";
import { EventTimeLink } from "./event-time-link.tsx";
import { ToolText, WhoText } from "./who-text.tsx";

import styles from "./facts-table.module.css";

const statuses = {
  waiting: "requested",
  granted: "granted",
  denied: "denied",
  expired: "expired",
  cancelled: "cancelled",
} as const;

/** Approvals from the request to the result, newest first; one that never ran is shown as that. */
export function ApprovalsTable({ approvals }: { approvals: readonly Approval[] }): ReactNode {
  const zone = zoneLabel(useZone());
  return (
    <table className={styles["table"]} aria-label="Approvals">
      <thead>
        <tr>
          <th>Asked ({zone})</th>
          <th>State</th>
          <th>Who asked</th>
          <th>For</th>
          <th className={styles["number"]}>Wait</th>
          <th>Approver</th>
          <th>Ran</th>
          <th>Result</th>
          <th>Remarks</th>
        </tr>
      </thead>
      <tbody>
        {approvals.map((approval) => (
          <Row key={approval.key} approval={approval} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ approval }: { approval: Approval }): ReactNode {
  const { requester, approver, executions, flags, event_ids: ids } = approval;
  const asked = approval.requested_at ?? approval.decided_at;
  const [execution] = executions;
  const first = ids[0];
  return (
    <tr>
      <td>
        {asked !== undefined && first !== undefined ? (
          <EventTimeLink id={first} at={asked} what="request" />
        ) : (
          <span className="dim">not told</span>
        )}
      </td>
      <td>
        <DecisionMark approval={statuses[approval.state]} />
      </td>
      <td>
        <WhoText id={requester?.id} agent={requester?.agent} />
      </td>
      <td>
        <ToolText effect={approval.effect} server={approval.server} tool={approval.tool} />
      </td>
      <td className={styles["number"]}>
        <DurationText ms={approval.wait_ms} />
      </td>
      <td>
        {approver === undefined ? (
          <span className="dim">nobody yet</span>
        ) : (
          <ValueMenu field="approver" value={approver.id} />
        )}
      </td>
      <td>
        {execution === undefined ? (
          <span className="dim">{approval.state === "granted" ? "never ran" : "did not run"}</span>
        ) : (
          <>
            <EventTimeLink id={execution.event_id} at={execution.time} what="call" form="seconds" />
            {executions.length > 1 && ` and ${countText(executions.length - 1)} more`}
          </>
        )}
      </td>
      <td>{execution !== undefined && <OutcomeMark status={execution.outcome} />}</td>
      <td>
        <span className={styles["tags"]}>
          {flags.map((flag) => (
            <Tag key={flag} tone={flagWords[flag].tone}>
              {flagWords[flag].word}
            </Tag>
          ))}
          {approval.comment !== undefined && (
            <span className="dim">
              <SafeText value={approval.comment} cap={80} />
            </span>
          )}
        </span>
      </td>
    </tr>
  );
}
