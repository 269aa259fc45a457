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
import type { Principal } from "@toolmark/runtime/tokens";
import type { AuditEvent } from "@toolmark/schemas/event";
import { indexEvent } from "@toolmark/schemas/index-event";
import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { logHeaders } from "@toolmark/schemas/topics";

import { createQueryApi } from "../create-query-api.ts";
import type { QueryApiOptions } from "../create-query-api.ts";
import { createAnswerChecker } from "../openapi.fixture.ts";

/** Tokens are the names of their holders. */
export const people: readonly Principal[] = [
  { name: "rita", role: "responder", tenant: "acme" },
  { name: "carl", role: "compliance", tenant: "acme" },
  { name: "olga", role: "on-call", tenant: "acme", servers: ["crm"] },
  { name: "nils", role: "responder", tenant: "acme", servers: ["wiki"] },
  { name: "adam", role: "admin", tenant: "acme" },
  { name: "emil", role: "emitter", tenant: "acme" },
  { name: "gina", role: "responder", tenant: "globex" },
];

/** An answer of the API. */
export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** An API whose facts come back: what is published to the log is stored. */
export interface Living extends AsyncDisposable {
  store: EventStore;
  /** What was published, oldest first. */
  facts: readonly AuditEvent[];
  app: ReturnType<typeof createQueryApi>;
  /** Asks as `rita` unless another name is given. */
  ask(
    method: "GET" | "POST" | "PUT" | "DELETE",
    path: string,
    options?: { as?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer>;
  /** The answer's body; fails unless the status is one of success. */
  done(...request: Parameters<Living["ask"]>): Promise<never>;
}

/** Opens an API over an embedded store and log of its own, which disposing removes. */
export async function openLiving(
  options: Partial<QueryApiOptions> & { entries?: readonly StoreEntry[] } = {},
): Promise<Living> {
  await using resources = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "toolmark-living-"));
  resources.defer(async () => await rm(directory, { recursive: true, force: true }));
  const store = resources.use(await openEventStore({ driver: "sqlite", directory }));
  const log = resources.use(await openEventLog({ driver: "embedded" }));
  const facts: AuditEvent[] = [];
  resources.use(
    await log.consume(
      "living",
      async ({ records }) => {
        const events = records.map(({ value, headers }) => {
          const event: AuditEvent = JSON.parse(Buffer.from(value ?? []).toString());
          facts.push(event);
          return entryOf(event, headers);
        });
        await store.append(events);
      },
      (error) => {
        throw error;
      },
    ),
  );
  const { entries = [], ...api } = options;
  if (entries.length > 0) await store.append(entries);
  const app = createQueryApi({
    store,
    log,
    authenticate: createAuthenticator(
      people.map(({ tenants: _tenants, servers, ...person }) => ({
        ...person,
        servers: servers && [...servers],
        sha256: hash("sha256", person.name),
      })),
    ),
    logger: createLogger({ service: "test", level: "silent" }),
    version: "1.2.3",
    ...api,
  });
  const document: unknown = await (await app.request("/openapi.json")).json();
  const check = createAnswerChecker(document);
  const ask: Living["ask"] = async (method, path, { as = "rita", body, headers = {} } = {}) => {
    const response = await app.request(path, {
      method,
      headers: {
        authorization: `Bearer ${as}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const { status } = response;
    const answer = { status, headers: response.headers, body: JSON.parse(text) as unknown };
    const mediaType = response.headers.get("content-type") ?? "";
    if (method === "GET") check(path, { status, mediaType, body: answer.body });
    return answer;
  };
  const held = resources.move();
  return {
    store,
    facts,
    app,
    ask,
    async done(...request) {
      const { status, body } = await ask(...request);
      if (status >= 300) throw new Error(`${request[1]}: ${status} ${JSON.stringify(body)}`);
      return body as never;
    },
    [Symbol.asyncDispose]: async () => await held.disposeAsync(),
  };
}

// As the ingester does, without what it adds for events of others.
function entryOf(event: AuditEvent, headers: Readonly<Record<string, string>>): StoreEntry {
  const now = Date.now();
  const { downstream: _downstream, ...rest } = event;
  const normalized: NormalizedEvent = {
    ...rest,
    tenant: headers[logHeaders.tenant] ?? "default",
    environment: "default",
    provenance: { level: "authenticated", emitter: headers[logHeaders.emitter] ?? "unknown" },
  };
  return {
    index: indexEvent(normalized, { recorded: now, marks: [] }),
    document: sealEvent(normalized, now, []),
  };
}
