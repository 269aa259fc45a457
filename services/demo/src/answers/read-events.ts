import type { ResourceAnswer } from "@toolmark/query-api/answers";
import type { EventView } from "@toolmark/query-api/event-view";

import type {
  BlockedRow,
  ChangeRow,
  CitedEvent,
  ClientTrace,
  ReadThenSend,
  UnresolvedRow,
} from "./answers.ts";

/** One access to a resource, as the API tells it. */
type Access = ResourceAnswer["accesses"][number];

/** What every answer says about an event. */
export function citeEvent(event: EventView): CitedEvent {
  const agent = event.actor?.agent?.id ?? event.actor?.agent?.name;
  return {
    event: event.event.id,
    time: event.time.occurred,
    actor: event.actor?.id ?? event.actor?.type ?? "unknown",
    assurance: event.actor?.assurance ?? "none",
    ...(agent === undefined ? {} : { agent }),
    ...citeClient(event.client),
    tool: event.tool?.name ?? event.method ?? event.event.type,
  };
}

/** One change of a resource as a row. */
export function changeRow(access: Access): ChangeRow {
  const { approval } = access;
  return {
    event: access.event_id,
    time: access.time,
    actor: access.actor?.id ?? access.actor?.type ?? "unknown",
    assurance: access.actor?.assurance ?? "none",
    ...(access.agent === undefined ? {} : { agent: access.agent }),
    ...citeClient(access.client),
    tool: access.tool ?? "unknown",
    operation: access.operation ?? "none",
    fields: access.changes.map(({ field, before, after }) => ({
      name: field,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    })),
    ...(approval?.status === undefined
      ? {}
      : {
          approval: {
            id: approval.id ?? "unnamed",
            status: approval.status,
            ...(approval.approver === undefined ? {} : { approver: approval.approver }),
            ...(approval.bound === undefined ? {} : { bound: approval.bound }),
          },
        }),
  };
}

/** Why a call was not let through: the rule that denied it, or the schema of its arguments. */
export function blockedRow(event: EventView): BlockedRow {
  if (event.event.type === "auth.failed")
    return {
      ...citeEvent(event),
      rule: "bearer token",
      reason: `${event.http?.status ?? "refused"}, ${oneLine(event.error?.message ?? "")}`,
    };
  const check = event.policy?.checks?.find((entry) => entry.decision === "deny");
  if (check === undefined)
    return {
      ...citeEvent(event),
      rule: "input schema",
      reason: oneLine(event.error?.message ?? ""),
    };
  const rule = check.rule_id === undefined ? check.id : `${check.id}/${check.rule_id}`;
  return { ...citeEvent(event), rule, reason: check.reason ?? "no reason given" };
}

/** A call without a recorded result. */
export function unresolvedRow(event: EventView): UnresolvedRow {
  return {
    ...citeEvent(event),
    call: event.call?.id ?? "unknown",
    ...(event.params?.value === undefined ? {} : { arguments: event.params.value }),
  };
}

/** Everything one client did, from its completed calls, oldest first. */
export function traceClient(client: string, events: readonly EventView[]): ClientTrace {
  const read = new Set<string>();
  const changed = new Set<string>();
  const tools = new Map<string, ClientTrace["tools"][number]>();
  for (const event of events) {
    const name = event.tool?.name ?? event.method ?? event.event.type;
    const tool = tools.get(name) ?? { tool: name, effect: "unknown", calls: 0, blocked: 0 };
    tool.effect = event.effect?.class ?? tool.effect;
    tool.calls += 1;
    if (isBlocked(event)) tool.blocked += 1;
    tools.set(name, tool);
    for (const entry of event.downstream ?? [])
      if (entry.uri !== undefined) (isRead(entry.operation) ? read : changed).add(entry.uri);
  }
  const readThenSend = findReadThenSend(events);
  return {
    client,
    actors: distinct(events.map((event) => event.actor?.id)),
    agents: distinct(events.map((event) => event.actor?.agent?.id)),
    calls: events.length,
    tools: [...tools.values()].toSorted((one, other) => one.tool.localeCompare(other.tool)),
    read: sortUris(read),
    changed: sortUris(changed),
    ...(readThenSend === undefined ? {} : { readThenSend }),
  };
}

/** Fewest records that make reads a bulk read. */
const BULK_RECORDS = 20;

/** Longest time from the last read to the message, milliseconds. */
const READ_THEN_SEND_MS = 600_000;

/** The first message that followed a bulk read, by calls in order of time. */
export function findReadThenSend(events: readonly EventView[]): ReadThenSend | undefined {
  const seen = new Set<string>();
  let first: EventView | undefined;
  let last: EventView | undefined;
  for (const event of events) {
    const entries = event.downstream ?? [];
    const sent = entries.find((entry) => entry.operation === "send");
    if (sent !== undefined && first !== undefined && last !== undefined) {
      const delayMs = Date.parse(event.time.occurred) - Date.parse(last.time.occurred);
      if (seen.size >= BULK_RECORDS && delayMs <= READ_THEN_SEND_MS)
        return {
          records: seen.size,
          events: [first.event.id, last.event.id, event.event.id],
          recipient: (sent.resource ?? "unknown").replace(/^recipient\//, ""),
          delayMs,
        };
    }
    const reads = entries.filter((entry) => isRead(entry.operation));
    if (reads.length === 0) continue;
    first ??= event;
    last = event;
    for (const entry of reads) if (entry.uri !== undefined) seen.add(entry.uri);
  }
  return undefined;
}

/** Whether a call was turned down before it ran. */
export function isBlocked(event: EventView): boolean {
  return event.policy?.decision === "deny" || event.outcome?.status === "rejected";
}

function citeClient(
  client:
    | { name?: string | undefined; version?: string | undefined; assurance: string }
    | undefined,
): Pick<CitedEvent, "client" | "clientAssurance"> {
  if (client?.name === undefined) return {};
  return {
    client: client.version === undefined ? client.name : `${client.name}/${client.version}`,
    clientAssurance: client.assurance,
  };
}

function isRead(operation: string): boolean {
  return operation === "read" || operation === "list";
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}

function sortUris(uris: ReadonlySet<string>): string[] {
  return [...uris].toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }));
}
