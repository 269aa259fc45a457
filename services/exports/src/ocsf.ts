import { eventPhases } from "@toolmark/schemas/event-types";

import { describeEvent } from "./describe-event.ts";
import type { ExportedEvent } from "./exported-event.ts";
import { hasMembers, omit, restOf } from "./members.ts";

/** Version of the Open Cybersecurity Schema Framework that `toOcsf` writes. */
export const OCSF_VERSION = "1.8.0";

const CLASS = 6003;

/** Activities of the class API Activity by the downstream operation they stand for. */
const activities = {
  create: { id: 1, name: "Create" },
  read: { id: 2, name: "Read" },
  list: { id: 2, name: "Read" },
  update: { id: 3, name: "Update" },
  delete: { id: 4, name: "Delete" },
} as const;

const decisions = {
  allow: { action_id: 1, action: "Allowed", disposition_id: 1, disposition: "Allowed" },
  warn: { action_id: 1, action: "Allowed", disposition_id: 19, disposition: "Alert" },
  deny: { action_id: 2, action: "Denied", disposition_id: 2, disposition: "Blocked" },
  modify: { action_id: 4, action: "Modified", disposition_id: 11, disposition: "Corrected" },
  escalate: { action_id: 3, action: "Observed", disposition_id: 14, disposition: "Delayed" },
  error: { action_id: 0, action: "Unknown", disposition_id: 27, disposition: "Error" },
} as const;

const userTypes = {
  user: { type_id: 1, type: "User" },
  service: { type_id: 4, type: "Service" },
  agent: { type_id: 99, type: "Agent" },
  device: { type_id: 99, type: "Device" },
  credential: { type_id: 99, type: "Credential" },
  anonymous: { type_id: 99, type: "Anonymous" },
  unknown: { type_id: 0, type: "Unknown" },
} as const;

/**
 * An event as OCSF 1.8 API Activity (class 6003) with the profiles `security_control` and `trace`.
 * The tool is the first resource, since the class has no place of its own for it. What the schema has
 * no attribute for is under `unmapped.toolmark` by its own name, so that nothing is lost.
 */
export function toOcsf(event: ExportedEvent, generatorVersion: string): object {
  const activity = activityOf(event);
  const { actor, client, call, emitter, time, trace, http, request } = event;
  const decision = decisionOf(event);
  return {
    activity_id: activity.id,
    activity_name: activity.name,
    category_uid: 6,
    category_name: "Application Activity",
    class_uid: CLASS,
    class_name: "API Activity",
    type_uid: CLASS * 100 + activity.id,
    type_name: `API Activity: ${activity.id === 99 ? "Other" : activity.name}`,
    severity_id: 1,
    severity: "Informational",
    time: Date.parse(time.occurred),
    timezone_offset: 0,
    duration: time.duration_ms === undefined ? undefined : Math.round(time.duration_ms),
    message: describeEvent(event),
    ...statusOf(event),
    ...decision,
    authorizations: authorizationsOf(event),
    actor: actorOf(event),
    api: {
      operation: event.method ?? event.event.type,
      service: hasMembers({
        name: event.server?.name,
        version: event.server?.version,
        uid: event.server?.instance,
      }),
      version: event.transport?.protocol_version,
      request: {
        uid: event.conversation?.tool_use_id ?? call?.id ?? request?.jsonrpc_id ?? event.event.id,
        data: event.params?.value,
      },
      response: hasMembers({
        error: event.error?.code ?? event.error?.kind,
        error_message: event.error?.message,
        data: event.result?.value,
      }),
    },
    src_endpoint: {
      name: client?.name ?? actor?.agent?.name ?? actor?.id ?? "unknown",
      ip: client?.address?.ip,
      port: client?.address?.port,
      intermediate_ips: client?.address?.forwarded_for,
    },
    dst_endpoint: event.server && {
      name: event.server.name,
      svc_name: event.server.name,
      instance_uid: event.server.instance,
    },
    http_request: hasMembers({
      uid: request?.http_request_id,
      user_agent: client?.user_agent,
      http_method: http?.method,
      url: hasMembers({ path: http?.path }),
    }),
    http_response: http?.status === undefined ? undefined : { code: http.status },
    resources: resourcesOf(event),
    trace: trace && { uid: trace.id },
    metadata: {
      version: OCSF_VERSION,
      profiles: ["security_control", "trace"],
      product: { name: "Toolmark", vendor_name: "Toolmark", version: generatorVersion },
      uid: event.event.id,
      event_code: event.event.type,
      correlation_uid: event.operation?.id,
      tenant_uid: event.tenant,
      labels: [`phase:${eventPhases[event.event.type]}`, `environment:${event.environment}`],
      log_name: "toolmark",
      log_provider: emitter.id,
      log_version: event.schema,
      logged_time: Date.parse(time.recorded),
      original_time: time.original ?? time.occurred,
      sequence: emitter.sequence,
    },
    unmapped: { toolmark: restOf(event, mapped) },
  };
}

function activityOf(event: ExportedEvent): { id: number; name: string } {
  if (event.call === undefined) return { id: 99, name: event.event.type };
  const operations = new Set((event.downstream ?? []).map(({ operation }) => operation));
  const [only] = operations;
  const known = operations.size === 1 && only !== undefined && Object.hasOwn(activities, only);
  if (known) return activities[only as keyof typeof activities];
  return operations.size === 0 && event.effect?.class === "read"
    ? activities.read
    : { id: 99, name: "Invoke" };
}

function statusOf({ outcome, error }: ExportedEvent): object {
  if (outcome === undefined) return {};
  const { status } = outcome;
  const detail = { status_code: status, status_detail: error?.message };
  if (status === "success") return { status_id: 1, status: "Success", ...detail };
  if (status === "unknown") return { status_id: 0, status: "Unknown", ...detail };
  if (status === "input_required" || status === "deferred")
    return { status_id: 99, status, ...detail };
  return { status_id: 2, status: "Failure", ...detail };
}

function decisionOf({ policy, outcome }: ExportedEvent): object {
  if (outcome?.status === "denied") return decisions.deny;
  return policy === undefined ? {} : decisions[policy.decision];
}

function authorizationsOf({ policy, approval }: ExportedEvent): object[] | undefined {
  const found: object[] = (policy?.checks ?? []).map((check) => ({
    decision: check.decision,
    policy: {
      uid: check.rule_id ?? check.id,
      name: check.name ?? check.id,
      version: check.version,
      type: check.stage,
      desc: check.reason,
    },
  }));
  if (approval?.status !== undefined)
    found.push({
      decision: approval.status,
      policy: { uid: approval.id, name: "approval", type: "approval", desc: approval.comment },
    });
  return found.length === 0 ? undefined : found;
}

function actorOf({ actor, client, session }: ExportedEvent): object {
  const credential = actor?.credential;
  return {
    user: {
      uid: actor?.id,
      name: actor?.claims?.name ?? actor?.id ?? actor?.type ?? "unknown",
      email_addr: actor?.claims?.email,
      groups: actor?.claims?.groups?.map((name) => ({ name })),
      credential_uid: credential?.fingerprint ?? credential?.id,
      ...userTypes[actor?.type ?? "unknown"],
    },
    idp: actor?.issuer === undefined ? undefined : { name: actor.issuer },
    session: hasMembers({
      uid: session?.id,
      issuer: credential?.issuer,
      expiration_time:
        credential?.expires_at === undefined ? undefined : Date.parse(credential.expires_at),
    }),
    app_name: actor?.agent?.name ?? actor?.agent?.id ?? client?.name,
    app_uid: actor?.agent?.id ?? credential?.client_id,
  };
}

function resourcesOf(event: ExportedEvent): object[] | undefined {
  const found: object[] = [];
  if (event.tool !== undefined)
    found.push({ type: "mcp_tool", name: event.tool.name, role_id: 1, role: "Target" });
  if (event.prompt !== undefined)
    found.push({ type: "mcp_prompt", name: event.prompt.name, role_id: 1, role: "Target" });
  if (event.resource !== undefined)
    found.push({ type: "mcp_resource", uid: event.resource.uri, name: event.resource.uri });
  for (const entry of event.downstream ?? []) {
    found.push({
      type: entry.type ?? entry.system,
      uid: entry.uri ?? entry.system,
      name: entry.resource ?? entry.system,
      namespace: entry.system,
      role_id: 3,
      role: "Affected",
      labels: [`operation:${entry.operation}`],
      data: omit(entry, "uri"),
    });
  }
  return found.length === 0 ? undefined : found;
}

const mapped = new Set([
  "schema",
  "event",
  "time",
  "tenant",
  "environment",
  "method",
  "session",
  "prompt",
  "resource",
  "downstream",
]);
