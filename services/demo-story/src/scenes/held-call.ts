import type { AuditEvent } from "@toolmark/schemas/event";

import { approver } from "../cast.ts";
import { operationId } from "../story-writer.ts";
import type { CallSpec, StoryWriter } from "../story-writer.ts";

type Approval = NonNullable<AuditEvent["approval"]>;

/** A call that is held until somebody decides about it. */
export interface HeldCall {
  name: string;
  before: number;
  /** Seconds until the decision. */
  decidedAfter: number;
  verdict: "granted" | "denied";
  comment: string;
  call: Omit<CallSpec, "before">;
  rule: [id: string, rule: string];
  done: NonNullable<AuditEvent["downstream"]>;
}

/** A call is held, somebody decides, the same arguments are sent again. */
export function holdAndDecide({ call, fact, time }: StoryWriter, held: HeldCall): void {
  const { name, before, decidedAfter, verdict, comment } = held;
  const [id, rule] = held.rule;
  const decidedAt = before - decidedAfter;
  let bound = "";
  const request = (hmac: string): Approval => {
    bound = hmac;
    return {
      required: true,
      id: `demo-ap-${name}`,
      status: "requested",
      channel: "input_required",
      requested_at: time(before - 0.1),
      expires_at: time(before - 120),
      params_hmac: hmac,
    };
  };
  const decision = (): Approval => ({
    ...request(bound),
    status: verdict,
    approver,
    decided_at: time(decidedAt),
    comment,
  });
  call({
    ...held.call,
    operation: name,
    before,
    duration: 12,
    outcome: "input_required",
    policy: escalated(id, rule),
    approval: request,
  });
  const about = {
    emitter: held.call.tool.emitter,
    actor: held.call.actor,
    client: held.call.client,
    server: { name: held.call.tool.server, version: "2.3.0" },
    tool: { name: held.call.tool.name },
    operation: { id: operationId(name) },
    ...(held.call.session !== undefined && { session: { id: held.call.session } }),
  };
  fact({ ...about, before: before - 0.1, type: "approval.requested", approval: request(bound) });
  fact({ ...about, before: decidedAt, type: `approval.${verdict}`, approval: decision() });
  const isGranted = verdict === "granted";
  call({
    ...held.call,
    operation: name,
    before: decidedAt - 1,
    duration: 85,
    outcome: isGranted ? "success" : "denied",
    policy: {
      decision: isGranted ? "allow" : "deny",
      enforced: true,
      checks: [
        {
          id,
          rule_id: rule,
          engine: "demo",
          stage: "approval",
          decision: isGranted ? "allow" : "deny",
          reason: isGranted ? `approved by ${approver.id}` : `refused by ${approver.id}`,
        },
      ],
    },
    approval: decision,
    ...(held.done.length > 0 && { downstream: held.done }),
  });
}

/** The verdict of a check that wants an approval. */
export function escalated(id: string, rule: string) {
  return {
    decision: "escalate" as const,
    enforced: true,
    checks: [
      {
        id,
        rule_id: rule,
        engine: "demo",
        stage: "before_call",
        decision: "escalate" as const,
        reason: "this needs an approval",
      },
    ],
  };
}
