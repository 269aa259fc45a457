import type { Json } from "@toolmark/schemas/normalized-event";

import type { Call } from "./call.ts";
import { changedFields } from "./changed-fields.ts";
import { currentCall } from "./current-call.ts";
import { checkPart, eventParts } from "./event-parts.ts";
import type { Approval, Downstream, PolicyCheck } from "./event-parts.ts";
import { createFaultReporter } from "./report-fault.ts";

/** What a handler did to a record of another system; states are copied at once, without secrets. */
export type Touch = Omit<Downstream, "before" | "after"> & {
  /** The record before and after. `changed_fields` is worked out from both unless given. */
  before?: unknown;
  after?: unknown;
};

/** What a handler can say about the call it serves. Outside a call nothing is recorded. */
export interface Audit {
  /** Records one operation on another system. */
  touch(touch: Touch): void;
  /**
   * Records one check of a policy. The most severe decision of those that are enforced counts for the
   * call: deny, error, escalate, modify, warn, allow; a later verdict of the same `id` and `rule_id`
   * replaces the earlier. A call that fails after an enforced `deny` is recorded as denied.
   */
  policy(check: PolicyCheck): void;
  /** Records where the call's approval stands; bound to the call's arguments unless told otherwise. */
  approval(approval: Approval): void;
  /** Adds facts of the server's own to the call. */
  attr(attributes: Readonly<Record<string, unknown>>): void;
  /** Id of the call, for the logs of other systems. */
  callId(): string | undefined;
  /** How often something was told outside a call, and so was not recorded. */
  unrecorded(): number;
}

const MAX_DOWNSTREAM = 1000;
const MAX_CHECKS = 64;
const MAX_ATTR_BYTES = 64 * 1024;
const MAX_REASON_LENGTH = 2048;
const reads: ReadonlySet<string> = new Set(["read", "list"]);

const warn = createFaultReporter();
let outside = 0;

function inCall(what: string, record: (call: Call) => void): void {
  const call = currentCall.getStore();
  if (call === undefined) {
    outside++;
    warn(new Error(`audit.${what} was called outside a recorded call and is not recorded`));
    return;
  }
  try {
    record(call);
  } catch (error) {
    call.fault(`audit.${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Says what only a tool's handler knows about the call it serves; never throws. */
export const audit: Audit = {
  touch: (touch) => inCall("touch", (call) => recordTouch(call, touch)),
  policy: (check) => inCall("policy", (call) => recordCheck(call, check)),
  approval: (approval) => inCall("approval", (call) => recordApproval(call, approval)),
  attr: (attributes) =>
    inCall("attr", (call) => {
      const { value } = call.clean(attributes, MAX_ATTR_BYTES);
      if (typeof value !== "object" || value === null || Array.isArray(value))
        call.fault("audit.attr: expected an object");
      else if (call.isConcluded) call.fault("audit.attr: the call was recorded already");
      else Object.assign(call.attr, value);
    }),
  callId: () => currentCall.getStore()?.id,
  unrecorded: () => outside,
};

function recordTouch(call: Call, { before, after, ...facts }: Touch): void {
  const { part, faults } = checkPart(eventParts.downstream, facts);
  for (const fault of faults) call.fault(`audit.touch: ${fault}`);
  if (part === undefined) return;
  const changed = part.changed_fields ?? changedFields(before, after);
  const entry: Downstream = {
    ...part,
    ...(part.resource === undefined ? {} : { resource: call.cleanText(part.resource, 4096) }),
    ...stateOf(call, "before", before),
    ...stateOf(call, "after", after),
    ...(changed === undefined ? {} : { changed_fields: changed }),
  };
  if (!reads.has(entry.operation)) call.hasWritten = true;
  if (call.isConcluded || call.downstream.length >= MAX_DOWNSTREAM)
    call.late({ type: "downstream.touched", downstream: [entry] });
  else call.downstream.push(entry);
}

function stateOf<Name extends "before" | "after">(
  call: Call,
  name: Name,
  state: unknown,
): { [Key in Name]?: Json } {
  if (state === undefined) return {};
  if (call.stateBytesLeft <= 0) {
    call.fault(`audit.touch: the call brings too many states along, ${name} was left out`);
    return {};
  }
  const { value, bytes } = call.clean(state, call.stateBytesLeft);
  call.stateBytesLeft -= bytes;
  return { [name]: value } as { [Key in Name]?: Json };
}

function recordCheck(call: Call, given: PolicyCheck): void {
  const { part, faults } = checkPart(eventParts.policyCheck, given);
  for (const fault of faults) call.fault(`audit.policy: ${fault}`);
  if (part === undefined) return;
  const check = {
    ...part,
    ...(part.reason === undefined
      ? {}
      : { reason: call.cleanText(part.reason, MAX_REASON_LENGTH) }),
  };
  if (call.isConcluded)
    call.late({ type: "policy.decided", policy: { decision: check.decision, checks: [check] } });
  else if (call.checks.length < MAX_CHECKS) call.checks.push(check);
  else {
    // The last place goes to the most recent verdict, so that a late denial is not the one left out.
    call.checks[MAX_CHECKS - 1] = check;
    call.fault(`audit.policy: a call keeps ${MAX_CHECKS} checks, one was left out`);
  }
}

const approvalFact = {
  requested: "approval.requested",
  granted: "approval.granted",
  denied: "approval.denied",
  cancelled: "approval.denied",
  expired: "approval.expired",
} as const;

function recordApproval(call: Call, given: Approval): void {
  const { part, faults } = checkPart(eventParts.approval, given);
  for (const fault of faults) call.fault(`audit.approval: ${fault}`);
  if (part === undefined) return;
  const approval: Approval = {
    ...call.approval,
    ...(call.paramsHmac === undefined ? {} : { params_hmac: call.paramsHmac }),
    ...part,
    ...(part.comment === undefined ? {} : { comment: call.cleanText(part.comment, 8192) }),
  };
  if (call.isConcluded) call.late({ type: approvalFact[approval.status ?? "requested"], approval });
  else call.approval = approval;
}
