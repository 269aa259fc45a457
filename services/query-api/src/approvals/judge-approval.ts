import { fold } from "@toolmark/schemas/tokens";

import { isApprovalFact, mayHaveRun } from "./approval-event.ts";
import type { ApprovalEvent, ApprovalStatus } from "./approval-event.ts";
import type { ApprovalGroup } from "./group-approvals.ts";

/** Where an approval stands. */
export const approvalStates = ["waiting", "granted", "denied", "expired", "cancelled"] as const;
export type ApprovalState = (typeof approvalStates)[number];

/** What is wrong or remarkable about an approval. */
export const approvalFlags = [
  "self_approved",
  "argument_mismatch",
  "expired_before_use",
  "rubber_stamp",
  "never_executed",
] as const;
export type ApprovalFlag = (typeof approvalFlags)[number];

/** Why an approval does not cover a call. */
export const invalidReasons = [
  "none",
  "undecided",
  "refused",
  "cancelled",
  "expired",
  "decided_after",
  "mismatch",
  "self_approved",
] as const;
export type InvalidReason = (typeof invalidReasons)[number];

/** An approval as its events tell it. */
export interface JudgedApproval {
  group: ApprovalGroup;
  state: ApprovalState;
  /** Who asked: of the request or the call, never of a decision. */
  requester: ApprovalEvent["actor"] | undefined;
  approver: NonNullable<NonNullable<ApprovalEvent["approval"]>["approver"]> | undefined;
  /** Milliseconds since the epoch. */
  requestedAt: number | undefined;
  decidedAt: number | undefined;
  expiresAt: number | undefined;
  /** Digest of the arguments it was given for. */
  paramsHmac: string | undefined;
  /** Ends of calls that ran, or may have run, under it. */
  executions: ApprovalEvent[];
  flags: ApprovalFlag[];
}

/** An approval given faster than this was hardly read, milliseconds. */
export const RUBBER_STAMP_MS = 3000;

/**
 * Says where an approval stands and what is remarkable about it. What approval events say counts
 * before what calls say of their own approval. Pure.
 */
export function judgeApproval(group: ApprovalGroup): JudgedApproval {
  const { events } = group;
  const facts = events.filter(isApprovalFact);
  const deciding = (facts.some(decides) ? facts : events).filter(decides);
  const executions = executionsOf(events);
  const { state, decision } = foldStates(deciding, executions);
  const asking =
    facts.find(({ type }) => type === "approval.requested") ??
    events.find((event) => !isApprovalFact(event));
  const asked = events.find(({ status }) => status === "requested");
  const requestedAt = firstInstant(events, "requested_at") ?? asked?.at;
  const ofDecision = decision?.approval?.decided_at;
  const decidedAt =
    ofDecision === undefined
      ? (firstInstant(deciding, "decided_at") ??
        (decision !== undefined && isApprovalFact(decision) ? decision.at : undefined))
      : Date.parse(ofDecision);
  const judged: JudgedApproval = {
    group,
    state,
    requester: asking?.actor,
    approver: decision?.approval?.approver ?? lastOf(deciding, (event) => event.approval?.approver),
    requestedAt,
    decidedAt: state === "waiting" ? undefined : decidedAt,
    expiresAt: instantOf(lastOf(events, (event) => event.approval?.expires_at)),
    paramsHmac:
      lastOf(facts, (event) => event.approval?.params_hmac) ??
      lastOf(events, (event) => event.approval?.params_hmac),
    executions,
    flags: [],
  };
  return { ...judged, flags: flagsOf(judged) };
}

/** Why an approval does not cover the end of a call; empty where it does. Pure. */
export function invalidReasonsOf(
  end: ApprovalEvent,
  approval: JudgedApproval | undefined,
): InvalidReason[] {
  if (approval === undefined) return ["none"];
  const { state, decidedAt } = approval;
  if (state !== "granted") return [reasonOfState[state]];
  const reasons: InvalidReason[] = [];
  if (isExpired(approval, end)) reasons.push("expired");
  if (decidedAt !== undefined && decidedAt > end.at) reasons.push("decided_after");
  if (isOther(approval, end)) reasons.push("mismatch");
  if (isSelfApproved(approval, end.actor)) reasons.push("self_approved");
  return reasons;
}

const reasonOfState = {
  waiting: "undecided",
  denied: "refused",
  expired: "expired",
  cancelled: "cancelled",
} as const;

function decides({ status }: ApprovalEvent): boolean {
  return status !== undefined && status !== "requested";
}

function executionsOf(events: readonly ApprovalEvent[]): ApprovalEvent[] {
  const completed = new Set(
    events.flatMap(({ type, call_id }) => (type === "call.completed" ? [call_id] : [])),
  );
  return events.filter(
    (event) =>
      mayHaveRun(event) && !(event.type === "call.unresolved" && completed.has(event.call_id)),
  );
}

function foldStates(
  deciding: readonly ApprovalEvent[],
  executions: readonly ApprovalEvent[],
): { state: ApprovalState; decision: ApprovalEvent | undefined } {
  let state: ApprovalState = "waiting";
  let decision: ApprovalEvent | undefined;
  for (const event of deciding) {
    const next = event.status as Exclude<ApprovalStatus, "requested">;
    // What was used in time does not become expired when its time comes.
    const isUsed =
      next === "expired" && state === "granted" && executions.some(({ began }) => began < event.at);
    if (isUsed || next === state) continue;
    state = next;
    decision = event;
  }
  return { state, decision };
}

function flagsOf(approval: JudgedApproval): ApprovalFlag[] {
  const { state, executions, requester, requestedAt, decidedAt } = approval;
  const isGranted = state === "granted";
  const actors = [requester, ...executions.map(({ actor }) => actor)];
  const found: Record<ApprovalFlag, boolean> = {
    self_approved: isGranted && actors.some((actor) => isSelfApproved(approval, actor)),
    argument_mismatch: executions.some((end) => isOther(approval, end)),
    expired_before_use:
      executions.length > 0 &&
      (state === "expired" || (isGranted && executions.some((end) => isExpired(approval, end)))),
    rubber_stamp:
      isGranted &&
      requestedAt !== undefined &&
      decidedAt !== undefined &&
      decidedAt >= requestedAt &&
      decidedAt - requestedAt < RUBBER_STAMP_MS,
    never_executed: isGranted && executions.length === 0,
  };
  return approvalFlags.filter((flag) => found[flag]);
}

function isExpired({ expiresAt }: JudgedApproval, end: ApprovalEvent): boolean {
  return expiresAt !== undefined && end.began >= expiresAt;
}

function isOther({ paramsHmac }: JudgedApproval, end: ApprovalEvent): boolean {
  return (
    paramsHmac !== undefined && end.params_hmac !== undefined && paramsHmac !== end.params_hmac
  );
}

/** The same id of two issuers is two people. */
function isSelfApproved({ approver }: JudgedApproval, actor: ApprovalEvent["actor"]): boolean {
  if (approver === undefined || actor === undefined) return false;
  const name = fold(approver.id);
  if (actor.agent !== undefined && fold(actor.agent) === name) return true;
  if (actor.id === undefined || fold(actor.id) !== name) return false;
  return (
    approver.issuer === undefined || actor.issuer === undefined || approver.issuer === actor.issuer
  );
}

function lastOf<Value>(
  events: readonly ApprovalEvent[],
  read: (event: ApprovalEvent) => Value | undefined,
): Value | undefined {
  return events.map(read).findLast((value) => value !== undefined);
}

function firstInstant(
  events: readonly ApprovalEvent[],
  name: "requested_at" | "decided_at",
): number | undefined {
  return instantOf(events.find(({ approval }) => approval?.[name] !== undefined)?.approval?.[name]);
}

function instantOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}
