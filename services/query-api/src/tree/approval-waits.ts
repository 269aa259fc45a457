import type { EventView } from "../event-view.ts";
import type { ApprovalWait } from "./tree-parts.ts";

type Approval = NonNullable<EventView["approval"]>;

const decided: ReadonlySet<string> = new Set(["granted", "denied", "expired", "cancelled"]);

/**
 * The approvals of one operation, from facts of their own and from what calls carry, given oldest
 * first. What has one id is one approval; an approval without an id is the operation's only one. One
 * without a recorded decision stays `requested`, however old. Pure.
 */
export function approvalWaits(events: readonly EventView[]): ApprovalWait[] {
  const called = new Set(events.map(({ params }) => params?.hmac).filter((hmac) => hmac));
  const waits = new Map<string, ApprovalWait>();
  for (const { approval, event, time } of events) {
    const kind = /^approval\.(\w+)$/.exec(event.type)?.[1];
    const status = kind ?? approval?.status;
    if (status === undefined) continue;
    const key = approval?.id ?? "";
    const wait = waits.get(key) ?? { status: "requested", event_ids: [] };
    waits.set(key, wait);
    wait.event_ids.push(event.id);
    const { approver, channel, params_hmac: hmac } = approval ?? {};
    if (approval?.id !== undefined) wait.id = approval.id;
    if (approver !== undefined) wait.approver = approver.id;
    if (channel !== undefined) wait.channel = channel;
    if (hmac !== undefined && called.size > 0) wait.bound = called.has(hmac);
    const requested = approval?.requested_at ?? (kind === "requested" ? time.occurred : undefined);
    if (requested !== undefined) wait.requested_at = earliest(wait.requested_at, utc(requested));
    if (!decided.has(status)) continue;
    wait.status = status;
    const at = decidedAt(approval, kind === undefined ? undefined : time.occurred);
    if (at !== undefined) wait.decided_at ??= utc(at);
  }
  for (const wait of waits.values()) {
    const { requested_at: from, decided_at: to } = wait;
    if (from !== undefined && to !== undefined)
      wait.wait_ms = Math.max(0, Date.parse(to) - Date.parse(from));
  }
  return [...waits.values()];
}

function decidedAt(approval: Approval | undefined, ownTime: string | undefined) {
  return approval?.decided_at ?? ownTime;
}

function utc(time: string): string {
  return new Date(time).toISOString();
}

function earliest(known: string | undefined, time: string): string {
  return known !== undefined && known < time ? known : time;
}
