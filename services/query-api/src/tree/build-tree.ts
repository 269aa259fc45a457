import type { EventView } from "../event-view.ts";
import { approvalWaits } from "./approval-waits.ts";
import { buildCall, withoutUndefined } from "./build-call.ts";
import type { BuiltCall } from "./build-call.ts";
import { findGaps } from "./find-gaps.ts";
import { linkOperations } from "./link-operations.ts";
import type { TreeCall, TreeEvent, TreeFact, TreeGap, TreeOperation } from "./tree-parts.ts";

/** A timeline as a tree. */
export interface Tree {
  /** Every operation after its parent, roots and siblings in order of their start. */
  operations: TreeOperation[];
  facts: TreeFact[];
  gaps: TreeGap[];
  /** Events that arrived later than they should; see the marks of events. */
  late_events: number;
}

/** What of a timeline counts as belonging together. */
export interface TreeOptions {
  now: number;
  leaseMs: number;
  /** Shortest stretch without an event that is told, milliseconds. */
  gapMs: number;
  /** Session that was asked for, where it was one. */
  session?: string;
}

/** An operation before it has a place. */
export interface BuiltOperation {
  id: string;
  calls: BuiltCall[];
  events: TreeEvent[];
  parentId?: string;
}

/**
 * Builds the tree of a timeline that is given oldest first: attempts and ends paired by the id of
 * their call, calls by operation, operations below the one that they name as parent or whose call has
 * their parent span. A call without a recorded end never reads as a success, and an operation stands
 * where its last call stands. Pure.
 */
export function buildTree(events: readonly TreeEvent[], options: TreeOptions): Tree {
  const operations = groupOperations(events, options);
  const byOperation = new Set(operations.flatMap((operation) => operation.events));
  const placed = linkOperations(operations);
  return {
    operations: placed.map(({ operation, ...place }) => ({
      ...describeOperation(operation, options),
      ...place,
    })),
    facts: events.filter((event) => !byOperation.has(event)).map(({ view }) => factOf(view)),
    gaps: findGaps(
      events.map(({ view }) => view),
      operations.flatMap((operation) => operation.calls.map(({ call }) => call)),
      options.gapMs,
    ),
    late_events: events.filter(({ view }) => isLate(view)).length,
  };
}

function groupOperations(events: readonly TreeEvent[], options: TreeOptions): BuiltOperation[] {
  const byCall = new Map<string, TreeEvent[]>();
  const loose: TreeEvent[] = [];
  for (const event of events) {
    const id = event.view.call?.id.toLowerCase();
    if (id === undefined) loose.push(event);
    else (byCall.get(id) ?? setNew(byCall, id)).push(event);
  }
  const operations = new Map<string, BuiltOperation>();
  const operationOf = (id: string): BuiltOperation => {
    const operation = operations.get(id) ?? { id, calls: [], events: [] };
    operations.set(id, operation);
    return operation;
  };
  for (const [id, records] of byCall) {
    const built = buildCall(id, records, options);
    const operation = operationOf(built.operation);
    operation.calls.push(built);
    operation.events.push(...records);
  }
  const approvals = new Map<string, BuiltOperation>();
  for (const operation of operations.values())
    for (const { view } of operation.events)
      if (view.approval?.id !== undefined) approvals.set(view.approval.id, operation);
  for (const event of loose) {
    const { operation, approval } = event.view;
    const owner =
      operation === undefined
        ? approval?.id === undefined
          ? undefined
          : approvals.get(approval.id)
        : operationOf(operation.id);
    owner?.events.push(event);
  }
  for (const operation of operations.values()) {
    operation.events.sort((left, right) => compareTime(left.view, right.view));
    operation.calls.sort(({ call: left }, { call: right }) => compareCalls(left, right));
    const parent = operation.events.find(({ view }) => view.operation?.parent_id !== undefined);
    const parentId = parent?.view.operation?.parent_id;
    if (parentId !== undefined) operation.parentId = parentId;
  }
  return [...operations.values()];
}

function setNew(map: Map<string, TreeEvent[]>, key: string): TreeEvent[] {
  const list: TreeEvent[] = [];
  map.set(key, list);
  return list;
}

function describeOperation(
  operation: BuiltOperation,
  { session }: TreeOptions,
): Omit<TreeOperation, "depth" | "parent" | "missing_parent"> {
  const calls = operation.calls.map(({ call }) => call);
  const last = calls.findLast(({ status }) => status === "running") ?? calls.at(-1);
  const views = operation.events.map(({ view }) => view);
  const isOver = calls.length > 0 && calls.every(({ ended }) => ended !== undefined);
  const ended = isOver
    ? calls
        .map((call) => call.ended ?? "")
        .toSorted()
        .at(-1)
    : undefined;
  const elsewhere = new Set(
    views
      .map((view) => view.session?.id)
      .filter((id) => id !== undefined && id.toLowerCase() !== session?.toLowerCase()),
  );
  return {
    operation_id: operation.id,
    status: last?.status ?? "unrecorded",
    summary: last?.summary ?? "no call of this operation is recorded here",
    started: calls.map(({ started }) => started).toSorted()[0] ?? views[0]?.time.occurred ?? "",
    ...(ended !== undefined && { ended }),
    ...(session !== undefined && elsewhere.size > 0 && { elsewhere: [...elsewhere] as string[] }),
    calls,
    approvals: approvalWaits(views),
  };
}

function factOf(view: EventView): TreeFact {
  return {
    event_id: view.event.id,
    type: view.event.type,
    time: view.time.occurred,
    ...withoutUndefined({ actor: view.actor?.id, server: view.server?.name }),
    ...(isLate(view) && { late: true as const }),
  };
}

function isLate(view: EventView): boolean {
  return view.marks.includes("late") || view.marks.includes("skewed");
}

function compareCalls(left: TreeCall, right: TreeCall): number {
  const rounds = (left.round ?? 0) - (right.round ?? 0);
  if (left.round !== undefined && right.round !== undefined && rounds !== 0) return rounds;
  if (left.started !== right.started) return left.started < right.started ? -1 : 1;
  return left.call_id < right.call_id ? -1 : 1;
}

function compareTime(left: EventView, right: EventView): number {
  if (left.time.occurred !== right.time.occurred)
    return left.time.occurred < right.time.occurred ? -1 : 1;
  return left.event.id < right.event.id ? -1 : 1;
}
