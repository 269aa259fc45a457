import type { Approval, UnapprovedWrite } from "@toolmark/query-api/approvals/answers";

/** A state of an approval. */
export type ApprovalState = Approval["state"];
/** What is wrong or remarkable about an approval. */
export type ApprovalFlag = Approval["flags"][number];

/** Flags in words, and whether they are a reason to worry. */
export const flagWords: Readonly<
  Record<ApprovalFlag, { word: string; tone: "high" | "medium" | "plain" }>
> = {
  self_approved: { word: "own request", tone: "high" },
  argument_mismatch: { word: "other arguments", tone: "high" },
  expired_before_use: { word: "used after expiry", tone: "high" },
  rubber_stamp: { word: "under 3 s", tone: "medium" },
  never_executed: { word: "never ran", tone: "plain" },
};

/** Why a write had no approval that covers it, in words. */
export const reasonWords: Readonly<Record<UnapprovedWrite["reasons"][number], string>> = {
  none: "none was asked for",
  undecided: "it was not decided",
  refused: "it was refused",
  cancelled: "it was withdrawn",
  expired: "it had expired",
  decided_after: "it came afterwards",
  mismatch: "it was for other arguments",
  self_approved: "it was given by whoever asked",
};

/** Approvals in a state or with a flag; all without one. Pure. */
export function shownApprovals(
  approvals: readonly Approval[],
  show: ApprovalState | ApprovalFlag | undefined,
): readonly Approval[] {
  if (show === undefined) return approvals;
  return approvals.filter(
    ({ state, flags }) => state === show || flags.includes(show as ApprovalFlag),
  );
}
