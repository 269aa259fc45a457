import { describeCall } from "../describe-call.ts";
import type { CallRecords } from "../describe-call.ts";
import type { EventView } from "../event-view.ts";
import { recordOf } from "../summarize-timeline.ts";
import type { TreeCall, TreeEvent, TreeTouch } from "./tree-parts.ts";

/** The spans of a call, by which other calls name it as their parent. */
export interface CallSpans {
  trace?: string;
  span?: string;
  parent?: string;
}

/** A call with what places it among others. */
export interface BuiltCall {
  call: TreeCall;
  operation: string;
  spans: CallSpans;
  events: readonly TreeEvent[];
}

/**
 * Puts the events of one call together, given oldest first. The first attempt, completion and
 * unresolved fact stand for it; events that came again under other ids are named beside them. Pure.
 */
export function buildCall(
  callId: string,
  events: readonly TreeEvent[],
  options: { now: number; leaseMs: number },
): BuiltCall {
  const records: CallRecords = {};
  const related: string[] = [];
  for (const { view } of events) {
    const record = recordOf(view);
    if (record === undefined || records[record] !== undefined) related.push(view.event.id);
    else records[record] = view;
  }
  const { attempted, completed, unresolved } = records;
  // The completion carries the whole context again, so it alone says all.
  const views = [completed, unresolved, attempted, ...events.map(({ view }) => view)].filter(
    (view) => view !== undefined,
  );
  const first = <Value>(read: (view: EventView) => Value | undefined) =>
    views.map(read).find((value) => value !== undefined);
  const actor = first((view) => view.actor?.id);
  const round = first((view) => view.operation?.round);
  const error = first((view) => view.error?.code ?? view.error?.class ?? view.error?.kind);
  const facts = {
    tool: first((view) => view.tool?.name),
    server: first((view) => view.server?.name),
    method: first((view) => view.method),
    effect: first((view) => view.effect?.class),
    decision: first((view) => view.policy?.decision),
  };
  const isLate =
    completed !== undefined && (unresolved !== undefined || completed.marks.includes("late"));
  const call: TreeCall = {
    call_id: callId,
    ...(round !== undefined && { round }),
    ...describeCall(records, options.now, options.leaseMs),
    started: startOf(records, events),
    ...(completed && { ended: completed.time.occurred }),
    ...(completed?.time.duration_ms !== undefined && { duration_ms: completed.time.duration_ms }),
    ...withoutUndefined(facts),
    ...(actor !== undefined && { actor }),
    ...(error !== undefined && { error }),
    ...(attempted && { attempted: attempted.event.id }),
    ...(completed && { completed: completed.event.id }),
    ...(unresolved && { unresolved: unresolved.event.id }),
    related,
    ...(isLate && { late: true as const }),
    touched: touchesOf(events, completed ?? unresolved ?? attempted),
  };
  return {
    call,
    operation: first((view) => view.operation?.id) ?? callId,
    spans: withoutUndefined({
      trace: first((view) => view.trace?.id),
      span: first((view) => view.trace?.span_id),
      parent: first((view) => view.trace?.parent_span_id),
    }),
    events,
  };
}

function startOf({ attempted, completed }: CallRecords, events: readonly TreeEvent[]): string {
  if (attempted !== undefined) return attempted.time.occurred;
  const { occurred = "", duration_ms: duration = 0 } = completed?.time ?? {};
  if (completed !== undefined) return new Date(Date.parse(occurred) - duration).toISOString();
  return events[0]?.view.time.occurred ?? "";
}

// The attempt and the completion may both name an operation; the record that stands for the call
// says what it touched, and facts of their own say what came beside.
function touchesOf(events: readonly TreeEvent[], main: EventView | undefined): TreeTouch[] {
  return events
    .filter(({ view }) => view === main || recordOf(view) === undefined)
    .flatMap(({ view, changed }) =>
      (view.downstream ?? []).map((entry, index) => ({
        event_id: view.event.id,
        system: entry.system,
        operation: entry.operation,
        ...withoutUndefined({ uri: entry.uri, status: entry.status }),
        changed: [...(changed[index] ?? [])],
      })),
    );
}

/** Leaves members out that are undefined. */
export function withoutUndefined<Value>(
  given: Record<string, Value | undefined>,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as Record<string, Value>;
}
