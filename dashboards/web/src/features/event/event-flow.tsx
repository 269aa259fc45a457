import type { EventView } from "@toolmark/query-api/event-view";
import type { FieldName } from "@toolmark/schemas/fields";
import { Fragment } from "react";
import type { ReactNode } from "react";

import { countOf, durationText } from "../../lib/format.ts";
import { DecisionMark } from "../../ui/decision-mark.tsx";
import { Icon } from "../../ui/icon.tsx";
import { OutcomeMark } from "../../ui/outcome-mark.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { ValueMenu } from "../../ui/value-menu.tsx";
import { flowSteps } from "./flow-steps.ts";
import type { FlowStep } from "./flow-steps.ts";

import styles from "./event-drawer.module.css";

/** What became of a call in a line: decided, ended, records changed. Nothing for other events. */
export function EventFlow({ event }: { event: EventView }): ReactNode {
  const steps = flowSteps(event);
  if (steps.length === 0) return null;
  return (
    <p className={styles.flow}>
      {steps.map((step, index) => (
        <Fragment key={step.kind}>
          {index > 0 && (
            <span className={styles.arrow}>
              <Icon name="arrow-right" size={11} />
              <span className="sr">then</span>
            </span>
          )}
          <Step step={step} />
        </Fragment>
      ))}
    </p>
  );
}

function Step({ step }: { step: FlowStep }): ReactNode {
  switch (step.kind) {
    case "approved":
      return (
        <StateWord tone="good" icon="check">
          approved{step.by !== undefined && <By id={step.by} />}
        </StateWord>
      );
    case "refused":
      return (
        <StateWord tone="deny" icon="deny">
          refused{step.by !== undefined && <By id={step.by} />}
        </StateWord>
      );
    case "unapproved":
      return (
        <StateWord tone="wait" icon="warning">
          approval required, none recorded
        </StateWord>
      );
    case "decided":
      return (
        <Asked field="decision" value={step.decision}>
          <DecisionMark
            decision={step.decision}
            approval={step.approval}
            enforced={step.enforced}
          />
        </Asked>
      );
    case "attempted":
      return <StateWord tone="quiet">attempted; how it ended is another event</StateWord>;
    case "ended":
      return (
        <span className={styles.step}>
          <Asked field="outcome" value={step.status === "unresolved" ? undefined : step.status}>
            <OutcomeMark status={step.status} code={step.code} late={step.isLate} />
          </Asked>
          {step.ms !== undefined && <span className="dim">in {durationText(step.ms)}</span>}
        </span>
      );
    case "records":
      return <span className="mid">{recordsText(step)}</span>;
  }
}

/** A word that can be asked for, where it is a value of the event. */
function Asked(props: {
  field: FieldName;
  value: string | undefined;
  children: ReactNode;
}): ReactNode {
  const { field, value, children } = props;
  return value === undefined ? (
    children
  ) : (
    <ValueMenu field={field} value={value}>
      {children}
    </ValueMenu>
  );
}

function By({ id }: { id: string }): ReactNode {
  return (
    <>
      {" "}
      by{" "}
      <ValueMenu field="approver" value={id}>
        <SafeText value={id} cap={40} />
      </ValueMenu>
    </>
  );
}

function recordsText({ changed, read, isKnown }: FlowStep & { kind: "records" }): string {
  if (!isKnown) return "no record touched, as far as recorded";
  if (changed > 0) return `${countOf(changed, "record")} changed`;
  return `${countOf(read, "record")} read`;
}
