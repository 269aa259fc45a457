import type { downstreamOperations, outcomeStatuses } from "@toolmark/schemas/event";
import type { FieldId } from "@toolmark/schemas/fields";
import type { Filter } from "@toolmark/schemas/filter";
import type { Change, Json, NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { fold } from "@toolmark/schemas/tokens";

import { changesOf } from "./diff-states.ts";
import type { FieldChange } from "./diff-states.ts";
import type { EventView } from "./event-view.ts";

type Event = NormalizedEvent;
type Operation = (typeof downstreamOperations)[number];
type Assurance = NonNullable<Event["actor"]>["assurance"];

/** One rule or policy that looked at a call. */
export interface AppliedRule {
  id: string;
  rule_id?: string;
  decision: string;
  reason?: string;
}

/** One access to a resource, with everything that says who, how, by whose leave and what came of it. */
export interface ResourceAccess {
  event_id: string;
  call_id?: string;
  time: string;
  /** Null: the call aimed at the resource, and no operation on it is recorded. */
  operation: Operation | null;
  actor?: { type: string; id?: string; assurance: Assurance };
  agent?: string;
  delegation?: { subject: string; issuer?: string; type?: string }[];
  client?: { name?: string; version?: string; assurance: Assurance };
  server?: string;
  tool?: string;
  decision?: string;
  rules?: AppliedRule[];
  approval?: {
    id?: string;
    status?: string;
    approver?: string;
    decided_at?: string;
    /** Whether the approval was given for exactly these parameters; absent where it cannot be told. */
    bound?: boolean;
  };
  outcome?: (typeof outcomeStatuses)[number];
  /** Null: not known whether the tool ran. */
  executed?: boolean | null;
  /** On an unresolved call: the completion that came late after all. */
  resolved_by?: string;
  before?: Json;
  after?: Json;
  changed_fields?: string[];
  /** Difference of `before` and `after`, member by member; names alone where `masked` is set. */
  changes: FieldChange[];
  /** States were recorded and are not shown here. */
  masked?: true;
  /** How the operation is known. */
  assurance?: Assurance;
}

/**
 * The rows that hold at least one access to a resource, exactly those for which `accessesOf` is not
 * empty. Without reads: what changed it, and calls that were to change something, aimed at it or
 * touched it, and either failed, were blocked, have no known end, or recorded nothing downstream.
 */
export function accessFilter(uri: string, withReads: boolean): Filter {
  const isOutcome = is("phase", "outcome");
  const isTouch = is("type", "downstream.touched");
  const isAccess: Filter = { op: "any", of: [isOutcome, isTouch] };
  if (withReads) return { op: "all", of: [is("resource", uri), isAccess] };
  const isUnsettled: Filter = {
    op: "any",
    of: [not(is("outcome", "success")), is("downstream", "none")],
  };
  const isAim: Filter = {
    op: "all",
    of: [is("resource", uri), isOutcome, not(is("effect", "read")), isUnsettled],
  };
  const isChange: Filter = { op: "all", of: [is("changed", uri), isAccess] };
  return { op: "any", of: [isChange, isAim] };
}

function is(field: FieldId, value: string): Filter {
  return { op: "is", field, value };
}

function not(of: Filter): Filter {
  return { op: "not", of };
}

/**
 * The accesses of one event to a resource, one per downstream operation on it in the order of the
 * event; one without operation where the event only aimed at it. Pure.
 *
 * @param states what the event holds of each downstream operation's states, whether they may be shown
 *   or not: the names of members that changed are told to every reader, their values are not.
 */
export function accessesOf(
  event: EventView,
  uri: string,
  options: { withReads: boolean; states?: readonly (Change | null)[] | undefined },
): ResourceAccess[] {
  const { withReads, states } = options;
  const wanted = fold(uri);
  const isMasked = event.masked?.includes("changes") === true;
  const operations = (event.downstream ?? []).flatMap((entry, index) => {
    const isRead = entry.operation === "read" || entry.operation === "list";
    if (entry.uri === undefined || fold(entry.uri) !== wanted || (isRead && !withReads)) return [];
    const stored = states?.[index];
    const isHidden = isMasked && stored !== undefined && stored !== null;
    return [{ ...entry, isHidden, changes: changesOf({ ...entry, ...stored }, !isHidden) }];
  });
  const context = contextOf(event);
  if (operations.length === 0) {
    const isRead = event.effect?.class === "read";
    return [{ ...context, operation: isRead ? "read" : null, changes: [] }];
  }
  return operations.map((entry) => ({
    ...context,
    operation: entry.operation,
    ...(entry.before !== undefined && { before: entry.before }),
    ...(entry.after !== undefined && { after: entry.after }),
    ...(entry.changed_fields && { changed_fields: entry.changed_fields }),
    changes: entry.changes,
    ...(entry.isHidden && { masked: true as const }),
    ...(entry.assurance && { assurance: entry.assurance }),
  }));
}

function contextOf(event: EventView): Omit<ResourceAccess, "operation" | "changes"> {
  const { actor, client, policy, outcome } = event;
  const agent = actor?.agent?.id ?? actor?.agent?.name;
  return {
    event_id: event.event.id,
    ...(event.call && { call_id: event.call.id }),
    time: event.time.occurred,
    ...(actor && {
      actor: {
        type: actor.type,
        ...(actor.id !== undefined && { id: actor.id }),
        assurance: actor.assurance,
      },
    }),
    ...(agent !== undefined && { agent }),
    ...(actor?.delegation && { delegation: actor.delegation as ResourceAccess["delegation"] & {} }),
    ...(client && {
      client: {
        ...(client.name !== undefined && { name: client.name }),
        ...(client.version !== undefined && { version: client.version }),
        assurance: client.assurance,
      },
    }),
    ...(event.server && { server: event.server.name }),
    ...(event.tool && { tool: event.tool.name }),
    ...(policy && { decision: policy.decision }),
    ...(policy?.checks && { rules: policy.checks.map(ruleOf) }),
    ...(event.approval && { approval: approvalOf(event, event.approval) }),
    ...(outcome && { outcome: outcome.status, executed: outcome.executed }),
    ...(event.resolved_by !== undefined && { resolved_by: event.resolved_by }),
  };
}

function ruleOf(check: NonNullable<NonNullable<Event["policy"]>["checks"]>[number]): AppliedRule {
  return {
    id: check.id,
    ...(check.rule_id !== undefined && { rule_id: check.rule_id }),
    decision: check.decision,
    ...(check.reason !== undefined && { reason: check.reason }),
  };
}

function approvalOf(
  event: EventView,
  approval: NonNullable<Event["approval"]>,
): ResourceAccess["approval"] & {} {
  const called = event.params?.hmac;
  const approved = approval.params_hmac;
  return {
    ...(approval.id !== undefined && { id: approval.id }),
    ...(approval.status !== undefined && { status: approval.status }),
    ...(approval.approver && { approver: approval.approver.id }),
    ...(approval.decided_at !== undefined && { decided_at: approval.decided_at }),
    ...(called !== undefined && approved !== undefined && { bound: called === approved }),
  };
}
