import { audit } from "@toolmark/emitter/audit-server";
import type { Json } from "@toolmark/schemas/normalized-event";

import type { ApprovalAnswer, ApprovalRequest, Approvals, ApprovalVerdict } from "./approvals.ts";
import { CrmError } from "./crm.ts";
import type { Crm } from "./crm.ts";
import { judgeCall } from "./policy.ts";
import type { PolicyCheck } from "./policy.ts";
import type { Caller, Tool } from "./tool.ts";

/** A call of a tool, with its arguments already validated by the tool's schema. */
export interface ToolCall {
  tool: Tool;
  args: Record<string, unknown>;
  caller: Caller;
  signal: AbortSignal;
  /** How approvals travel: `elicitation` or `input_required`. */
  channel: string;
  /** The answer to the question of an earlier step of the same action. */
  answered?: { request: ApprovalRequest; answer: ApprovalAnswer } | undefined;
}

/** How far a call came. `approval` means: ask, then call again with the answer. */
export type Step =
  | { kind: "done"; result: Record<string, Json> }
  | { kind: "refused" | "failed"; message: string }
  | { kind: "approval"; request: ApprovalRequest; question: string };

/**
 * Runs one call of the CRM: rules first, then what the records allow, then an approval where a rule
 * wants one, then the tool. Every verdict is recorded with the call.
 */
export async function callTool(
  { crm, approvals }: { crm: Crm; approvals: Approvals },
  call: ToolCall,
): Promise<Step> {
  const { tool, args, caller, answered } = call;
  const checks = judgeCall(call);
  const denial = checks.find((check) => check.decision === "deny");
  const escalation = checks.find((check) => check.decision === "escalate");
  // An escalation that is answered below is recorded with its final verdict.
  for (const check of checks) if (check !== escalation || denial !== undefined) record(check);
  if (denial !== undefined) return refused(denial, denial.reason);
  try {
    tool.check?.(crm, args);
    if (escalation !== undefined) {
      const bound = { tool: tool.name, args, requester: caller.id };
      if (answered === undefined) {
        const request = approvals.open(bound);
        record(escalation);
        recordRequest(request, call.channel);
        return { kind: "approval", request, question: describe(request, escalation, caller, args) };
      }
      const verdict = approvals.judge(answered.request, bound, answered.answer);
      recordVerdict(answered.request, verdict, call.channel);
      record({
        ...escalation,
        decision: verdict.status === "granted" ? "allow" : "deny",
        reason: verdict.reason,
      });
      if (verdict.status !== "granted") return refused(escalation, verdict.reason);
    }
    return { kind: "done", result: await tool.run(crm, args, call) };
  } catch (error) {
    if (error instanceof CrmError) return { kind: "failed", message: error.message };
    throw error;
  }
}

function refused(check: PolicyCheck, reason: string): Step {
  return { kind: "refused", message: `blocked by ${check.id}/${check.rule_id}: ${reason}` };
}

function record(check: PolicyCheck): void {
  audit.policy({ ...check, engine: "crm", stage: "before_call" });
}

function recordRequest(request: ApprovalRequest, channel: string): void {
  audit.approval({
    id: request.id,
    required: true,
    status: "requested",
    channel,
    requested_at: new Date(request.requestedAt).toISOString(),
    expires_at: new Date(request.expiresAt).toISOString(),
  });
}

function recordVerdict(request: ApprovalRequest, verdict: ApprovalVerdict, channel: string): void {
  audit.approval({
    id: request.id,
    required: true,
    status: verdict.status,
    channel,
    requested_at: new Date(request.requestedAt).toISOString(),
    expires_at: new Date(request.expiresAt).toISOString(),
    decided_at: new Date().toISOString(),
    ...(verdict.approver === undefined
      ? {}
      : { approver: { id: verdict.approver, assurance: "verified" } }),
    ...(verdict.comment === undefined ? {} : { comment: verdict.comment }),
  });
}

function describe(
  request: ApprovalRequest,
  check: PolicyCheck,
  caller: Caller,
  args: Record<string, unknown>,
): string {
  const through = caller.agent === undefined ? "" : ` through ${caller.agent}`;
  return `${caller.id}${through} asks for ${request.tool} ${JSON.stringify(args)}: ${check.reason}`;
}
