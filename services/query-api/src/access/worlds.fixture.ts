import { OWN_EMITTER } from "@toolmark/event-log/own-record";
import type { StoreEntry } from "@toolmark/event-store/event-store";
import { roles } from "@toolmark/runtime/permissions";
import type { Principal } from "@toolmark/runtime/tokens";
import type { EventType } from "@toolmark/schemas/event-types";
import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";

import type { EventParts } from "../story.fixture.ts";
import { anEntry, callIdAt, NOON, recordId } from "../story.fixture.ts";

/**
 * A part of what is stored. Everything that happens in one has its name in it, beside things of names
 * that occur in all: an answer that mixes them up gives itself away.
 */
export interface World {
  name: string;
  tenant: string;
  server: string;
  eventId: string;
  callId: string;
  operationId: string;
  sessionId: string;
  resource: string;
  approvalId: string;
  exportId: string;
  caseId: string;
}

const STARTED = 20;

/** What readers of `acme` see, what its readers of the server `crm` do not, what is of others. */
export const worlds = {
  own: aWorld("ownworld", "acme", "crm"),
  hidden: aWorld("hiddenworld", "acme", "payroll"),
  foreign: aWorld("foreignworld", "globex", "billing"),
  /** Nothing of it is stored anywhere. */
  never: aWorld("neverworld", "acme", "nowhere"),
} as const;

/** Everything that can stand in an address for something of a world. */
export function namesOf({ eventId, callId, exportId, caseId, name, server }: World): string[] {
  return [eventId, callId, exportId, caseId, name, server];
}

/** Stands in all values of parameters, results, states and intents. */
export const VALUE_CANARY = "canaryvalue";

/** Stands in all names of people that are not their ids. */
export const PERSONAL_CANARY = "canaryperson";

/** Who asks; each one's token is its name. */
export const principals: readonly Principal[] = [
  ...roles.map((role): Principal => ({ name: role, role, tenant: "acme" })),
  { name: "scoped", role: "responder", tenant: "acme", servers: ["CRM"] },
  { name: "stranger", role: "responder", tenant: "globex" },
  { name: "both", role: "responder", tenant: "acme", tenants: ["globex"] },
];

function aWorld(name: string, tenant: string, server: string): World {
  return {
    name,
    tenant,
    server,
    eventId: recordId(`${name} write`, STARTED, "completed"),
    callId: callIdAt(NOON + STARTED * 1000, `${name} write`),
    operationId: `op-${name}`,
    sessionId: `s-${name}`,
    resource: `crm://${name}/1`,
    approvalId: `ap-${name}`,
    exportId: recordId(`${name} export`, STARTED, "completed"),
    caseId: recordId(`${name} case`, STARTED, "completed"),
  };
}

/** What is stored of each world. Made once: copies in several stores are the same to the last byte. */
export const entriesOf: ReadonlyMap<World, readonly StoreEntry[]> = new Map(
  [worlds.own, worlds.hidden, worlds.foreign].map((world) => [world, entries(world)]),
);

function entries(world: World): StoreEntry[] {
  const { name, tenant } = world;
  const members = {
    tenant,
    server: { name: world.server },
    actor: {
      type: "user",
      id: "alice@example.com",
      claims: { name: `${PERSONAL_CANARY} ${name}` },
      credential: { id: "credential-1", type: "api_key" },
      agent: { id: `bot-${name}` },
      assurance: "verified",
    },
    client: {
      name: "claude-desktop",
      address: { ip: "198.51.100.7" },
      assurance: "self_reported",
    },
    conversation: { intent: `${VALUE_CANARY} ${name}` },
    params: { value: { note: `${VALUE_CANARY} ${name}` } },
  } satisfies Partial<NormalizedEvent>;
  const tool = (verb: string) => ({ tool: { name: `${name}.${verb}` } });
  const write = {
    ...members,
    ...tool("write"),
    actor: { ...members.actor, id: `${name}@example.com`, credential: { id: `key-${name}` } },
    client: { ...members.client, name: `client-${name}` },
    effect: { class: "write", source: "declared" },
    session: { id: world.sessionId },
  } as const;
  const done = { outcome: { status: "success", executed: true } } as const;
  const touched = (...uris: string[]): Pick<EventParts, "downstream" | "changes"> => ({
    downstream: uris.map((uri) => ({
      system: "crm",
      resource: "1",
      uri,
      operation: "update",
      changed_fields: ["phone"],
    })),
    changes: uris.map(() => ({
      before: { phone: `${VALUE_CANARY} before ${name}` },
      after: { phone: `${VALUE_CANARY} after ${name}` },
    })),
  });
  const shared = { operation: "op-shared", session: { id: "s-shared" } } as const;
  return [
    anEntry({ type: "client.connected", at: 0, ...members, session: { id: "s-shared" } }),
    anEntry({
      type: "call.attempted",
      at: STARTED,
      call: `${name} write`,
      operation: world.operationId,
      ...write,
    }),
    anEntry({
      type: "call.completed",
      at: STARTED + 1,
      began: STARTED,
      call: `${name} write`,
      operation: world.operationId,
      ...write,
      ...done,
      ...touched(world.resource),
      result: { value: { answer: `${VALUE_CANARY} ${name}` } },
    }),
    anEntry({
      type: "call.completed",
      at: 30,
      call: `${name} shared`,
      ...write,
      ...shared,
      ...done,
      ...touched("crm://shared/1", world.resource),
    }),
    anEntry({
      type: "call.completed",
      at: 40,
      call: `${name} denied`,
      ...members,
      ...tool("delete"),
      ...shared,
      policy: { decision: "deny", checks: [{ id: `rule-${name}`, decision: "deny" }] },
      error: { kind: "auth", message: `refused ${name}` },
      outcome: { status: "denied", executed: false },
    }),
    anEntry({
      type: "approval.requested",
      at: 50,
      call: `${name} waiting`,
      ...members,
      ...tool("write"),
      ...shared,
      approval: { id: world.approvalId },
    }),
    anEntry({
      type: "approval.granted",
      at: 51,
      call: `${name} waiting`,
      ...members,
      ...tool("write"),
      ...shared,
      approval: {
        id: world.approvalId,
        approver: { id: `approver-${name}`, assurance: "verified" },
      },
    }),
    ...(world === worlds.hidden ? [] : tenantFacts(world)),
  ];
}

// What the people of a tenant did with the trail belongs to no server.
function tenantFacts(world: World): StoreEntry[] {
  const { name, tenant } = world;
  const fact = (
    type: EventType,
    at: number,
    object: NonNullable<NonNullable<NormalizedEvent["audit"]>["object"]>,
  ) =>
    anEntry({
      type,
      at,
      tenant,
      vantage: "toolmark",
      emitter: { id: OWN_EMITTER },
      provenance: { level: "authenticated", emitter: OWN_EMITTER },
      actor: { type: "service", id: `auditor-${name}`, assurance: "verified" },
      audit: { action: "test", object },
    });
  const definition = { q: `tool:${name}.write`, format: "ndjson", gzip: false, reveal: false };
  const otherExport = recordId(`${name} other export`, STARTED, "completed");
  return [
    fact("export.requested", 60, { kind: "export", id: world.exportId, definition }),
    fact("export.requested", 61, { kind: "export", id: otherExport, definition }),
    fact("case.opened", 62, { kind: "case", id: world.caseId, name: `case ${name}` }),
  ];
}
