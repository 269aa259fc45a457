import type { EventView } from "@toolmark/query-api/event-view";
import type { ReactNode } from "react";

import { durationText } from "../../lib/format.ts";
import { DecisionMark } from "../../ui/decision-mark.tsx";
import { Facts } from "../../ui/facts.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { EventFact } from "./event-fact.tsx";
import { EventSection } from "./event-section.tsx";
import { CheckWord, PolicyFacts, RuleName } from "./policy-facts.tsx";
import { SeenBy } from "./who-facts.tsx";

/** Every check of a call with all that it said, and the approval in full. */
export function PolicyTab({ event }: { event: EventView }): ReactNode {
  const { policy, approval, actor } = event;
  const scopes = actor?.credential?.scopes ?? [];
  return (
    <>
      <PolicyFacts event={event} />
      {policy !== undefined && (
        <EventSection title="Effective decision" end={<SeenBy event={event} />}>
          <p className="row">
            <DecisionMark decision={policy.decision} enforced={policy.enforced} />
            {policy.enforced === undefined && (
              <span className="dim">whether it was enforced is not recorded</span>
            )}
          </p>
        </EventSection>
      )}
      {(policy?.checks ?? []).map((check, index) => (
        <EventSection
          key={index}
          title={`Check ${index + 1}`}
          note={<SafeText value={check.stage} cap={60} />}
          end={<CheckWord check={check} />}
        >
          <Facts>
            <EventFact label="Rule">
              <RuleName check={check} />
            </EventFact>
            {check.engine !== undefined && (
              <EventFact label="Engine">
                <SafeText value={check.engine} cap={80} />
              </EventFact>
            )}
            {check.mode !== undefined && (
              <EventFact label="Mode">
                {check.mode === "audit" ? "only observed, not enforced" : "enforced"}
              </EventFact>
            )}
            {check.reason !== undefined && (
              <EventFact label="Reason">
                <SafeText value={check.reason} lines cap={1000} expandable />
              </EventFact>
            )}
            {check.duration_ms !== undefined && (
              <EventFact label="Took">{durationText(check.duration_ms)}</EventFact>
            )}
          </Facts>
        </EventSection>
      ))}
      {approval !== undefined && (
        <EventSection title="Approval in full">
          <Facts>
            {approval.channel !== undefined && (
              <EventFact label="Channel">
                <SafeText value={approval.channel} cap={80} />
              </EventFact>
            )}
            {approval.approver?.issuer !== undefined && (
              <EventFact label="Issuer">
                <SafeText value={approval.approver.issuer} cap={120} />
              </EventFact>
            )}
            {(
              [
                ["Asked", approval.requested_at],
                ["Decided", approval.decided_at],
                ["Expires", approval.expires_at],
              ] as const
            ).map(
              ([label, at]) =>
                at !== undefined && (
                  <EventFact key={label} label={label}>
                    <TimeText at={at} form="full" />
                  </EventFact>
                ),
            )}
            {approval.comment !== undefined && (
              <EventFact label="Comment">
                <SafeText value={approval.comment} lines cap={600} expandable />
              </EventFact>
            )}
          </Facts>
        </EventSection>
      )}
      {scopes.length > 0 && (
        <EventSection title="Scopes of the credential">
          <p className="mid">
            <SafeText value={scopes.join(" ")} cap={600} expandable />
          </p>
        </EventSection>
      )}
    </>
  );
}
