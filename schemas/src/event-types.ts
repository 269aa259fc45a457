/**
 * The vocabulary of `event.type` and the phase each type belongs to.
 *
 * - `attempt`: written before a handler runs; evidence, not a row of a search.
 * - `outcome`: how a call ended, or that its end was never seen.
 * - `fact`: anything else that happened once.
 * - `read`: somebody read the audit trail; not a row of a search either, so that looking does not
 *   fill what is looked at.
 */
export const eventPhases = {
  "call.attempted": "attempt",
  "call.completed": "outcome",
  "call.unresolved": "outcome",
  "client.connected": "fact",
  "client.disconnected": "fact",
  "tools.listed": "fact",
  "tool.changed": "fact",
  "auth.failed": "fact",
  "auth.scope_challenged": "fact",
  "policy.decided": "fact",
  "approval.requested": "fact",
  "approval.granted": "fact",
  "approval.denied": "fact",
  "approval.expired": "fact",
  "downstream.touched": "fact",
  "emitter.started": "fact",
  "emitter.heartbeat": "fact",
  "emitter.gap": "fact",
  "emitter.stopped": "fact",
  "event.conflicted": "fact",
  "audit.searched": "read",
  "audit.revealed": "read",
  "audit.exported": "fact",
  "audit.config_changed": "fact",
  "export.requested": "fact",
  "export.downloaded": "fact",
  "export.scheduled": "fact",
  "export.unscheduled": "fact",
  "case.opened": "fact",
  "case.pinned": "fact",
  "case.unpinned": "fact",
  "case.noted": "fact",
  "case.closed": "fact",
  "view.saved": "fact",
  "view.removed": "fact",
} as const;

/** A value of `event.type`. */
export type EventType = keyof typeof eventPhases;

/** Whether an event announces, concludes or states. */
export type EventPhase = (typeof eventPhases)[EventType];

/** All event types, for schemas and documentation. */
export const eventTypes = Object.keys(eventPhases) as [EventType, ...EventType[]];
