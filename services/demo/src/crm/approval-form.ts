import type { ApprovalRequest } from "./approvals.ts";

/**
 * The form of an elicitation (MCP 2025-11-25 and 2026-07-28) that an approver fills in. What has to be
 * signed comes as defaults, so that a form on a screen shows it.
 */
export function approvalForm(request: ApprovalRequest) {
  return {
    type: "object" as const,
    properties: {
      approval: { type: "string" as const, title: "Approval", default: request.id },
      digest: { type: "string" as const, title: "Digest of the call", default: request.digest },
      approver: { type: "string" as const, title: "Your e-mail address" },
      decision: { type: "string" as const, title: "Decision", enum: ["approve", "refuse"] },
      comment: { type: "string" as const, title: "Why", maxLength: 500 },
      signature: { type: "string" as const, title: "Signature of approval, digest and decision" },
    },
    required: ["approver", "decision", "signature"],
  };
}
