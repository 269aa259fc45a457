import { compareText } from "../profiles/tally.ts";
import type { Approval, ApprovalsAnswer, UnapprovedWrite } from "./answers.ts";
import type { CollectedApprovals, UnapprovedWrite as FoundWrite } from "./collect-approvals.ts";
import { approvalFlags, approvalStates } from "./judge-approval.ts";
import type { JudgedApproval } from "./judge-approval.ts";

/** Shows one approval. Pure. */
export function viewApproval(approval: JudgedApproval): Approval {
  const { group, state, requester, approver, requestedAt, decidedAt, expiresAt } = approval;
  const { events } = group;
  const find = <Value>(read: (event: (typeof events)[number]) => Value | undefined) =>
    events.map(read).find((value) => value !== undefined);
  const channel = find((event) => event.approval?.channel);
  const comment = events
    .map((event) => event.approval?.comment)
    .findLast((value) => value !== undefined);
  const server = find((event) => event.server);
  const tool = find((event) => event.tool);
  const effect = find((event) => event.effect);
  const operation = find((event) => event.operation_id);
  return {
    ...(group.id !== undefined && { id: group.id }),
    key: group.key,
    state,
    ...(requester && { requester }),
    ...(approver && { approver }),
    ...(channel !== undefined && { channel }),
    ...(server !== undefined && { server }),
    ...(tool !== undefined && { tool }),
    ...(effect !== undefined && { effect: effect as Approval["effect"] & {} }),
    ...(operation !== undefined && { operation_id: operation }),
    ...(requestedAt !== undefined && { requested_at: new Date(requestedAt).toISOString() }),
    ...(decidedAt !== undefined && { decided_at: new Date(decidedAt).toISOString() }),
    ...(expiresAt !== undefined && { expires_at: new Date(expiresAt).toISOString() }),
    ...(requestedAt !== undefined &&
      decidedAt !== undefined && { wait_ms: decidedAt - requestedAt }),
    ...(comment !== undefined && { comment }),
    ...(approval.paramsHmac !== undefined && { params_hmac: approval.paramsHmac }),
    executions: approval.executions.map((end) => ({
      event_id: end.event_id,
      ...(end.call_id !== undefined && { call_id: end.call_id }),
      time: end.time,
      outcome: end.outcome?.status ?? "unknown",
      executed: end.outcome?.executed ?? null,
      ...(end.params_hmac !== undefined && { params_hmac: end.params_hmac }),
    })),
    flags: approval.flags,
    event_ids: events.map(({ event_id }) => event_id),
  };
}

/** Shows one write that lacked an approval. Pure. */
export function viewUnapproved({ end, reasons, approval }: FoundWrite): UnapprovedWrite {
  const { actor, server, tool, call_id } = end;
  const approver = approval?.approver?.id;
  return {
    event_id: end.event_id,
    ...(call_id !== undefined && { call_id }),
    time: end.time,
    reasons,
    ...(approval && { approval: approval.group.id ?? approval.group.key }),
    approval_event_ids: approval?.group.events.map(({ event_id }) => event_id) ?? [],
    ...(actor && { requester: actor }),
    ...(approver !== undefined && { approver }),
    ...(server !== undefined && { server }),
    ...(tool !== undefined && { tool }),
    effect: (end.effect ?? "write") as UnapprovedWrite["effect"],
    outcome: end.outcome?.status ?? "unknown",
  };
}

/** Counts approvals by state and flag, and says how long decisions took. Pure. */
export function summarizeApprovals(
  approvals: CollectedApprovals["approvals"],
): Pick<ApprovalsAnswer, "by_state" | "by_flag" | "median_wait_ms"> {
  const number = (isCounted: (approval: JudgedApproval) => boolean) =>
    approvals.filter(isCounted).length;
  const waits = approvals
    .flatMap(({ state, requestedAt, decidedAt }) =>
      (state === "granted" || state === "denied") &&
      requestedAt !== undefined &&
      decidedAt !== undefined
        ? [decidedAt - requestedAt]
        : [],
    )
    .toSorted((a, b) => a - b);
  const median = medianOf(waits);
  return {
    by_state: Object.fromEntries(
      approvalStates.map((name) => [name, number(({ state }) => state === name)]),
    ) as ApprovalsAnswer["by_state"],
    by_flag: Object.fromEntries(
      approvalFlags.map((name) => [name, number(({ flags }) => flags.includes(name))]),
    ) as ApprovalsAnswer["by_flag"],
    ...(median !== undefined && { median_wait_ms: median }),
  };
}

/** The middle of sorted numbers, or between the two in the middle. */
export function medianOf(sorted: readonly number[]): number | undefined {
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.floor(sorted.length / 2)];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/** Newest first, by when they were asked for. */
export function newestFirst(a: JudgedApproval, b: JudgedApproval): number {
  return beganAt(b) - beganAt(a) || compareText(a.group.key, b.group.key);
}

function beganAt({ requestedAt, group }: JudgedApproval): number {
  return requestedAt ?? group.events[0]?.at ?? 0;
}
