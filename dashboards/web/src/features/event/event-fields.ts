import type { FieldName } from "@toolmark/schemas/fields";
import { pathName } from "@toolmark/schemas/fields";

import type { JsonPath } from "./json-lines.ts";

// Where the values of the query language stand in an event; places in lists are left out.
const fieldsByPath: Readonly<Record<string, FieldName>> = {
  "event.type": "type",
  environment: "environment",
  "emitter.id": "emitter",
  "provenance.level": "provenance",
  vantage: "vantage",
  marks: "mark",
  "actor.id": "actor",
  "actor.agent.id": "agent",
  "actor.agent.name": "agent",
  "actor.delegation.subject": "delegate",
  "actor.claims.name": "name",
  "actor.claims.email": "name",
  "actor.credential.fingerprint": "credential",
  "actor.credential.id": "credential",
  "actor.credential.client_id": "credential",
  "client.name": "client",
  "client.address.ip": "ip",
  "server.name": "server",
  "tool.name": "tool",
  "tool.descriptor.sha256": "descriptor",
  "catalogue.sha256": "descriptor",
  "prompt.name": "prompt",
  method: "method",
  "effect.class": "effect",
  "outcome.status": "outcome",
  "error.code": "error",
  "error.class": "error",
  "error.kind": "error",
  "policy.decision": "decision",
  "policy.checks.id": "rule",
  "policy.checks.rule_id": "rule",
  "approval.status": "approval",
  "approval.approver.id": "approver",
  "session.id": "session",
  "conversation.id": "conversation",
  "operation.id": "operation",
  "operation.parent_id": "operation",
  "call.id": "call",
  "trace.id": "trace",
  "http.status": "http",
  "about.event_id": "about",
  "about.quarantine_id": "about",
  "audit.purpose": "purpose",
  "downstream.system": "system",
  "downstream.uri": "resource",
  "resource.uri": "resource",
};

/** The field of the query language that a value of an event is one of, by its place in the event. */
export function eventField(path: JsonPath): FieldName | undefined {
  const names = namesOf(path);
  const [first, second] = names;
  if ((first === "params" || first === "result") && second === "value")
    return payloadField(first, path.slice(2));
  if (first === "attr") return payloadField("attr", path.slice(1));
  const key = names.join(".");
  return Object.hasOwn(fieldsByPath, key) ? fieldsByPath[key] : undefined;
}

/** The field of a value inside of parameters, a result or attributes. */
export function payloadField(
  root: "params" | "result" | "attr",
  path: JsonPath,
): FieldName | undefined {
  const names = namesOf(path);
  return names.length === 0 ? undefined : pathName(root, names);
}

function namesOf(path: JsonPath): string[] {
  return path.filter((part) => typeof part === "string");
}
