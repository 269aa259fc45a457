import type { EventView } from "@toolmark/query-api/event-view";

/** What of an event a test says; the rest is of no matter to it. */
export type EventParts = Partial<Omit<EventView, "event" | "time" | "emitter">> & {
  id?: string;
  type?: string;
  /** Seconds after the begin of the session. */
  at?: number;
  /** Seconds from the event to its arrival. */
  delay?: number;
  callId?: string;
  operationId?: string;
  parent?: string;
  round?: number;
  toolName?: string;
  serverName?: string;
  status?: string;
  uri?: string;
  does?: "read" | "update" | "create";
};

/** When the sessions of tests begin, milliseconds since the epoch. */
export const START = Date.UTC(2026, 7, 21, 14);

const counter = { next: 1 };

/** An event as the API shows it, with what a test says of it. */
export function anEvent(parts: EventParts = {}): EventView {
  const {
    id = `e${String(counter.next++).padStart(4, "0")}`,
    type = "call.completed",
    at = 0,
  } = parts;
  const {
    delay = 0.1,
    callId,
    operationId,
    parent,
    round,
    toolName,
    serverName,
    status,
    uri,
  } = parts;
  const { does = "read", ...rest } = parts;
  const occurred = START + at * 1000;
  const own = {
    schema: "toolmark.event/1",
    vantage: "server",
    tenant: "default",
    environment: "prod",
    provenance: { level: "authenticated" },
    seal: { sha256: "x" },
    marks: [],
    actor: { type: "user", id: "alice", agent: { id: "sales-bot" }, assurance: "verified" },
    client: { name: "desktop", version: "1.2.3", assurance: "self_reported" },
    session: { id: "s1" },
    ...(type.startsWith("call.") && {
      call: { id: callId ?? id },
      operation: {
        id: operationId ?? callId ?? id,
        ...(parent !== undefined && { parent_id: parent }),
        ...(round !== undefined && { round }),
      },
      server: { name: serverName ?? "crm" },
      tool: { name: toolName ?? "crm.contacts.get" },
      effect: { class: does === "read" ? "read" : "write", source: "declared" },
      outcome: { status: status ?? "success", executed: true },
    }),
    ...(uri !== undefined && {
      downstream: [{ system: uri.slice(0, uri.indexOf(":")), uri, operation: does }],
    }),
    ...rest,
    event: { id, type },
    emitter: { id: `${serverName ?? "crm"}-prod`, epoch: "e1" },
    time: {
      occurred: new Date(occurred).toISOString(),
      recorded: new Date(occurred + delay * 1000).toISOString(),
      duration_ms: 40,
    },
  };
  if (type === "call.attempted") delete (own as { outcome?: unknown }).outcome;
  return own as unknown as EventView;
}
