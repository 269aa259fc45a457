import type { approvalStatuses } from "@toolmark/schemas/event";
import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";

/** A value of `approval.status`. */
export type ApprovalStatus = (typeof approvalStatuses)[number];

/** What of an event matters to approvals; small enough to keep many. */
export interface ApprovalEvent {
  event_id: string;
  type: NormalizedEvent["event"]["type"];
  time: string;
  /** When it occurred and when the call began, milliseconds since the epoch. */
  at: number;
  began: number;
  call_id?: string;
  operation_id?: string;
  actor?: { id?: string; issuer?: string; agent?: string };
  server?: string;
  tool?: string;
  effect?: string;
  approval?: NormalizedEvent["approval"];
  /** What the event says about the approval's state. */
  status?: ApprovalStatus;
  /** A policy or the call itself asks for an approval. */
  isRequired: boolean;
  outcome?: NonNullable<NormalizedEvent["outcome"]>;
  params_hmac?: string;
}

const statusOfType: Partial<Record<ApprovalEvent["type"], ApprovalStatus>> = {
  "approval.requested": "requested",
  "approval.granted": "granted",
  "approval.denied": "denied",
  "approval.expired": "expired",
};

/** Whether an event states something about an approval, rather than being a call that has one. */
export function isApprovalFact(event: Pick<ApprovalEvent, "type">): boolean {
  return event.type.startsWith("approval.");
}

/** Takes from an event what matters to approvals. Pure. */
export function approvalEventOf(event: NormalizedEvent): ApprovalEvent {
  const { actor, approval, policy } = event;
  const at = Date.parse(event.time.occurred);
  const agent = actor?.agent?.id ?? actor?.agent?.name;
  // `cancelled` has no type of its own.
  const status = approval?.status ?? statusOfType[event.event.type];
  const hasEscalated =
    (policy?.decision === "escalate" && policy.enforced !== false) ||
    (policy?.checks ?? []).some(
      ({ decision, mode }) => decision === "escalate" && mode !== "audit",
    );
  return {
    event_id: event.event.id,
    type: event.event.type,
    time: event.time.occurred,
    at,
    began: at - Math.floor(event.time.duration_ms ?? 0),
    ...(event.call && { call_id: event.call.id }),
    ...(event.operation && { operation_id: event.operation.id }),
    ...(actor && {
      actor: {
        ...(actor.id !== undefined && { id: actor.id }),
        ...(actor.issuer !== undefined && { issuer: actor.issuer }),
        ...(agent !== undefined && { agent }),
      },
    }),
    ...(event.server && { server: event.server.name }),
    ...(event.tool && { tool: event.tool.name }),
    ...(event.effect && { effect: event.effect.class }),
    ...(approval && { approval }),
    ...(status !== undefined && { status }),
    isRequired: approval?.required === true || hasEscalated,
    ...(event.outcome && { outcome: event.outcome }),
    ...(event.params?.hmac !== undefined && { params_hmac: event.params.hmac }),
  };
}

const without: ReadonlySet<string> = new Set(["denied", "rejected", "input_required"]);

/**
 * Whether an event is the end of a call whose handler ran, or may have run. Where that is not known,
 * only a status that says the call was stopped before its handler counts as not run.
 */
export function mayHaveRun(event: ApprovalEvent): boolean {
  if (event.type !== "call.completed" && event.type !== "call.unresolved") return false;
  const { status, executed } = event.outcome ?? { status: "unknown", executed: null };
  return executed ?? !without.has(status);
}

/** The order of a timeline. */
export function inOrder(a: ApprovalEvent, b: ApprovalEvent): number {
  return a.at - b.at || (a.event_id < b.event_id ? -1 : 1);
}
