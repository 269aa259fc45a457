import { z } from "@hono/zod-openapi";
import {
  assurances,
  effectClasses,
  outcomeStatuses,
  policyDecisions,
} from "@toolmark/schemas/event";

import { completeness, count, instant } from "../profiles/answer-parts.ts";
import { approvalFlags, approvalStates, invalidReasons } from "./judge-approval.ts";
import { blockKinds } from "./policy-decisions.ts";

const Requester = z.strictObject({
  id: z.string().optional(),
  issuer: z.string().optional(),
  agent: z.string().optional(),
});

const Execution = z
  .strictObject({
    event_id: z.string(),
    call_id: z.string().optional(),
    time: instant,
    outcome: z.enum(outcomeStatuses),
    executed: z.boolean().nullable().openapi({ description: "null: not known" }),
    params_hmac: z.string().optional(),
  })
  .openapi("Execution");

const Approval = z
  .strictObject({
    id: z.string().optional().openapi({ description: "absent: the emitter gave it none" }),
    key: z.string().openapi({ description: "what its events have in common" }),
    state: z.enum(approvalStates),
    requester: Requester.optional(),
    approver: z
      .looseObject({
        id: z.string(),
        issuer: z.string().optional(),
        assurance: z.enum(assurances),
      })
      .optional(),
    channel: z.string().optional(),
    server: z.string().optional(),
    tool: z.string().optional(),
    effect: z.enum(effectClasses).optional(),
    operation_id: z.string().optional(),
    requested_at: instant.optional(),
    decided_at: instant.optional(),
    expires_at: instant.optional(),
    wait_ms: z.number().optional().openapi({ description: "from request to decision" }),
    comment: z.string().optional(),
    params_hmac: z
      .string()
      .optional()
      .openapi({ description: "keyed digest of the arguments it was given for" }),
    executions: z.array(Execution).openapi({
      description: "ends of calls that ran, or may have run, under it; oldest first",
    }),
    flags: z.array(z.enum(approvalFlags)),
    event_ids: z.array(z.string()).openapi({ description: "all events of it, oldest first" }),
  })
  .openapi("Approval");
export type Approval = z.infer<typeof Approval>;

const UnapprovedWrite = z
  .strictObject({
    event_id: z.string(),
    call_id: z.string().optional(),
    time: instant,
    reasons: z.array(z.enum(invalidReasons)),
    approval: z.string().optional().openapi({ description: "id or key of the approval, if any" }),
    approval_event_ids: z.array(z.string()),
    requester: Requester.optional(),
    approver: z.string().optional(),
    server: z.string().optional(),
    tool: z.string().optional(),
    effect: z.enum(effectClasses),
    outcome: z.enum(outcomeStatuses),
  })
  .openapi("UnapprovedWrite");
export type UnapprovedWrite = z.infer<typeof UnapprovedWrite>;

/** Answer of `GET /v1/approvals`. */
export const ApprovalsAnswer = z
  .strictObject({
    approvals: z.array(Approval).openapi({ description: "of the state asked for, newest first" }),
    total: count.openapi({ description: "exact number, of the state asked for" }),
    by_state: z.record(z.enum(approvalStates), count),
    by_flag: z.record(z.enum(approvalFlags), count),
    median_wait_ms: z.number().optional().openapi({ description: "of those granted or denied" }),
    unapproved_writes: z.array(UnapprovedWrite).openapi({
      description:
        "writes that ran, or may have run, whose policy or call required an approval and that had none that covers them; newest first",
    }),
    unapproved_total: count,
    ...completeness,
  })
  .openapi("ApprovalsAnswer");
export type ApprovalsAnswer = z.infer<typeof ApprovalsAnswer>;

const BlockedAttempt = z
  .strictObject({
    event_id: z.string(),
    time: instant,
    kind: z.enum(blockKinds).openapi({
      description:
        "policy; approval refused, expired or cancelled; validation of the request; transport (401, 403); server: denied without saying by what",
    }),
    rule: z.string().optional(),
    reason: z.string().optional(),
    decision: z.enum(policyDecisions).optional(),
    outcome: z.enum(outcomeStatuses).exclude(["success"]).optional(),
    call_id: z.string().optional(),
    actor: z.string().optional(),
    agent: z.string().optional(),
    client: z.string().optional(),
    server: z.string().optional(),
    tool: z.string().optional(),
    also: z.array(z.string()).openapi({ description: "other events about the same attempt" }),
  })
  .openapi("BlockedAttempt");

/** Answer of `GET /v1/policy-decisions`. */
export const PolicyDecisionsAnswer = z
  .strictObject({
    blocked: z.array(BlockedAttempt).openapi({ description: "newest first" }),
    total: count.openapi({ description: "exact number of blocked attempts" }),
    by_kind: z.record(z.enum(blockKinds), count),
    rules: z
      .array(
        z.strictObject({
          rule: z.string(),
          check: z.string(),
          version: z.string().optional(),
          mode: z.enum(["enforce", "audit"]),
          decision: z.enum(policyDecisions),
          count,
          first: z.string().openapi({ description: "id of the first event" }),
          last: z.string().openapi({ description: "id of the last event" }),
        }),
      )
      .openapi({ description: "what each rule decided, most frequent first" }),
    decisions: z
      .partialRecord(z.enum(policyDecisions), count)
      .openapi({ description: "calls per effective decision" }),
    not_enforced: z
      .array(
        z.strictObject({
          event_id: z.string(),
          time: instant,
          rule: z.string().optional(),
          reason: z.string().optional(),
          outcome: z.enum(outcomeStatuses).optional(),
          tool: z.string().optional(),
        }),
      )
      .openapi({ description: "calls that a policy denied and that ran all the same" }),
    not_enforced_total: count,
    ...completeness,
  })
  .openapi("PolicyDecisionsAnswer");
export type PolicyDecisionsAnswer = z.infer<typeof PolicyDecisionsAnswer>;
