import type { AuditEvent } from "@toolmark/schemas/event";

import type { PolicyCheck } from "./event-parts.ts";

type Decision = PolicyCheck["decision"];

const severity: Record<Decision, number> = {
  deny: 5,
  error: 4,
  escalate: 3,
  modify: 2,
  warn: 1,
  allow: 0,
};

/**
 * The decision that counts: the most severe of the checks that are enforced, or of all where none is;
 * of the same `id` and `rule_id` the last. Undefined without checks.
 */
export function effectiveDecision(
  checks: readonly PolicyCheck[],
): { decision: Decision; isEnforced: boolean } | undefined {
  const last = new Map(checks.map((check) => [`${check.id} ${check.rule_id ?? ""}`, check]));
  const enforced = [...last.values()].filter((check) => check.mode !== "audit");
  const counted = enforced.length > 0 ? enforced : [...last.values()];
  let worst: Decision | undefined;
  for (const { decision } of counted)
    if (worst === undefined || severity[decision] > severity[worst]) worst = decision;
  return worst === undefined ? undefined : { decision: worst, isEnforced: enforced.length > 0 };
}

/** The policy part of a call's end. A denial that did not stop the call was not enforced. */
export function policyOf(
  checks: readonly PolicyCheck[],
  outcome: NonNullable<AuditEvent["outcome"]>,
): AuditEvent["policy"] {
  const effective = effectiveDecision(checks);
  if (effective === undefined) return undefined;
  const { decision, isEnforced } = effective;
  const wentThrough = decision === "deny" && outcome.executed === true;
  return { decision, enforced: isEnforced && !wentThrough, checks: [...checks] };
}
