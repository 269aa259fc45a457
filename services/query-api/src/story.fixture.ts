import { hash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openEventLog } from "@toolmark/event-log/open-event-log";
import type { EventStore, StoreEntry } from "@toolmark/event-store/event-store";
import { openEventStore } from "@toolmark/event-store/open-event-store";
import { sealEvent } from "@toolmark/integrity/seal-event";
import { createLogger } from "@toolmark/runtime/logger";
import { createAuthenticator } from "@toolmark/runtime/tokens";
import type { AuditEvent } from "@toolmark/schemas/event";
import type { EventType } from "@toolmark/schemas/event-types";
import { callEventId, derivedEventId } from "@toolmark/schemas/ids";
import { indexEvent } from "@toolmark/schemas/index-event";
import type { EventMark, NormalizedEvent } from "@toolmark/schemas/normalized-event";

import { createQueryApi } from "./create-query-api.ts";
import type { QueryApiOptions } from "./create-query-api.ts";
import { createAnswerChecker } from "./openapi.fixture.ts";

/** When the story begins. */
export const NOON = Date.UTC(2026, 4, 6, 12);

/** The record that the story is about. */
export const CONTACT = "crm://contact/42";

/** Tokens of the two tenants' readers, an administrator and an emitter. */
export const tokens = {
  reader: "reader-of-acme",
  admin: "admin-of-acme",
  emitter: "emitter-of-acme",
  foreign: "reader-of-globex",
} as const;

/** A call's id that says when it began. */
export function callIdAt(time: number, name: string): string {
  return derivedEventId(time, `call ${name}`).replace(/-8/, "-7");
}

/** What a test says about an event; everything else follows. */
export interface EventParts extends Partial<Omit<NormalizedEvent, "time" | "call" | "operation">> {
  type: EventType;
  /** Seconds after noon. */
  at: number;
  /** Name of the call. */
  call?: string;
  /** Seconds after noon at which the call began; default `at`. */
  began?: number;
  recorded?: number;
  operation?: string;
  marks?: EventMark[];
}

/** An entry for the store: a sealed event of tenant `acme` unless it says otherwise. */
export function anEntry(parts: EventParts): StoreEntry {
  const { type, at, call, began = at, operation, marks = [], recorded, ...members } = parts;
  const time = NOON + at * 1000;
  const callId = call === undefined ? undefined : callIdAt(NOON + began * 1000, call);
  const record = {
    "call.attempted": "attempted",
    "call.completed": "completed",
    "call.unresolved": "unresolved",
  }[type as "call.attempted"] as "attempted" | undefined;
  const event: NormalizedEvent = {
    schema: "toolmark.event/1",
    event: {
      id:
        callId !== undefined && record !== undefined
          ? callEventId(callId, record)
          : derivedEventId(time, JSON.stringify(parts)),
      type,
    },
    time: { occurred: new Date(time).toISOString() },
    vantage: "server",
    emitter: { id: "crm-server" },
    tenant: "acme",
    environment: "prod",
    provenance: { level: "authenticated", emitter: "crm-server" },
    ...(callId !== undefined && {
      call: { id: callId },
      operation: { id: operation ?? callId },
      method: "tools/call",
    }),
    ...members,
  };
  const stamp = recorded ?? time + 5;
  return {
    index: indexEvent(event, { recorded: stamp, marks }),
    document: sealEvent(event, stamp, marks),
  };
}

/** Id of the story's event or call record. */
export function recordId(
  call: string,
  began: number,
  record: "attempted" | "completed" | "unresolved",
): string {
  return callEventId(callIdAt(NOON + began * 1000, call), record);
}

const alice = {
  actor: {
    type: "user",
    id: "alice@example.com",
    claims: { name: "Alice Doe" },
    agent: { id: "sales-bot" },
    delegation: [{ subject: "scheduler" }],
    assurance: "verified",
  },
  client: {
    name: "claude-desktop",
    version: "1.2.3",
    address: { ip: "10.0.0.7" },
    assurance: "self_reported",
  },
  server: { name: "crm" },
  session: { id: "s-1" },
} satisfies Partial<NormalizedEvent>;

const bob = {
  actor: { type: "user", id: "bob@example.com", assurance: "gateway_asserted" },
  client: { name: "cursor", assurance: "self_reported" },
  server: { name: "crm" },
  session: { id: "s-2" },
} satisfies Partial<NormalizedEvent>;

const update = {
  tool: { name: "crm.contacts.update" },
  effect: { class: "write", source: "declared" },
} as const;
const read = {
  tool: { name: "crm.contacts.get" },
  effect: { class: "read", source: "declared" },
} as const;
const success = { outcome: { status: "success", executed: true } } as const;
const contact = { system: "crm", resource: "contact/42", uri: CONTACT } as const;
const HMAC = "A".repeat(43);

/** The story of tenant `acme`, then what another tenant did to things of the same names. */
export function storyEntries(now = Date.now()): StoreEntry[] {
  const running = (now - NOON) / 1000 - 30;
  const updated = {
    ...alice,
    ...update,
    params: { value: { id: 42, phone: "+49 2", note: "refund order 7" }, hmac: HMAC },
    policy: {
      decision: "allow",
      checks: [{ id: "crm-write", rule_id: "rule-3", decision: "allow", reason: "owner" }],
    },
    approval: {
      id: "ap-881",
      status: "granted",
      approver: { id: "dave@example.com", assurance: "verified" },
      decided_at: "2026-05-06T11:59:58.000Z",
      params_hmac: HMAC,
    },
  } satisfies Partial<NormalizedEvent>;
  return [
    anEntry({ type: "client.connected", at: 0, ...alice }),
    anEntry({ type: "call.attempted", at: 10, call: "read", ...alice, ...read }),
    anEntry({
      type: "call.completed",
      at: 11,
      began: 10,
      call: "read",
      ...alice,
      ...read,
      ...success,
      downstream: [{ ...contact, operation: "read" }],
    }),
    anEntry({ type: "call.attempted", at: 20, call: "update", operation: "op-1", ...updated }),
    anEntry({
      type: "call.completed",
      at: 21,
      began: 20,
      call: "update",
      operation: "op-1",
      ...updated,
      ...success,
      downstream: [
        { ...contact, operation: "read" },
        { ...contact, operation: "update", changed_fields: ["phone"], assurance: "verified" },
        { system: "mail", operation: "send" },
      ],
      changes: [
        null,
        { before: { phone: "+49 1", name: "Jane" }, after: { phone: "+49 2", name: "Jane" } },
        null,
      ],
    }),
    anEntry({
      type: "downstream.touched",
      at: 22,
      began: 20,
      call: "update",
      operation: "op-1",
      ...alice,
      downstream: [
        { system: "crm", resource: "contact/43", uri: "crm://contact/43", operation: "read" },
      ],
    }),
    anEntry({
      type: "call.attempted",
      at: 30,
      call: "denied",
      operation: "op/ü 2",
      ...bob,
      ...update,
    }),
    anEntry({
      type: "call.completed",
      at: 31,
      began: 30,
      call: "denied",
      operation: "op/ü 2",
      ...bob,
      ...update,
      resource: { uri: "CRM://contact/42" },
      policy: { decision: "deny", checks: [{ id: "crm-write", decision: "deny" }] },
      outcome: { status: "denied", executed: false },
    }),
    anEntry({
      type: "call.completed",
      at: 41,
      began: 40,
      call: "failed",
      ...bob,
      ...update,
      downstream: [{ ...contact, operation: "read" }],
      error: { kind: "downstream", code: "409", message: "version conflict" },
      outcome: { status: "tool_error", executed: true },
    }),
    // Its end came after it was given up.
    anEntry({ type: "call.attempted", at: 50, call: "late", ...alice, ...update }),
    anEntry({
      type: "call.unresolved",
      at: 50,
      call: "late",
      ...alice,
      ...update,
      vantage: "toolmark",
      outcome: { status: "unknown", executed: null },
    }),
    anEntry({
      type: "call.completed",
      at: 55,
      began: 50,
      call: "late",
      marks: ["late"],
      ...alice,
      ...update,
      ...success,
    }),
    // Its end never came.
    anEntry({ type: "call.attempted", at: 60, call: "lost", ...alice, ...update }),
    anEntry({
      type: "call.unresolved",
      at: 60,
      call: "lost",
      ...alice,
      ...update,
      vantage: "toolmark",
      outcome: { status: "unknown", executed: null },
    }),
    // Nobody looked for its end yet.
    anEntry({ type: "call.attempted", at: 65, call: "stale", ...bob, ...update }),
    anEntry({
      type: "approval.requested",
      at: 67,
      call: "waiting",
      ...bob,
      approval: { id: "ap-9" },
    }),
    anEntry({
      type: "call.completed",
      at: 70,
      call: "other environment",
      ...bob,
      ...read,
      ...success,
      environment: "staging",
    }),
    ...Array.from({ length: 40 }, (_, index) =>
      anEntry({
        type: "call.completed",
        // Two at a time, so that ties are paged through as well.
        at: 100 + Math.floor(index / 2),
        call: `filler ${index}`,
        ...bob,
        ...read,
        ...success,
        session: { id: "s-long" },
      }),
    ),
    anEntry({ type: "call.attempted", at: running, call: "running", ...alice, ...update }),
    ...foreignEntries(),
  ];
}

/** What tenant `globex` did; everything about it is invisible to `acme`. */
export function foreignEntries(): StoreEntry[] {
  return [
    anEntry({
      type: "call.completed",
      at: 21,
      began: 20,
      call: "foreign",
      operation: "op-foreign",
      ...alice,
      ...update,
      ...success,
      tenant: "globex",
      emitter: { id: "globex-server" },
      session: { id: "s-foreign" },
      params: { value: { note: "globexsecret" } },
      downstream: [
        { ...contact, resource: "contact/77", uri: "crm://contact/77", operation: "update" },
      ],
    }),
    anEntry({
      type: "call.completed",
      at: 22,
      call: "foreign too",
      ...alice,
      ...update,
      ...success,
      tenant: "globex",
      downstream: [{ ...contact, operation: "delete" }],
    }),
  ];
}

/**
 * An API over an embedded store of its own that holds the story. Whatever it answers to a GET of a
 * described address is checked against its own description.
 */
export interface Story extends AsyncDisposable {
  store: EventStore;
  /** What was published to the log: the records of reads. */
  facts: readonly AuditEvent[];
  /** Asks as the reader of `acme` unless another token is given; null sends none. */
  ask(
    path: string,
    options?: {
      token?: string | null;
      method?: string;
      headers?: Record<string, string>;
      /** Reason for which values are to be shown. */
      reveal?: string;
    },
  ): Promise<{ status: number; headers: Headers; body: unknown }>;
  fetch: (request: Request) => Promise<Response>;
}

/** Opens the API of a story in a new directory, which disposing removes. */
export async function openStory(
  options: Partial<QueryApiOptions> & { entries?: readonly StoreEntry[] } = {},
): Promise<Story> {
  await using resources = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "toolmark-query-api-"));
  resources.defer(async () => await rm(directory, { recursive: true, force: true }));
  const store = resources.use(await openEventStore({ driver: "sqlite", directory }));
  const log = resources.use(await openEventLog({ driver: "embedded" }));
  const facts: AuditEvent[] = [];
  resources.use(
    await log.consume(
      "test",
      async ({ records }) => {
        for (const { value } of records)
          facts.push(JSON.parse(Buffer.from(value ?? []).toString()));
        return Promise.resolve();
      },
      (error) => {
        throw error;
      },
    ),
  );
  const entries = options.entries ?? storyEntries();
  if (entries.length > 0) await store.append(entries);
  const app = createQueryApi({
    store,
    log,
    authenticate: createAuthenticator([
      { name: "r", role: "responder", tenant: "acme", sha256: hash("sha256", tokens.reader) },
      { name: "a", role: "admin", tenant: "acme", sha256: hash("sha256", tokens.admin) },
      { name: "e", role: "emitter", tenant: "acme", sha256: hash("sha256", tokens.emitter) },
      { name: "f", role: "responder", tenant: "globex", sha256: hash("sha256", tokens.foreign) },
    ]),
    logger: createLogger({ service: "test", level: "silent" }),
    version: "1.2.3",
    ...options,
  });
  const document: unknown = await (await app.request("/openapi.json")).json();
  const check = createAnswerChecker(document);
  const held = resources.move();
  return {
    store,
    facts,
    async ask(path, { token = tokens.reader, method = "GET", headers = {}, reveal } = {}) {
      const address =
        reveal === undefined ? path : `${path}${path.includes("?") ? "&" : "?"}reveal=true`;
      const response = await app.request(address, {
        method,
        headers: {
          ...(token !== null && { authorization: `Bearer ${token}` }),
          ...(reveal !== undefined && { "toolmark-purpose": encodeURIComponent(reveal) }),
          ...headers,
        },
      });
      const text = await response.text();
      const { status } = response;
      const body: unknown = text === "" ? undefined : JSON.parse(text);
      const mediaType = response.headers.get("content-type") ?? "";
      if (method === "GET" && path.startsWith("/v1/")) check(path, { status, mediaType, body });
      return { status, headers: response.headers, body };
    },
    fetch: async (request) => await app.fetch(request),
    [Symbol.asyncDispose]: async () => await held.disposeAsync(),
  };
}
