import type { EventView } from "@toolmark/query-api/event-view";

/** A call that ended, as the API shows it, so many seconds after midnight. */
export function anEvent(id: string, second: number, more: Partial<EventView> = {}): EventView {
  const occurred = new Date(Date.UTC(2026, 0, 2, 0, 0, second)).toISOString();
  return {
    schema: "toolmark.event/1",
    event: { id, type: "call.completed" },
    time: { occurred, recorded: occurred, duration_ms: 5 },
    vantage: "server",
    emitter: { id: "crm-prod" },
    tenant: "default",
    environment: "prod",
    provenance: { level: "authenticated" },
    actor: { type: "user", id: "alice", assurance: "verified" },
    server: { name: "crm" },
    tool: { name: "crm.contacts.get" },
    effect: { class: "read", source: "declared" },
    outcome: { status: "success", executed: true },
    marks: [],
    seal: { sha256: "x" },
    ...more,
  };
}
