import type { ApprovalAnswer } from "../crm/approvals.ts";
import { signDecision } from "../crm/approvals.ts";
import type { Approver } from "../crm/people.ts";

/**
 * Dave at his screen: answers the form of an elicitation with his signature. He refuses to make
 * anyone an administrator and approves the rest.
 */
export function createApproverDesk(approver: Approver) {
  return (params: { message: string; requestedSchema?: unknown }): ApprovalAnswer => {
    const request = {
      id: preset(params.requestedSchema, "approval"),
      digest: preset(params.requestedSchema, "digest"),
    };
    const isRefused = params.message.includes('"role":"admin"');
    const decision = isRefused ? "refuse" : "approve";
    return {
      action: "accept",
      content: {
        approver: approver.id,
        decision,
        comment: isRefused ? "no new administrators this week" : "checked with the account team",
        signature: signDecision(request, approver.id, decision, approver.privateKey),
      },
    };
  };
}
export type ApproverDesk = ReturnType<typeof createApproverDesk>;

function preset(schema: unknown, property: string): string {
  const { properties } = (schema ?? {}) as { properties?: Record<string, { default?: unknown }> };
  const value = properties?.[property]?.default;
  return typeof value === "string" ? value : "";
}
