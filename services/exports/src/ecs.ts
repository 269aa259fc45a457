import { eventPhases } from "@toolmark/schemas/event-types";

import { describeEvent } from "./describe-event.ts";
import type { ExportedEvent } from "./exported-event.ts";
import { hasMembers, omit, restOf } from "./members.ts";

/** Version of the Elastic Common Schema that `toEcs` writes. */
export const ECS_VERSION = "9.4.0";

type Outcome = NonNullable<ExportedEvent["outcome"]>["status"];

const outcomes: Partial<Record<Outcome, "success" | "unknown">> = {
  success: "success",
  unknown: "unknown",
  input_required: "unknown",
  deferred: "unknown",
};

const typesOfOperations = {
  read: "access",
  list: "access",
  create: "creation",
  update: "change",
  delete: "deletion",
  grant: "admin",
  revoke: "admin",
} as const;

/**
 * An event as ECS 9.4 with its fields as nested objects. ECS has no fields for MCP: what it has no
 * place for, parameters, results and downstream resources among it, is under `toolmark` by its own
 * name, so that nothing is lost.
 */
export function toEcs(event: ExportedEvent): object {
  const { actor, client, emitter, time, outcome, operation, conversation, http, trace } = event;
  const agent = actor?.agent;
  const rule = event.policy?.checks?.find(({ decision }) => decision === event.policy?.decision);
  const address = client?.address;
  return {
    "@timestamp": time.occurred,
    ecs: { version: ECS_VERSION },
    message: describeEvent(event),
    tags: event.marks.length === 0 ? undefined : event.marks,
    event: {
      id: event.event.id,
      kind: "event",
      module: "toolmark",
      dataset: "toolmark.audit",
      provider: event.vantage,
      category: categoriesOf(event),
      type: typesOf(event),
      action: event.event.type,
      outcome: outcome && (outcomes[outcome.status] ?? "failure"),
      duration: time.duration_ms === undefined ? undefined : Math.round(time.duration_ms * 1e6),
      created: time.occurred,
      ingested: time.recorded,
      sequence: emitter.sequence,
      hash: event.seal.sha256,
      reason: rule?.reason,
    },
    organization: { id: event.tenant },
    service: {
      name: event.server?.name,
      version: event.server?.version,
      address: event.server?.url,
      node: event.server?.instance === undefined ? undefined : { name: event.server.instance },
      environment: event.environment,
    },
    user: hasMembers({
      id: actor?.id,
      name: actor?.id,
      full_name: actor?.claims?.name,
      email: actor?.claims?.email,
      domain: actor?.issuer,
      group: hasMembers({ name: actor?.claims?.groups }),
    }),
    client: hasMembers({ ip: address?.ip, port: address?.port }),
    source: hasMembers({ ip: address?.ip, port: address?.port }),
    user_agent: hasMembers({
      name: client?.name,
      version: client?.version,
      original: client?.user_agent,
    }),
    agent: { id: emitter.id, name: emitter.name ?? emitter.id, version: emitter.version },
    host: hasMembers({ name: emitter.host }),
    network: { application: "mcp", protocol: protocolOf(event) },
    gen_ai: hasMembers({
      agent: hasMembers({ id: agent?.id, name: agent?.name }),
      request: hasMembers({ model: agent?.model }),
      operation: event.tool && { name: "execute_tool" },
      tool: event.tool && {
        name: event.tool.name,
        type: "mcp",
        call: { id: conversation?.tool_use_id ?? event.call?.id },
      },
    }),
    rule: rule && {
      id: rule.rule_id ?? rule.id,
      name: rule.name ?? rule.id,
      version: rule.version,
      ruleset: rule.engine,
    },
    error: event.error && {
      type: event.error.class ?? event.error.kind,
      code: event.error.code,
      message: event.error.message,
    },
    trace: trace && { id: trace.id },
    span: hasMembers({ id: trace?.span_id }),
    transaction: operation && { id: operation.id },
    http: hasMembers({
      request: hasMembers({ id: event.request?.http_request_id, method: http?.method }),
      response: hasMembers({ status_code: http?.status }),
    }),
    url: hasMembers({ path: http?.path }),
    related: hasMembers({
      user: related(actor?.id, event.approval?.approver?.id, actor?.claims?.email),
      ip: related(address?.ip, ...(address?.forwarded_for ?? [])),
      hash: related(event.tool?.descriptor?.sha256, event.params?.sha256, event.result?.sha256),
    }),
    toolmark: toolmarkOf(event),
  };
}

function categoriesOf({ event }: ExportedEvent): string[] {
  if (event.type.startsWith("auth.")) return ["api", "authentication"];
  if (event.type === "audit.config_changed" || event.type === "tool.changed")
    return ["configuration"];
  return ["api"];
}

function typesOf(event: ExportedEvent): string[] {
  const { type } = event.event;
  if (type === "audit.config_changed" || type === "tool.changed") return ["change"];
  const phase = eventPhases[type];
  const found = new Set<string>();
  if (phase === "attempt") found.add("start");
  if (phase === "outcome") {
    found.add("end");
    if (event.outcome?.status === "denied" || event.policy?.decision === "deny")
      found.add("denied");
    else if (event.policy?.decision === "allow") found.add("allowed");
  }
  // What was refused was not done to anything.
  if (event.outcome?.executed !== false)
    for (const { operation } of event.downstream ?? [])
      found.add(typesOfOperations[operation as keyof typeof typesOfOperations] ?? "access");
  return found.size === 0 ? ["info"] : [...found];
}

function protocolOf({ transport }: ExportedEvent): string | undefined {
  return transport?.type === "streamable_http" || transport?.type === "sse" ? "http" : undefined;
}

function related(...values: readonly (string | undefined)[]): string[] | undefined {
  const present = new Set(values.filter((value) => value !== undefined));
  return present.size === 0 ? undefined : [...present];
}

const mapped = new Set(["event", "tenant", "environment", "vantage", "seal", "marks"]);

function toolmarkOf(event: ExportedEvent): object {
  const { params, result } = event;
  return {
    ...restOf(event, mapped),
    time: omit(event.time, "recorded"),
    // Complete: ECS has no place for the values.
    ...(params && { params }),
    ...(result && { result }),
    phase: eventPhases[event.event.type],
  };
}
