import { hash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { EventLog } from "@toolmark/event-log/event-log";
import { openEventLog } from "@toolmark/event-log/open-event-log";
import type { EventStore, StoreEntry } from "@toolmark/event-store/event-store";
import { openEventStore } from "@toolmark/event-store/open-event-store";
import { sealEvent } from "@toolmark/integrity/seal-event";
import { createLogger } from "@toolmark/runtime/logger";
import { createAuthenticator } from "@toolmark/runtime/tokens";
import type { AuditEvent } from "@toolmark/schemas/event";
import { indexEvent } from "@toolmark/schemas/index-event";
import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { logHeaders } from "@toolmark/schemas/topics";
import { vi } from "vitest";

import { createQueryApi } from "../create-query-api.ts";
import type { QueryApiOptions } from "../create-query-api.ts";
import { openExportJobs } from "../exports/open-export-jobs.ts";
import { aQuarantined } from "../quarantined.fixture.ts";
import { entriesOf, principals } from "./worlds.fixture.ts";
import type { World } from "./worlds.fixture.ts";

/** An answer of the API in whatever form. */
export interface Answer {
  status: number;
  headers: Headers;
  /** Empty for a stream, which is left at once. */
  text: string;
  isStream: boolean;
  /** Undefined unless it is JSON. */
  body: unknown;
}

/** An API over some worlds. */
export interface OpenedWorlds extends AsyncDisposable {
  /** Names of the store's methods that were called since the last look. */
  takeCalls(): string[];
  /** What was recorded, in order. */
  facts: AuditEvent[];
  log: EventLog;
  app: ReturnType<typeof createQueryApi>;
  ask(
    address: string,
    options?: {
      as?: string | undefined;
      method?: string;
      body?: unknown;
      headers?: Readonly<Record<string, string>>;
    },
  ): Promise<Answer>;
}

/** Opens an API over worlds; facts that its users record come back from the store, their reads do not. */
export async function openWorlds(
  held: readonly World[],
  options: Partial<QueryApiOptions> & {
    /** Called before each call of the store or the log: it may throw, or hold the call back. */
    beforeCall?: (method: string) => Promise<void> | undefined;
  } = {},
): Promise<OpenedWorlds> {
  const { beforeCall, ...apiOptions } = options;
  await using resources = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "toolmark-worlds-"));
  resources.defer(async () => await rm(directory, { recursive: true, force: true }));
  const store = resources.use(await openEventStore({ driver: "sqlite", directory }));
  const log = resources.use(await openEventLog({ driver: "embedded" }));
  const facts: AuditEvent[] = [];
  resources.use(
    await log.consume(
      "test",
      async ({ records }) => {
        for (const { value, headers } of records) {
          const event = parse(Buffer.from(value ?? []).toString()) as AuditEvent | undefined;
          // What was replayed from quarantine is no event still.
          if (event === undefined) continue;
          facts.push(event);
          if (/^(case|view|export)\./.test(event.event.type))
            await store.append([ownEntry(event, headers?.[logHeaders.tenant] ?? "acme")]);
        }
      },
      (error) => {
        throw error;
      },
    ),
  );
  for (const world of held) {
    await store.append(entriesOf.get(world) ?? []);
    await store.quarantine(
      ["{", "["].map((raw) =>
        aQuarantined(`${raw} ${world.name}`, {
          id: `${raw} ${world.name}`,
          tenant: world.tenant,
          detail: `broken ${world.name}`,
        }),
      ),
    );
  }
  const counted = countCalls(store, beforeCall);
  const logger = createLogger({ service: "test", level: "silent" });
  const exportJobs = resources.use(
    await openExportJobs({
      directory: join(directory, "exports"),
      store: counted.store,
      log,
      logger,
      version: "1.2.3",
    }),
  );
  const app = createQueryApi({
    store: counted.store,
    log: {
      ...log,
      async publish(records) {
        await beforeCall?.("publish");
        await log.publish(records);
      },
    },
    authenticate: createAuthenticator(
      principals.map(({ tenants, servers, ...principal }) => ({
        ...principal,
        ...(tenants && { tenants: [...tenants] }),
        ...(servers && { servers: [...servers] }),
        sha256: hash("sha256", principal.name),
      })),
    ),
    logger,
    version: "1.2.3",
    exportJobs,
    ...apiOptions,
  });
  const owned = resources.move();
  return {
    facts,
    log,
    app,
    takeCalls: counted.takeCalls,
    async ask(address, { as, method = "GET", body, headers = {} } = {}) {
      const response = await app.request(address, {
        method,
        headers: {
          ...(as !== undefined && { authorization: `Bearer ${as}` }),
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const answer = await readAnswer(response);
      if (answer.isStream) await bothEndsRecorded(facts, response);
      return answer;
    },
    [Symbol.asyncDispose]: async () => await owned.disposeAsync(),
  };
}

async function readAnswer(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const mediaType = headers.get("content-type") ?? "";
  if (mediaType.startsWith("text/event-stream")) {
    await response.body?.cancel();
    return { status, headers, text: "", isStream: true, body: undefined };
  }
  const text = await response.text();
  return {
    status,
    headers,
    text,
    isStream: false,
    body: mediaType.includes("json") ? parse(text) : undefined,
  };
}

// What goes on after its answer must not be seen as work of the next request.
async function bothEndsRecorded(facts: readonly AuditEvent[], { headers }: Response) {
  const id = headers.get("x-request-id") ?? "";
  await vi.waitFor(() => {
    const found = facts.filter(({ request }) => request?.http_request_id === id);
    if (found.length < 2) throw new Error("the end of a stream is not recorded");
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function ownEntry(event: AuditEvent, tenant: string): StoreEntry {
  const normalized: NormalizedEvent = {
    ...(event as unknown as NormalizedEvent),
    tenant,
    environment: "default",
    provenance: { level: "authenticated", emitter: event.emitter.id },
  };
  const recorded = Date.parse(event.time.occurred);
  return {
    index: indexEvent(normalized, { recorded, marks: [] }),
    document: sealEvent(normalized, recorded, []),
  };
}

function countCalls(
  store: EventStore,
  beforeCall: (method: string) => Promise<void> | undefined = () => undefined,
): { store: EventStore; takeCalls: () => string[] } {
  let calls: string[] = [];
  const counting = new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...parameters: unknown[]): unknown => {
        calls.push(String(name));
        const apply = (): unknown => Reflect.apply(member, target, parameters);
        const held = beforeCall(String(name));
        return held === undefined ? apply() : held.then(apply);
      };
    },
  });
  return {
    store: counting,
    takeCalls() {
      const taken = calls;
      calls = [];
      return taken;
    },
  };
}
