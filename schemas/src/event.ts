import { z } from "zod";

import { eventTypes } from "./event-types.ts";

/** Value of `schema` in every event of this version. */
export const EVENT_SCHEMA = "toolmark.event/1";

/** How much a fact about identity can be relied on; see docs/glossary.md. */
export const assurances = [
  "verified",
  "gateway_asserted",
  "self_reported",
  "inferred",
  "none",
] as const;

/** What one downstream operation does to its resource. */
export const downstreamOperations = [
  "read",
  "list",
  "create",
  "update",
  "delete",
  "execute",
  "send",
  "grant",
  "revoke",
] as const;

/** How a call ended. `unknown` is never success: no end was seen. */
export const outcomeStatuses = [
  "success",
  "tool_error",
  "protocol_error",
  "rejected",
  "denied",
  "input_required",
  "deferred",
  "cancelled",
  "timeout",
  "unknown",
] as const;

/** A policy's verdict, and the effective one over all checks of a call. */
export const policyDecisions = ["allow", "deny", "modify", "warn", "escalate", "error"] as const;

/** Where an approval stands. */
export const approvalStatuses = ["requested", "granted", "denied", "expired", "cancelled"] as const;

/** Severity of what a call does; an unknown tool counts as a write. */
export const effectClasses = ["read", "write", "destructive"] as const;

const text = z.string().min(1).max(1024);
const longText = z.string().max(8192);
const identifier = z.string().min(1).max(512);
const count = z.int().nonnegative();
const milliseconds = z.number().nonnegative();
const digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "expected 32 bytes in base64url");
const instant = z.iso.datetime({ offset: true });
// Free-form values come out of JSON.parse; `parseEvent` checks their depth, numbers and strings in one
// walk, which a schema of recursive unions would do many times over.
const json = z.unknown() as unknown as z.ZodType<z.core.util.JSONType>;
const jsonObject = z.record(z.string(), json);
const assurance = z.enum(assurances);

// One definition, two strictnesses: emitters are told of every typo, the ingester keeps what it
// does not know.
function defineEvent(object: typeof z.strictObject) {
  const operation = z.enum(downstreamOperations);
  return object({
    schema: z.literal(EVENT_SCHEMA),
    event: object({ id: z.uuid(), type: z.enum(eventTypes) }),
    time: object({
      occurred: instant,
      source: z.enum(["emitter", "client_reported", "imported"]).optional(),
      duration_ms: milliseconds.optional(),
    }),
    vantage: z.enum(["server", "gateway", "client", "otel", "import", "toolmark"]),
    emitter: object({
      id: identifier,
      name: text.optional(),
      version: text.optional(),
      host: text.optional(),
      epoch: identifier.optional(),
      sequence: count.optional(),
    }),
    tenant: text.optional(),
    environment: text.optional(),
    actor: object({
      type: z.enum(["user", "agent", "service", "device", "credential", "anonymous", "unknown"]),
      id: identifier.optional(),
      issuer: text.optional(),
      claims: object({
        name: text.optional(),
        email: text.optional(),
        groups: z.array(text).max(64).optional(),
      }).optional(),
      agent: object({
        id: identifier.optional(),
        instance_id: identifier.optional(),
        name: text.optional(),
        version: text.optional(),
        framework: text.optional(),
        model: text.optional(),
      }).optional(),
      delegation: z
        .array(object({ subject: identifier, issuer: text.optional(), type: text.optional() }))
        .max(10)
        .optional(),
      credential: object({
        type: text.optional(),
        id: identifier.optional(),
        client_id: identifier.optional(),
        scopes: z.array(text).max(128).optional(),
        issuer: text.optional(),
        audience: text.optional(),
        expires_at: instant.optional(),
        fingerprint: identifier.optional(),
      }).optional(),
      assurance,
    }).optional(),
    client: object({
      name: text.optional(),
      version: text.optional(),
      title: text.optional(),
      user_agent: text.optional(),
      address: object({
        ip: text.optional(),
        port: count.optional(),
        forwarded_for: z.array(text).max(16).optional(),
      }).optional(),
      process_id: count.optional(),
      os_user: text.optional(),
      assurance,
    }).optional(),
    transport: object({
      type: z.enum(["stdio", "streamable_http", "sse", "in_memory", "other"]),
      protocol_version: text.optional(),
      era: z.enum(["legacy", "modern"]).optional(),
    }).optional(),
    session: object({ id: identifier }).optional(),
    conversation: object({
      id: identifier.optional(),
      turn_id: identifier.optional(),
      tool_use_id: identifier.optional(),
      intent: longText.optional(),
    }).optional(),
    request: object({
      jsonrpc_id: identifier.optional(),
      http_request_id: identifier.optional(),
    }).optional(),
    call: object({ id: z.uuid() }).optional(),
    operation: object({
      id: identifier,
      parent_id: identifier.optional(),
      round: count.optional(),
      task_id: identifier.optional(),
    }).optional(),
    trace: object({
      id: z.string().regex(/^[0-9a-f]{32}$/),
      span_id: z
        .string()
        .regex(/^[0-9a-f]{16}$/)
        .optional(),
      parent_span_id: z
        .string()
        .regex(/^[0-9a-f]{16}$/)
        .optional(),
      flags: z.int().min(0).max(255).optional(),
    }).optional(),
    server: object({
      name: text,
      version: text.optional(),
      title: text.optional(),
      instance: identifier.optional(),
      url: text.optional(),
    }).optional(),
    method: text.optional(),
    tool: object({
      name: text,
      title: text.optional(),
      annotations: object({
        read_only: z.boolean().nullable(),
        destructive: z.boolean().nullable(),
        idempotent: z.boolean().nullable(),
        open_world: z.boolean().nullable(),
      }).optional(),
      descriptor: object({
        sha256: digest,
        description_sha256: digest.optional(),
        input_schema_sha256: digest.optional(),
        changed: z.boolean().optional(),
      }).optional(),
    }).optional(),
    resource: object({ uri: z.string().min(1).max(4096) }).optional(),
    prompt: object({ name: text }).optional(),
    params: object({
      value: json.optional(),
      redacted_paths: z.array(z.string().max(4096)).max(1000).optional(),
      truncated: z.boolean().optional(),
      bytes: count.optional(),
      sha256: digest.optional(),
      hmac: digest.optional(),
    }).optional(),
    policy: object({
      decision: z.enum(policyDecisions),
      enforced: z.boolean().optional(),
      checks: z
        .array(
          object({
            id: identifier,
            name: text.optional(),
            version: text.optional(),
            engine: text.optional(),
            stage: text.optional(),
            mode: z.enum(["enforce", "audit"]).optional(),
            decision: z.enum(policyDecisions),
            rule_id: identifier.optional(),
            reason: longText.optional(),
            duration_ms: milliseconds.optional(),
          }),
        )
        .max(64)
        .optional(),
    }).optional(),
    approval: object({
      required: z.boolean().optional(),
      id: identifier.optional(),
      status: z.enum(approvalStatuses).optional(),
      approver: object({ id: identifier, issuer: text.optional(), assurance }).optional(),
      channel: text.optional(),
      requested_at: instant.optional(),
      decided_at: instant.optional(),
      expires_at: instant.optional(),
      params_hmac: digest.optional(),
      comment: longText.optional(),
    }).optional(),
    downstream: z
      .array(
        object({
          system: text,
          resource: z.string().min(1).max(4096).optional(),
          type: text.optional(),
          operation,
          before: json.optional(),
          after: json.optional(),
          changed_fields: z.array(text).max(256).optional(),
          status: text.optional(),
          request_id: identifier.optional(),
          duration_ms: milliseconds.optional(),
          assurance: assurance.optional(),
        }),
      )
      .max(1000)
      .optional(),
    outcome: object({
      status: z.enum(outcomeStatuses),
      executed: z.boolean().nullable(),
    }).optional(),
    error: object({
      kind: z.enum(["protocol", "tool", "transport", "auth", "downstream"]),
      code: text.optional(),
      class: text.optional(),
      message: longText.optional(),
    }).optional(),
    result: object({
      value: json.optional(),
      content_types: z.array(text).max(64).optional(),
      item_count: count.optional(),
      redacted_paths: z.array(z.string().max(4096)).max(1000).optional(),
      truncated: z.boolean().optional(),
      bytes: count.optional(),
      sha256: digest.optional(),
    }).optional(),
    http: object({
      status: z.int().min(100).max(599).optional(),
      www_authenticate: text.optional(),
      method: text.optional(),
      path: z.string().max(4096).optional(),
    }).optional(),
    catalogue: object({
      sha256: digest,
      count,
      tools: z
        .array(object({ name: text, sha256: digest }))
        .max(1000)
        .optional(),
    }).optional(),
    gap: object({
      epoch: identifier,
      from_sequence: count,
      to_sequence: count,
      reason: text.optional(),
    }).optional(),
    about: object({
      event_id: z.uuid().optional(),
      quarantine_id: identifier.optional(),
      reason: longText.optional(),
    }).optional(),
    audit: object({
      action: text,
      query: longText.optional(),
      purpose: longText.optional(),
      rows: count.optional(),
      total: count.optional(),
      status: z.int().min(100).max(599).optional(),
      revealed: z.array(text).max(16).optional(),
      object: object({
        kind: z.enum(["case", "view", "export", "schedule"]),
        id: identifier,
        name: text.optional(),
        note: longText.optional(),
        event_ids: z.array(z.uuid()).max(1000).optional(),
        definition: jsonObject.optional(),
      }).optional(),
    }).optional(),
    source: object({
      format: text,
      format_version: text.optional(),
      original_id: identifier.optional(),
      offset: text.optional(),
      raw_sha256: digest.optional(),
    }).optional(),
    attr: jsonObject.optional(),
  }).superRefine((event, context) => {
    for (const [path, message] of inconsistencies(event)) {
      context.addIssue({ code: "custom", path: [path], message });
    }
  });
}

function* inconsistencies(event: AuditEvent): Generator<[path: string, message: string]> {
  if (event.event.type.startsWith("call.")) {
    if (event.call === undefined) yield ["call", `${event.event.type} needs call.id`];
    if (event.operation === undefined)
      yield ["operation", `${event.event.type} needs operation.id`];
    if (event.method === undefined) yield ["method", `${event.event.type} needs the MCP method`];
  }
  const concludes = event.event.type === "call.completed" || event.event.type === "call.unresolved";
  if (concludes && event.outcome === undefined)
    yield ["outcome", `${event.event.type} needs an outcome`];
  if (/^(audit|case|view|export)\./.test(event.event.type) && event.audit === undefined)
    yield ["audit", `${event.event.type} needs what was done`];
  if (event.event.type === "emitter.gap" && event.gap === undefined)
    yield ["gap", "emitter.gap needs the missing range"];
}

/**
 * One event as an emitter writes it (docs/events.md lists every field): strict, so that a misspelled
 * field is told to its author. Names follow MCP (2025-11-25, 2026-07-28) and OpenTelemetry; times
 * are RFC 3339, durations milliseconds, digests base64url without padding.
 */
export const AuditEvent = defineEvent(z.strictObject);
export type AuditEvent = z.infer<typeof AuditEvent>;

/** The same event with members of newer emitters kept instead of refused. */
export const PreservedEvent = defineEvent(z.looseObject);
