import type { CollectedApprovals, UnapprovedWrite } from "../approvals/collect-approvals.ts";
import { RUBBER_STAMP_MS } from "../approvals/judge-approval.ts";
import type { ApprovalFlag, InvalidReason, JudgedApproval } from "../approvals/judge-approval.ts";
import type { Attention } from "./answers.ts";
import { conditionOf } from "./condition.ts";
import { amount, names, nothing, quoted, say } from "./sentence.ts";

/** Most ids in a query of an item. */
const MAX_IDS = 25;

type Item = Omit<Attention, "id">;

/** What of the approvals of a period needs a look. Pure. */
export function approvalsNeedingAttention({
  approvals,
  unapproved,
}: CollectedApprovals): Attention[] {
  const withFlag = (flag: ApprovalFlag) => approvals.filter(({ flags }) => flags.includes(flag));
  const inState = (wanted: JudgedApproval["state"]) =>
    approvals.filter(({ state }) => state === wanted);
  return [
    ...unapprovedItems(unapproved),
    ...item(withFlag("self_approved"), (found) => ({
      kind: "self_approved",
      severity: "high",
      title: "Own request approved",
      ...say`${names(approversOf(found))} approved ${amount(found.length, "own request")}`,
    })),
    ...item(withFlag("argument_mismatch"), (found) => ({
      kind: "argument_mismatch",
      severity: "high",
      title: "Arguments differ from what was approved",
      ...say`${amount(found.length, "approval")} ran with other arguments, of ${names(toolsOf(found))}`,
    })),
    ...item(withFlag("expired_before_use"), (found) => ({
      kind: "approval_expired_use",
      severity: "high",
      title: "Approval used after it expired",
      ...say`${amount(found.length, "approval")} of ${names(toolsOf(found))} had expired when the call ran`,
    })),
    ...item(inState("waiting"), (found) => ({
      kind: "approval_waiting",
      severity: "medium",
      title: "Approvals are waiting",
      ...say`${amount(found.length, "request")} of ${names(requestersOf(found))} for ${names(toolsOf(found))}`,
    })),
    ...item(inState("expired"), (found) => ({
      kind: "approval_expired",
      severity: "low",
      title: "Approvals expired without a decision",
      ...say`${amount(found.length, "request")} of ${names(requestersOf(found))} for ${names(toolsOf(found))}`,
    })),
    ...item(withFlag("rubber_stamp"), (found) => ({
      kind: "rubber_stamp",
      severity: "low",
      title: `Approved in less than ${RUBBER_STAMP_MS / 1000} s`,
      ...say`${names(approversOf(found))} hardly read ${amount(found.length, "request")}`,
    })),
  ];
}

function item(
  found: readonly JudgedApproval[],
  describe: (
    found: readonly JudgedApproval[],
  ) => Pick<Item, "kind" | "severity" | "title" | "sentence" | "parts">,
): Attention[] {
  const first = found[0];
  if (first === undefined) return [];
  const described = describe(found);
  const tools = toolsOf(found);
  const operations = found.flatMap(({ group }) =>
    group.events.flatMap(({ operation_id }) => operation_id ?? []),
  );
  const times = found.flatMap(({ group }) => group.events.map(({ at }) => at));
  return [
    {
      id: described.kind,
      ...described,
      ...(tools.length > 0 && { subject: tools.slice(0, 2).join(", ") }),
      count: found.length,
      unit: "approvals",
      last: new Date(times.reduce((a, b) => Math.max(a, b))).toISOString(),
      ...(operations.length > 0 && {
        query: conditionOf("operation", [...new Set(operations)].slice(0, MAX_IDS)),
      }),
      place: "policy",
    },
  ];
}

const reasonWords: Record<InvalidReason, string> = {
  none: "it had none",
  undecided: "it was not decided",
  refused: "it was refused",
  cancelled: "it was cancelled",
  expired: "it had expired",
  decided_after: "it was given afterwards",
  mismatch: "it was given for other arguments",
  self_approved: "it was given by whoever asked",
};

// What the flags of an approval tell already is not told again.
const flagged: ReadonlySet<InvalidReason> = new Set(["mismatch", "self_approved", "expired"]);

function unapprovedItems(writes: readonly UnapprovedWrite[]): Attention[] {
  const untold = writes.filter(
    ({ reasons, approval }) =>
      approval === undefined || reasons.some((reason) => !flagged.has(reason)),
  );
  const byTool = Map.groupBy(untold, ({ end }) => `${end.server ?? ""} ${end.tool ?? ""}`.trim());
  return [...byTool].map(([subject, found]) => {
    const isDestructive = found.some(({ end }) => end.effect === "destructive");
    const reasons = [...new Set(found.flatMap((write) => write.reasons))];
    const calls = [...new Set(found.flatMap(({ end }) => end.call_id ?? []))];
    const actors = [...new Set(found.flatMap(({ end }) => end.actor?.id ?? []))];
    const times = found.map(({ end }) => end.at);
    const by = actors.length === 0 ? nothing : say` by ${names(actors)}`;
    const why = reasons.map((reason) => reasonWords[reason]).join("; ");
    return {
      id: `write_unapproved ${subject}`,
      kind: "write_unapproved",
      severity: "high",
      title: isDestructive ? "Destructive call without approval" : "Write without approval",
      ...say`${quoted(subject === "" ? "a tool" : subject)} ran ${found.length === 1 ? "once" : `${found.length} times`}${by}; an approval was required and ${why}`,
      ...(subject !== "" && { subject }),
      count: found.length,
      unit: "calls",
      last: new Date(times.reduce((a, b) => Math.max(a, b))).toISOString(),
      ...(calls.length > 0 && { query: conditionOf("call", calls.slice(0, MAX_IDS)) }),
      place: "policy",
    };
  });
}

function toolsOf(approvals: readonly JudgedApproval[]): string[] {
  return unique(
    approvals.map(({ group }) => {
      const { server, tool } = group.events.find((event) => event.tool !== undefined) ?? {};
      return tool === undefined ? undefined : [server, tool].filter(Boolean).join(" ");
    }),
  );
}

function approversOf(approvals: readonly JudgedApproval[]): string[] {
  return unique(approvals.map(({ approver }) => approver?.id));
}

function requestersOf(approvals: readonly JudgedApproval[]): string[] {
  return unique(approvals.map(({ requester }) => requester?.id ?? requester?.agent));
}

function unique(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}
