import type { TreeAnswer } from "@toolmark/query-api/tree/answers";
import type { ReactNode } from "react";

import { cx } from "../../lib/cx.ts";
import { countOf, durationText } from "../../lib/format.ts";
import { DecisionMark } from "../../ui/decision-mark.tsx";
import { DurationText } from "../../ui/duration-text.tsx";
import { EffectBadge } from "../../ui/effect-badge.tsx";
import { OutcomeMark } from "../../ui/outcome-mark.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { ValueMenu } from "../../ui/value-menu.tsx";
import { EventLink } from "./event-link.tsx";
import { toolParts } from "./tool-parts.ts";

import styles from "./trace-tab.module.css";

/** An operation of a tree. */
export type Operation = TreeAnswer["operations"][number];
/** A call of an operation. */
type OperationCall = Operation["calls"][number];

/** Props of `OperationView`. */
export interface OperationViewProps {
  operation: Operation;
  /** The event that is open. */
  eventId: string | undefined;
  /** Shows when each call began, where there is room. */
  hasTimes?: boolean;
}

const INDENT = 14;
const MOST_CALLS = 50;

/** An operation with its calls in their order and its approvals, as deep as it stands in the tree. */
export function OperationView(props: OperationViewProps): ReactNode {
  const { operation, eventId, hasTimes = false } = props;
  const { depth, calls, approvals, parent, missing_parent: missing, elsewhere = [] } = operation;
  const indent = Math.min(depth, 12) * INDENT;
  return (
    <div className={styles.operation} style={{ marginInlineStart: indent }}>
      {(parent?.link === "span" || missing !== undefined || elsewhere.length > 0) && (
        <p className={styles.head}>
          {parent?.link === "span" && "below it by its trace, not as it says itself"}
          {missing !== undefined && "came from an operation that is not here"}
          {elsewhere.map((session) => (
            <span key={session}>
              in session <ValueMenu field="session" value={session} />
            </span>
          ))}
        </p>
      )}
      <ol>
        {calls.slice(0, MOST_CALLS).map((call, index) => (
          <li key={call.call_id}>
            <CallLine {...{ call, index, eventId, hasTimes }} count={calls.length} />
          </li>
        ))}
      </ol>
      {calls.length === 0 && <p className="dim">{operation.summary}</p>}
      {calls.length > MOST_CALLS && (
        <p className="dim">{countOf(calls.length - MOST_CALLS, "more call")}</p>
      )}
      {approvals.map((approval, index) => (
        <ApprovalLine key={approval.id ?? index} approval={approval} />
      ))}
    </div>
  );
}

/** The event that tells most of a call: its end, that none came, its attempt, or any other. */
function eventOfCall(call: OperationCall): string | undefined {
  return call.completed ?? call.unresolved ?? call.attempted ?? call.related[0];
}

function CallLine(props: {
  call: OperationCall;
  index: number;
  count: number;
  eventId: string | undefined;
  hasTimes: boolean;
}): ReactNode {
  const { call, index, count, eventId, hasTimes } = props;
  const { tool, server, round, status, touched, error } = call;
  const own = [call.completed, call.unresolved, call.attempted, ...call.related];
  const isCurrent = eventId !== undefined && own.includes(eventId);
  const parts = toolParts(server, tool ?? call.method ?? "call");
  const target = eventOfCall(call);
  const content = (
    <>
      {hasTimes && <TimeText at={call.started} form="seconds" className="dim" />}
      <EffectBadge effect={effectOf(call.effect)} />
      <span className={styles.text}>
        {parts.server !== undefined && (
          <span className="dim">
            <SafeText value={parts.server} cap={40} />{" "}
          </span>
        )}
        <SafeText value={parts.name} cap={80} />
        <span className="dim">
          {count > 1 &&
            `, ${round === undefined ? `${index + 1} of ${count} calls` : `round ${round}`}`}
          {touched[0]?.uri !== undefined && (
            <>
              , <SafeText value={touched[0].uri} cap={60} />
            </>
          )}
        </span>
      </span>
      {call.decision !== undefined && call.decision !== "allow" ? (
        <DecisionMark decision={call.decision} />
      ) : (
        <OutcomeMark
          status={status}
          code={error === status ? undefined : error}
          late={call.late === true}
        />
      )}
      <DurationText ms={call.duration_ms} className="dim num" />
    </>
  );
  const className = cx(styles.call, hasTimes && styles.timed, isCurrent && styles.current);
  if (target === undefined) return <span className={className}>{content}</span>;
  return (
    <EventLink
      eventId={target}
      className={className}
      aria-current={isCurrent ? "true" : undefined}
      title={call.summary}
    >
      {content}
    </EventLink>
  );
}

function ApprovalLine({ approval }: { approval: Operation["approvals"][number] }): ReactNode {
  const { id, status, approver, channel, wait_ms: wait, bound, event_ids: ids } = approval;
  const last = ids.at(-1);
  return (
    <p className={styles.approval}>
      <DecisionMark approval={status} />
      {id !== undefined && (
        <span>
          approval #<SafeText value={id} cap={40} />
        </span>
      )}
      {approver !== undefined && <ValueMenu field="approver" value={approver} />}
      {wait !== undefined && <span>after {durationText(wait)}</span>}
      {channel !== undefined && (
        <span className="dim">
          by <SafeText value={channel} cap={40} />
        </span>
      )}
      {bound === true && (
        <StateWord tone="good" icon="check">
          same arguments
        </StateWord>
      )}
      {bound === false && (
        <StateWord tone="deny" icon="warning">
          other arguments
        </StateWord>
      )}
      {last !== undefined && (
        <EventLink eventId={last} className="dim">
          event
        </EventLink>
      )}
    </p>
  );
}

/** A known effect, for badges; undefined for what a newer service may say. */
function effectOf(effect: string | undefined): "read" | "write" | "destructive" | undefined {
  return effect === "read" || effect === "write" || effect === "destructive" ? effect : undefined;
}
