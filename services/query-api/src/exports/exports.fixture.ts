import { hash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { LogBatch } from "@toolmark/event-log/event-log";
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
import { expect } from "vitest";

import { createQueryClient } from "../client.ts";
import type { QueryClient } from "../client.ts";
import { createQueryApi } from "../create-query-api.ts";
import { storyEntries } from "../story.fixture.ts";
import type { ExportAnswer } from "./answers.ts";
import { openExportJobs } from "./open-export-jobs.ts";
import type { ExportJobs } from "./open-export-jobs.ts";

/** Tokens of the fixture, by what their holder may do. */
export const tokens = {
  compliance: "compliance-of-acme",
  responder: "responder-of-acme",
  scoped: "responder-of-crm-only",
  onCall: "on-call-of-acme",
  foreign: "compliance-of-globex",
} as const;

/** Key of the cursors. */
export const cursorKey = new Uint8Array(32).fill(7);

/** An API whose facts come back from its store, as they do in a whole system. */
export interface ExportStory extends AsyncDisposable {
  store: EventStore;
  jobs: ExportJobs;
  directory: string;
  facts: readonly AuditEvent[];
  fetch: (request: Request) => Promise<Response>;
  client(options?: { token?: string; purpose?: string }): QueryClient;
  /** Asks for an export and waits until it has ended. */
  made(
    body: Parameters<QueryClient["exports"]["request"]>[0],
    options?: { token?: string; purpose?: string },
  ): Promise<ExportAnswer>;
  /** The file of an export as text. */
  text(id: string, options?: { token?: string; purpose?: string }): Promise<string>;
}

/** Opens it in new directories, which disposing removes; `wrap` can put something before the store. */
export async function openExportStory(
  options: {
    entries?: readonly StoreEntry[];
    wrap?: (store: EventStore) => EventStore;
    timeLimitMs?: number;
    directory?: string;
    records?: boolean;
  } = {},
): Promise<ExportStory> {
  await using resources = new AsyncDisposableStack();
  const root = await mkdtemp(join(tmpdir(), "toolmark-exports-"));
  resources.defer(async () => await rm(root, { recursive: true, force: true }));
  const stored = resources.use(
    await openEventStore({ driver: "sqlite", directory: join(root, "events") }),
  );
  const store = options.wrap?.(stored) ?? stored;
  const log = resources.use(await openEventLog({ driver: "embedded" }));
  const facts: AuditEvent[] = [];
  const take = async ({ records }: LogBatch) => {
    const entries = records.map(({ value, headers }) => {
      const event: AuditEvent = JSON.parse(Buffer.from(value ?? []).toString());
      facts.push(event);
      return factEntry(event, headers[logHeaders.tenant] ?? "");
    });
    await stored.append(entries);
  };
  resources.use(
    await log.consume("test", take, (error) => {
      throw error;
    }),
  );
  const entries = options.entries ?? storyEntries();
  if (entries.length > 0) await stored.append(entries);
  const logger = createLogger({ service: "test", level: "silent" });
  const directory = options.directory ?? join(root, "exports");
  const jobs = resources.use(
    await openExportJobs({
      directory,
      store,
      log,
      logger,
      version: "1.2.3",
      ...(options.timeLimitMs !== undefined && { timeLimitMs: options.timeLimitMs }),
    }),
  );
  const app = createQueryApi({
    store,
    log,
    logger,
    version: "1.2.3",
    cursorKey,
    exportJobs: jobs,
    authenticate: createAuthenticator([
      entry("carol", "compliance", tokens.compliance),
      entry("rita", "responder", tokens.responder),
      { ...entry("sam", "responder", tokens.scoped), servers: ["crm"] },
      entry("otto", "on-call", tokens.onCall),
      { ...entry("greta", "compliance", tokens.foreign), tenant: "globex" },
    ]),
  });
  const fetch = async (request: Request) => await app.fetch(request);
  const client: ExportStory["client"] = ({ token = tokens.compliance, purpose } = {}) =>
    createQueryClient({
      url: "http://test",
      token,
      fetch,
      ...(purpose !== undefined && { purpose }),
    });
  const held = resources.move();
  return {
    store,
    jobs,
    directory,
    facts,
    fetch,
    client,
    async made(body, who) {
      const { exports } = client(who);
      const { id } = await exports.request(body);
      return await untilEnded(exports, id);
    },
    async text(id, who) {
      const { body } = await client(who).exports.download(id);
      return await new Response(body).text();
    },
    [Symbol.asyncDispose]: async () => await held.disposeAsync(),
  };
}

/** Waits until an export is neither queued nor running. */
export async function untilEnded(
  exports: QueryClient["exports"],
  id: string,
): Promise<ExportAnswer> {
  let answer = await exports.state(id);
  await expect
    .poll(
      async () => {
        answer = await exports.state(id);
        return answer.state;
      },
      { interval: 20, timeout: 20_000 },
    )
    .not.toMatch(/queued|running/);
  return answer;
}

function entry(name: string, role: "compliance" | "responder" | "on-call", token: string) {
  return { name, role, tenant: "acme", sha256: hash("sha256", token) };
}

function factEntry(fact: AuditEvent, tenant: string): StoreEntry {
  const recorded = Date.parse(fact.time.occurred);
  const event: NormalizedEvent = {
    ...(fact as Omit<AuditEvent, "downstream">),
    tenant,
    environment: "default",
    provenance: { level: "authenticated", emitter: "toolmark" },
  };
  return {
    index: indexEvent(event, { recorded, marks: [] }),
    document: sealEvent(event, recorded),
  };
}
