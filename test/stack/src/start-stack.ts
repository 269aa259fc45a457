import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openTokens } from "@toolmark/all-in-one/open-tokens";
import { ensureTokenFile } from "@toolmark/runtime/tokens";
import type { Principal } from "@toolmark/runtime/tokens";

import { startServiceProcess } from "./service-process.ts";
import type { ServiceProcess } from "./service-process.ts";

/** The two forms of the system. */
export type StackForm = "embedded" | "scaled";

/** Servers that the scaled form runs on. */
export interface StackBackends {
  kafkaBrokers: readonly string[];
  elasticsearchUrl: string;
}

/** A running system of either form, each service a real process. */
export interface Stack extends AsyncDisposable {
  form: StackForm;
  /** Base URL of `POST /v1/events`. */
  intakeUrl: string;
  /** Base URL of the query API. */
  queryUrl: string;
  adminToken: string;
  emitterToken: string;
  /** The tokens that were asked for, by their holders' names. */
  tokens: Readonly<Record<string, string>>;
  /** Where the admin token is kept, for people. */
  adminTokenFile: string;
  /** The process that takes events from the log to the store. */
  ingester: ServiceProcess;
  /** All processes, by name. */
  services: Readonly<Record<string, ServiceProcess>>;
}

/** What can be set on a stack. */
export interface StackOptions {
  /** How long a call may take before it is unresolved, such as `3s`; default 10 minutes. */
  callLease?: string;
  /** How long Kafka waits for a dead ingester, such as `1s`; default 6 s. */
  sessionTimeout?: string;
  /** Port of the query API (embedded: of everything); default any free one. */
  port?: number;
  /** More holders of tokens. Names must be different. */
  tokens?: readonly Principal[];
  /** Keep data and tokens here and leave them; default a temporary directory that is removed. */
  dataDirectory?: string;
  /** More settings, for every process that serves HTTP. */
  env?: Readonly<Record<string, string>>;
}

/** Starts the embedded form: one process on SQLite. */
export async function startEmbedded(options: StackOptions = {}): Promise<Stack> {
  await using resources = new AsyncDisposableStack();
  const directory = await useDirectory(resources, options);
  const { tokens: more, entries } = makeTokens(options);
  const tokensFile = join(directory, "tokens.json");
  if (entries.length > 0) await writeFile(tokensFile, JSON.stringify(entries), { mode: 0o600 });
  const tokens = await openTokens(directory, "default");
  const service = resources.use(
    await startServiceProcess({
      name: "all-in-one",
      main: "@toolmark/all-in-one/main",
      env: {
        TOOLMARK_DATA_DIR: directory,
        TOOLMARK_PORT: String(options.port ?? 0),
        ...leaseOf(options),
        ...options.env,
      },
    }),
  );
  const url = service.url ?? "";
  const owned = resources.move();
  return {
    form: "embedded",
    intakeUrl: url,
    queryUrl: url,
    adminToken: tokens.adminToken,
    emitterToken: tokens.emitterToken,
    tokens: more,
    adminTokenFile: tokens.adminTokenFile,
    ingester: service,
    services: { "all-in-one": service },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Starts the scaled form on given servers: collector, ingester and query API as processes. */
export async function startScaled(
  backends: StackBackends,
  options: StackOptions = {},
): Promise<Stack> {
  await using resources = new AsyncDisposableStack();
  const directory = await useDirectory(resources, options);
  const admin = await ensureToken(directory, { name: "admin", role: "admin", tenant: "default" });
  const emitter = await ensureToken(directory, {
    name: "emitter",
    role: "emitter",
    tenant: "default",
  });
  const tokensFile = join(directory, "tokens.json");
  const { tokens, entries } = makeTokens(options);
  await writeFile(tokensFile, JSON.stringify([admin.entry, emitter.entry, ...entries]), {
    mode: 0o600,
  });

  // Runs that share servers must not see each other's events.
  const run = randomBytes(4).toString("hex");
  const kafka = {
    TOOLMARK_KAFKA_BROKERS: backends.kafkaBrokers.join(","),
    TOOLMARK_KAFKA_TOPIC: `toolmark.events.v1.${run}`,
  };
  const elasticsearch = {
    TOOLMARK_ELASTICSEARCH_URL: backends.elasticsearchUrl,
    TOOLMARK_ELASTICSEARCH_PREFIX: `toolmark-${run}`,
  };
  const http = { TOOLMARK_TOKENS_FILE: tokensFile, TOOLMARK_PORT: "0", ...options.env };
  const start = async (name: string, main: string, env: Record<string, string>) =>
    resources.use(await startServiceProcess({ name, main, env }));

  const ingester = await start("ingester", "@toolmark/ingester/main", {
    ...kafka,
    ...elasticsearch,
    ...leaseOf(options),
    // A killed ingester's partitions are free again after this; brokers allow no less than 6 s by default.
    TOOLMARK_KAFKA_SESSION_TIMEOUT: options.sessionTimeout ?? "6s",
  });
  const collector = await start("collector", "@toolmark/collector/main", { ...kafka, ...http });
  const queryApi = await start("query-api", "@toolmark/query-api/main", {
    ...kafka,
    ...elasticsearch,
    TOOLMARK_EXPORTS_DIR: join(directory, "exports"),
    ...http,
    ...leaseOf(options),
    TOOLMARK_PORT: String(options.port ?? 0),
    TOOLMARK_CURSOR_KEY: randomBytes(32).toString("base64url"),
    ...options.env,
  });
  const owned = resources.move();
  return {
    form: "scaled",
    intakeUrl: collector.url ?? "",
    queryUrl: queryApi.url ?? "",
    adminToken: admin.token,
    emitterToken: emitter.token,
    tokens,
    adminTokenFile: join(directory, "admin.token"),
    ingester,
    services: { collector, ingester, "query-api": queryApi },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function useDirectory(
  resources: AsyncDisposableStack,
  options: StackOptions,
): Promise<string> {
  if (options.dataDirectory !== undefined) return options.dataDirectory;
  const directory = await mkdtemp(join(tmpdir(), "toolmark-"));
  resources.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}

function makeTokens({ tokens: principals = [] }: StackOptions) {
  const tokens: Record<string, string> = {};
  const entries = principals.map((principal) => {
    const token = `tm_${randomBytes(32).toString("base64url")}`;
    tokens[principal.name] = token;
    return { ...principal, sha256: createHash("sha256").update(token).digest("hex") };
  });
  return { tokens, entries };
}

function ensureToken(directory: string, principal: Principal) {
  return ensureTokenFile(join(directory, `${principal.name}.token`), principal);
}

function leaseOf(options: StackOptions): Record<string, string> {
  return options.callLease === undefined ? {} : { TOOLMARK_CALL_LEASE: options.callLease };
}
