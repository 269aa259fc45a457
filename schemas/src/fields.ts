import { eventPhases } from "./event-types.ts";
import type { EventMark, NormalizedEvent } from "./normalized-event.ts";

/** A fact of an event that can be asked for by name. */
export interface Field {
  /** Other names a query may use. */
  aliases: readonly string[];
  /** `number` and `address` can also be asked for by range and by network. */
  type: "keyword" | "uri" | "number" | "address";
  description: string;
  /** Has one value per event and can be counted by value. */
  facetable: boolean;
  /** Filtering needs this permission, since counting what is hidden would tell it. */
  sensitive?: "personal" | "payload";
  example: string;
  /** The field's values in an event, as written; empty and missing ones are dropped by the caller. */
  values(
    event: NormalizedEvent,
    marks: readonly EventMark[],
  ): readonly (string | number | undefined)[];
}

function keyword(
  description: string,
  example: string,
  values: Field["values"],
  options: Partial<Pick<Field, "aliases" | "facetable" | "sensitive" | "type">> = {},
): Field {
  return {
    aliases: [],
    type: "keyword",
    facetable: false,
    ...options,
    description,
    example,
    values,
  };
}

function number(description: string, example: string, values: Field["values"]): Field {
  return keyword(description, example, values, { type: "number" });
}

const touched = (event: NormalizedEvent, isWanted: (operation: string) => boolean) =>
  (event.downstream ?? []).filter((entry) => isWanted(entry.operation)).map((entry) => entry.uri);
const isRead = (operation: string) => operation === "read" || operation === "list";
const facet = { facetable: true } as const;

/**
 * Every field of the query language: one registry drives filters, facets, documentation and both
 * stores' indexes.
 */
export const fields = {
  type: keyword("kind of event", "call.completed", (event) => [event.event.type], facet),
  phase: keyword("attempt, outcome or fact", "attempt", (event) => [eventPhases[event.event.type]]),
  environment: keyword("deployment environment", "prod", (event) => [event.environment], {
    ...facet,
    aliases: ["env"],
  }),
  emitter: keyword("who wrote the event", "crm-server", (event) => [event.emitter.id], facet),
  provenance: keyword("how the sender was known", "authenticated", (event) => [
    event.provenance.level,
  ]),
  vantage: keyword("where the call was seen", "server", (event) => [event.vantage]),
  mark: keyword("late or skewed", "late", (_event, marks) => marks),
  actor: keyword("who initiated: user, service or agent id", "alice@example.com", actorIds, {
    ...facet,
    aliases: ["user"],
  }),
  agent: keyword(
    "agent that acted",
    "sales-bot",
    (event) => [event.actor?.agent?.id ?? event.actor?.agent?.name],
    facet,
  ),
  delegate: keyword("subject in the delegation chain", "scheduler", (event) =>
    (event.actor?.delegation ?? []).map((entry) => entry.subject),
  ),
  name: keyword(
    "display name or e-mail of the actor",
    "Alice Doe",
    (event) => [event.actor?.claims?.name, event.actor?.claims?.email],
    { sensitive: "personal" },
  ),
  credential: keyword("credential id or fingerprint", "sha256:9f2c", (event) => [
    event.actor?.credential?.fingerprint,
    event.actor?.credential?.id,
    event.actor?.credential?.client_id,
  ]),
  client: keyword(
    "MCP client, self-reported, as name or name/version",
    "claude-desktop",
    (event) => named(event.client),
    facet,
  ),
  ip: keyword("address of the client", "10.0.0.0/8", (event) => [event.client?.address?.ip], {
    type: "address",
    sensitive: "personal",
  }),
  server: keyword(
    "MCP server, as name or name/version",
    "crm",
    (event) => named(event.server),
    facet,
  ),
  tool: keyword("tool called", "crm.contacts.update", (event) => [event.tool?.name], facet),
  descriptor: keyword("digest of the tool's description in force", "7fGv…", (event) => [
    event.tool?.descriptor?.sha256,
    event.catalogue?.sha256,
    ...(event.tool?.descriptor?.changed === true ? ["changed"] : []),
  ]),
  prompt: keyword("prompt asked for", "weekly-report", (event) => [event.prompt?.name]),
  method: keyword("MCP method", "tools/call", (event) => [event.method]),
  effect: keyword("read, write or destructive", "write", (event) => [event.effect?.class], facet),
  outcome: keyword("how the call ended", "denied", (event) => [event.outcome?.status], {
    ...facet,
    aliases: ["status"],
  }),
  error: keyword("error code or class", "-32602", (event) => [
    event.error?.code,
    event.error?.class,
    event.error?.kind,
  ]),
  decision: keyword(
    "effective policy decision",
    "deny",
    (event) => [event.policy?.decision],
    facet,
  ),
  rule: keyword("policy or rule that decided", "refund-limit", (event) =>
    (event.policy?.checks ?? []).flatMap((check) => [check.id, check.rule_id]),
  ),
  approval: keyword("state of the approval", "granted", (event) => [event.approval?.status], facet),
  approver: keyword("who approved or refused", "dave@example.com", (event) => [
    event.approval?.approver?.id,
  ]),
  session: keyword("session, where the client has one", "7c1e", (event) => [event.session?.id]),
  conversation: keyword("conversation of the agent", "conv-7", (event) => [event.conversation?.id]),
  operation: keyword("retries and approval rounds of one action", "0192f0c1-…", (event) => [
    event.operation?.id,
  ]),
  call: keyword("one call", "0192f0c1-…", (event) => [event.call?.id]),
  trace: keyword("W3C trace id", "4bf92f3577b34da6a3ce929d0e0e4736", (event) => [event.trace?.id]),
  duration: number("time from request to answer, milliseconds", ">500ms", (event) => [
    event.time.duration_ms,
  ]),
  items: number("items in the result", ">100", (event) => [event.result?.item_count]),
  bytes: number("size of the result, bytes", ">1000000", (event) => [event.result?.bytes]),
  http: keyword("HTTP status", "403", (event) => [event.http?.status?.toString()]),
  about: keyword("event or quarantine entry that a fact is about", "0192f0c1-…", (event) => [
    event.about?.event_id,
    event.about?.quarantine_id,
  ]),
  object: keyword(
    "case, view, export or schedule that a fact is about",
    "case:0192f0c1-…",
    (event) => [event.audit?.object && `${event.audit.object.kind}:${event.audit.object.id}`],
  ),
  purpose: keyword("stated reason of a read", "ticket 4711", (event) => [event.audit?.purpose]),
  downstream: keyword("whether a call recorded what it touched", "none", (event) =>
    eventPhases[event.event.type] === "outcome"
      ? [(event.downstream ?? []).length > 0 ? "some" : "none"]
      : [],
  ),
  system: keyword("downstream system touched", "crm", (event) =>
    (event.downstream ?? []).map((entry) => entry.system),
  ),
  resource: keyword(
    "resource accessed in any way",
    "crm://contact/42",
    (event) => [...touched(event, () => true), event.resource?.uri],
    { type: "uri" },
  ),
  changed: keyword(
    "resource touched by anything but a read",
    "crm://contact/42",
    (event) => touched(event, (operation) => !isRead(operation)),
    { type: "uri" },
  ),
} as const satisfies Record<string, Field>;

function actorIds(event: NormalizedEvent): readonly (string | undefined)[] {
  return [event.actor?.id];
}

function named(software: { name?: string | undefined; version?: string | undefined } | undefined) {
  const { name, version } = software ?? {};
  return name === undefined || version === undefined ? [name] : [name, `${name}/${version}`];
}

/** The name of a field of the registry. */
export type FieldId = keyof typeof fields;

/** Free-form members whose values can be asked for by path, and what filtering by them needs. */
export const pathRoots = {
  params: { sensitive: "payload", description: "a parameter of the call" },
  result: { sensitive: "payload", description: "a value of the result" },
  attr: { sensitive: undefined, description: "an attribute the emitter added" },
} as const;

/**
 * The name of a value inside a free-form member: the root and its path, joined with dots; a dot or
 * backslash in a member's own name is written with a backslash. Places in lists are left out, so
 * `params.items.id` is the id of any item.
 */
export type PathName = `${keyof typeof pathRoots}.${string}`;

/** The name of anything that can be asked for. */
export type FieldName = FieldId | PathName;

/** Writes the name of a path. */
export function pathName(root: keyof typeof pathRoots, path: readonly string[]): PathName {
  return `${root}.${path.map((part) => part.replaceAll(/[.\\]/g, String.raw`\$&`)).join(".")}`;
}

/** Whether a name is a path rather than a field of the registry. */
export function isPathName(name: string): name is PathName {
  return Object.keys(pathRoots).some((root) => name.startsWith(`${root}.`));
}

const registry: Readonly<Record<FieldId, Field>> = fields;

/** The permission that filtering by a field or path needs, if any. */
export function sensitivityOf(name: FieldName): "personal" | "payload" | undefined {
  if (!isPathName(name)) return registry[name].sensitive;
  return pathRoots[name.slice(0, name.indexOf(".")) as keyof typeof pathRoots].sensitive;
}

/** All field names, in the registry's order. */
export const fieldIds = Object.keys(fields) as FieldId[];

/** Fields whose values can be counted. */
export const facetIds = fieldIds.filter((id) => fields[id].facetable);

/** Finds a field by its name or an alias. */
export function findField(name: string): FieldId | undefined {
  const wanted = name.toLowerCase();
  return fieldIds.find((id) => id === wanted || fields[id].aliases.includes(wanted));
}
