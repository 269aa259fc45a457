import type { EventView } from "@toolmark/query-api/event-view";
import type { TreeAnswer } from "@toolmark/query-api/tree/answers";
import type { ReactNode } from "react";

import { countOf } from "../../lib/format.ts";
import { investigatePath } from "../../lib/paths.ts";
import { conditionText } from "../../lib/query-edit.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { ValueMenu } from "../../ui/value-menu.tsx";
import { EventFact } from "./event-fact.tsx";
import { EventSection } from "./event-section.tsx";
import { OperationView } from "./operation-view.tsx";
import { useOperationTree } from "./use-event.ts";

/** Whether there is anything to trace. */
export function hasTrace({ operation, trace, call, conversation }: EventView): boolean {
  return [operation, trace, call, conversation].some((part) => part !== undefined);
}

/** The operation of an event: its attempts and rounds, approvals, and what it came from and led to. */
export function TraceTab({ event }: { event: EventView }): ReactNode {
  const { operation } = event;
  const query = useOperationTree(operation?.id);
  return (
    <>
      <EventSection
        title="Operation"
        note="retries, rounds and what it led to"
        end={
          operation !== undefined && (
            <AppLink
              href={investigatePath({
                q: conditionText("operation", operation.id, "is"),
                kind: "all",
              })}
            >
              All its events
            </AppLink>
          )
        }
      >
        {operation === undefined ? (
          <EmptyState kind="none" title="This event names no operation" small />
        ) : (
          <Panel
            label="Operation"
            query={query}
            rows={4}
            partial={query.data && partialText(query.data)}
          >
            {(tree) => (
              <>
                <Parent event={event} />
                {tree.operations.map((part) => (
                  <OperationView
                    key={part.operation_id}
                    operation={part}
                    eventId={event.event.id}
                  />
                ))}
              </>
            )}
          </Panel>
        )}
      </EventSection>
      <EventSection title="Ids">
        <Ids event={event} />
      </EventSection>
    </>
  );
}

function partialText({ complete, events }: TreeAnswer): ReactNode {
  return complete
    ? undefined
    : `More than ${countOf(events, "event")} belong to it: some are left out.`;
}

function Parent({ event }: { event: EventView }): ReactNode {
  const parent = event.operation?.parent_id;
  if (parent === undefined) return null;
  return (
    <p className="row">
      <span className="dim">Led to by operation</span>
      <AppLink
        href={investigatePath({ q: conditionText("operation", parent, "is") })}
        className="mono"
      >
        <SafeText value={parent} cap={48} />
      </AppLink>
    </p>
  );
}

function Ids({ event }: { event: EventView }): ReactNode {
  const { call, operation, trace, conversation, request, actor } = event;
  return (
    <Facts>
      {call !== undefined && (
        <EventFact label="Call">
          <ValueMenu field="call" value={call.id} className="mono" />
        </EventFact>
      )}
      {operation !== undefined && (
        <EventFact label="Operation">
          <ValueMenu field="operation" value={operation.id} className="mono" />
          {operation.round !== undefined && <span className="dim">round {operation.round}</span>}
        </EventFact>
      )}
      {trace !== undefined && (
        <EventFact label="Trace">
          <ValueMenu field="trace" value={trace.id} className="mono" />
          {trace.span_id !== undefined && <span className="dim">span {trace.span_id}</span>}
        </EventFact>
      )}
      {conversation?.id !== undefined && (
        <EventFact label="Conversation">
          <ValueMenu field="conversation" value={conversation.id} className="mono" />
          {conversation.turn_id !== undefined && (
            <span className="dim">
              turn <SafeText value={conversation.turn_id} cap={40} />
            </span>
          )}
        </EventFact>
      )}
      {request?.jsonrpc_id !== undefined && (
        <EventFact label="JSON-RPC id">
          <SafeText value={request.jsonrpc_id} cap={60} className="mono" />
          <span className="dim">repeats from connection to connection</span>
        </EventFact>
      )}
      {actor?.agent?.instance_id !== undefined && (
        <EventFact label="Agent run">
          <SafeText value={actor.agent.instance_id} cap={60} className="mono" />
        </EventFact>
      )}
    </Facts>
  );
}
