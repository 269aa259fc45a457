import type { PolicyDecisionsAnswer } from "@toolmark/query-api/approvals/answers";
import type { ReactNode } from "react";

import { useZone, zoneLabel } from "../../lib/zone.ts";
import { OutcomeMark } from "../../ui/outcome-mark.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { ValueMenu } from "../../ui/value-menu.tsx";
import { EventTimeLink } from "./event-time-link.tsx";
import { ToolText, WhoText } from "./who-text.tsx";

import styles from "./facts-table.module.css";

const kindWords: Readonly<Record<PolicyDecisionsAnswer["blocked"][number]["kind"], string>> = {
  policy: "policy",
  approval: "approval",
  validation: "not valid",
  transport: "connection",
  server: "server",
};

/** Attempts that something stopped, newest first. */
export function BlockedTable({ blocked }: Pick<PolicyDecisionsAnswer, "blocked">): ReactNode {
  const zone = zoneLabel(useZone());
  return (
    <table className={styles["table"]} aria-label="Blocked attempts">
      <thead>
        <tr>
          <th>Time ({zone})</th>
          <th>Stopped by</th>
          <th>Rule</th>
          <th>Why</th>
          <th>Who asked</th>
          <th>For</th>
          <th>Result</th>
        </tr>
      </thead>
      <tbody>
        {blocked.map((attempt) => (
          <tr key={attempt.event_id}>
            <td>
              <EventTimeLink id={attempt.event_id} at={attempt.time} what="event" />
            </td>
            <td>{kindWords[attempt.kind]}</td>
            <td>
              {attempt.rule === undefined ? (
                <span className="dim">not told</span>
              ) : (
                <ValueMenu field="rule" value={attempt.rule} />
              )}
            </td>
            <td>
              <SafeText value={attempt.reason} cap={120} />
            </td>
            <td>
              <WhoText id={attempt.actor} agent={attempt.agent} />
            </td>
            <td>
              <ToolText server={attempt.server} tool={attempt.tool} />
            </td>
            <td>
              <OutcomeMark status={attempt.outcome} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Calls that a policy denied and that ran all the same. */
export function UnenforcedTable({
  calls,
}: {
  calls: PolicyDecisionsAnswer["not_enforced"];
}): ReactNode {
  const zone = zoneLabel(useZone());
  return (
    <table className={styles["table"]} aria-label="Denied, and run all the same">
      <thead>
        <tr>
          <th>Ran ({zone})</th>
          <th>Tool</th>
          <th>Rule</th>
          <th>Why</th>
          <th>Result</th>
        </tr>
      </thead>
      <tbody>
        {calls.map((call) => (
          <tr key={call.event_id}>
            <td>
              <EventTimeLink id={call.event_id} at={call.time} what="call" />
            </td>
            <td>
              <ToolText tool={call.tool} />
            </td>
            <td>
              <SafeText value={call.rule} cap={80} />
            </td>
            <td>
              <SafeText value={call.reason} cap={120} />
            </td>
            <td>
              <OutcomeMark status={call.outcome} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
