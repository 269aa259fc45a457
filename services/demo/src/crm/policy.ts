import type { Caller, Tool } from "./tool.ts";

/** One rule's verdict on one call; `escalate` means that a person has to decide. */
export interface PolicyCheck {
  id: string;
  version: string;
  rule_id: string;
  decision: "allow" | "warn" | "escalate" | "deny";
  reason: string;
}

/** A call that is about to run. */
export interface PlannedCall {
  tool: Pick<Tool, "name" | "scope" | "annotations">;
  args: Readonly<Record<string, unknown>>;
  caller: Caller;
}

/** Limits of `refund-limit`, whole euros. */
export const refundLimits = { approvalFrom: 100, most: 500 } as const;

/** Clients that were reviewed; their names are self-reported, so this only ever narrows rights. */
export const reviewedClients: readonly string[] = ["claude-desktop", "support-console"];

/** Fields of a contact whose change needs an approval. */
export const guardedFields: readonly string[] = ["owner", "credit_limit"];

/** Domains of the company's own mail. */
const ownDomains: readonly string[] = ["example.com"];

type Rule = (call: PlannedCall) => PolicyCheck | undefined;

/** One policy per function; each looks only at the calls that concern it. */
const policies: readonly Rule[] = [
  toolScope,
  destructiveFreeze,
  refundLimit,
  contactGuard,
  roleChange,
  mailOutside,
];

/**
 * Judges a call by every policy that concerns it, before anything runs. The strictest verdict counts:
 * deny, then escalate, then warn and allow.
 */
export function judgeCall(call: PlannedCall): PolicyCheck[] {
  return policies.flatMap((policy) => policy(call) ?? []);
}

function toolScope({ tool, caller }: PlannedCall): PolicyCheck {
  const allowed = caller.scopes.includes(tool.scope);
  return {
    id: "tool-scope",
    version: "1",
    rule_id: "scope-of-tool",
    decision: allowed ? "allow" : "deny",
    reason: allowed ? `has ${tool.scope}` : `${tool.name} needs the scope ${tool.scope}`,
  };
}

function destructiveFreeze({ tool, caller }: PlannedCall): PolicyCheck | undefined {
  if (tool.annotations.destructiveHint !== true) return undefined;
  const name = caller.client?.name;
  const allowed = name !== undefined && reviewedClients.includes(name);
  return {
    id: "destructive-freeze",
    version: "3",
    rule_id: "unknown-client",
    decision: allowed ? "allow" : "deny",
    reason: allowed
      ? "the client was reviewed"
      : "destructive tools are closed to clients that nobody reviewed",
  };
}

function refundLimit({ tool, args }: PlannedCall): PolicyCheck | undefined {
  if (tool.name !== "billing.refund") return undefined;
  const amount = Number(args["amount"]);
  const base = { id: "refund-limit", version: "2" };
  if (!(amount <= refundLimits.most))
    return {
      ...base,
      rule_id: "max-500",
      decision: "deny",
      reason: `a refund may be at most ${refundLimits.most} euros`,
    };
  if (amount >= refundLimits.approvalFrom)
    return {
      ...base,
      rule_id: "approval-from-100",
      decision: "escalate",
      reason: `a refund of ${refundLimits.approvalFrom} euros or more needs an approval`,
    };
  return { ...base, rule_id: "small", decision: "allow", reason: "small enough" };
}

function contactGuard({ tool, args }: PlannedCall): PolicyCheck | undefined {
  if (tool.name !== "crm.contacts.update") return undefined;
  const guarded = Object.keys(args["set"] ?? {}).filter((field) => guardedFields.includes(field));
  return {
    id: "contact-guard",
    version: "1",
    rule_id: "owner-or-credit",
    decision: guarded.length > 0 ? "escalate" : "allow",
    reason:
      guarded.length > 0
        ? `a change of ${guarded.join(" and ")} needs an approval`
        : "no guarded field",
  };
}

function roleChange({ tool }: PlannedCall): PolicyCheck | undefined {
  if (tool.name !== "crm.users.set_role") return undefined;
  return {
    id: "role-change",
    version: "1",
    rule_id: "always-approved",
    decision: "escalate",
    reason: "every change of a role needs an approval",
  };
}

function mailOutside({ tool, args }: PlannedCall): PolicyCheck | undefined {
  if (tool.name !== "mail.send") return undefined;
  const domain = String(args["to"]).split("@").at(-1)?.toLowerCase() ?? "";
  const inside = ownDomains.includes(domain);
  return {
    id: "mail-outside",
    version: "1",
    rule_id: "recipient-domain",
    decision: inside ? "allow" : "warn",
    reason: inside ? "stays in the company" : `the message leaves the company for ${domain}`,
  };
}
