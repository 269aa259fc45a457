import type { EventView } from "@toolmark/query-api/event-view";
import type { ReactNode } from "react";

import { durationText } from "../../lib/format.ts";
import { toMs } from "../../lib/time.ts";
import { AssuranceMark } from "../../ui/assurance-mark.tsx";
import { DecisionMark } from "../../ui/decision-mark.tsx";
import { Facts } from "../../ui/facts.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { ValueMenu } from "../../ui/value-menu.tsx";
import { EventFact } from "./event-fact.tsx";
import { EventSection } from "./event-section.tsx";
import { SeenBy } from "./who-facts.tsx";

type Check = NonNullable<NonNullable<EventView["policy"]>["checks"]>[number];

/** Whether an event says anything of policy or approval. */
export function hasPolicy({ policy, approval }: EventView): boolean {
  return policy !== undefined || approval !== undefined;
}

/**
 * Which checks allowed or blocked a call and who approved it, in short; nothing where none is recorded.
 */
export function PolicyFacts({ event }: { event: EventView }): ReactNode {
  const { policy, approval } = event;
  if (!hasPolicy(event)) return null;
  const checks = policy?.checks ?? [];
  const plain = checks.filter(
    ({ rule_id: rule, decision }) => rule === undefined && decision === "allow",
  );
  const telling = checks.filter((check) => !plain.includes(check));
  return (
    <EventSection
      title="Policy and approval"
      end={
        <>
          <SelfApproval event={event} />
          <BoundWord event={event} />
        </>
      }
    >
      <Facts>
        {checks.length === 0 && policy !== undefined && (
          <EventFact label="Decision" aside={<SeenBy event={event} />}>
            <DecisionMark decision={policy.decision} enforced={policy.enforced} />
            <span className="dim">which checks decided is not recorded</span>
          </EventFact>
        )}
        {plain.length > 0 && (
          <EventFact label="Checks" aside={<SeenBy event={event} />}>
            {plain.map((check, index) => (
              <StateWord key={index} tone="good" icon="check">
                <ValueMenu field="rule" value={check.id} className="mid">
                  <SafeText value={check.name ?? check.id} cap={60} />
                </ValueMenu>
              </StateWord>
            ))}
          </EventFact>
        )}
        {telling.map((check, index) => (
          <EventFact key={index} label="Rule" aside={<SeenBy event={event} />}>
            <CheckWord check={check} />
            <RuleName check={check} />
            {check.reason !== undefined && (
              <span className="dim">
                <SafeText value={check.reason} lines cap={300} expandable />
              </span>
            )}
          </EventFact>
        ))}
        {approval !== undefined && <ApprovalFact event={event} />}
      </Facts>
    </EventSection>
  );
}

/** The verdict of one check: an allowance is quiet. */
export function CheckWord({ check }: { check: Check }): ReactNode {
  return (
    <DecisionMark decision={check.decision} enforced={check.mode === "audit" ? false : undefined} />
  );
}

/** A policy with its version and the rule in it that decided. */
export function RuleName({ check }: { check: Check }): ReactNode {
  return (
    <span>
      <ValueMenu field="rule" value={check.id} />
      {check.version !== undefined && (
        <>
          {" "}
          v<SafeText value={check.version} cap={30} />
        </>
      )}
      {check.rule_id !== undefined && (
        <>
          , <ValueMenu field="rule" value={check.rule_id} />
        </>
      )}
    </span>
  );
}

function ApprovalFact({ event }: { event: EventView }): ReactNode {
  const { approval } = event;
  if (approval === undefined) return null;
  const { id, status, approver, required, requested_at: asked, decided_at: decided } = approval;
  const wait =
    asked === undefined || decided === undefined ? undefined : toMs(decided) - toMs(asked);
  return (
    <EventFact
      label="Approval"
      aside={approver === undefined ? undefined : <AssuranceMark assurance={approver.assurance} />}
    >
      {status === undefined ? (
        <span className={required === true ? "strong" : "dim"}>
          {required === true ? "required, and none recorded" : "not required"}
        </span>
      ) : (
        <DecisionMark approval={status} />
      )}
      {id !== undefined && (
        <span className="mid">
          #<SafeText value={id} cap={60} />
        </span>
      )}
      {approver !== undefined && <ValueMenu field="approver" value={approver.id} />}
      <span className="dim">
        {asked !== undefined && (
          <>
            asked <TimeText at={asked} form="seconds" />
          </>
        )}
        {wait !== undefined && `, took ${durationText(wait)}`}
        {wait === undefined && decided !== undefined && (
          <>
            decided <TimeText at={decided} form="seconds" />
          </>
        )}
      </span>
    </EventFact>
  );
}

/** Whether what was approved is what was called: the keyed digests of the arguments say so. */
function BoundWord({ event }: { event: EventView }): ReactNode {
  const { approval, params } = event;
  if (approval?.status !== "granted") return null;
  const bound = approvalBinding(approval.params_hmac, params?.hmac);
  if (bound === undefined)
    return (
      <span className="dim" title="the digests of the arguments are not recorded on both sides">
        not bound to arguments
      </span>
    );
  return bound ? (
    <StateWord tone="good" icon="check" title="the keyed digests of the arguments are equal">
      approved arguments = executed
    </StateWord>
  ) : (
    <StateWord tone="deny" icon="warning" title="the keyed digests of the arguments differ">
      approved for other arguments
    </StateWord>
  );
}

/** Whether two digests are of the same arguments; undefined where one is not recorded. */
function approvalBinding(
  approved: string | undefined,
  executed: string | undefined,
): boolean | undefined {
  return approved === undefined || executed === undefined ? undefined : approved === executed;
}

/** Says where the approver is the one who asked. */
function SelfApproval({ event }: { event: EventView }): ReactNode {
  const { approval, actor } = event;
  if (approval?.approver === undefined || approval.approver.id !== actor?.id) return null;
  return (
    <StateWord tone="deny" icon="warning">
      approved by the one who asked
    </StateWord>
  );
}
