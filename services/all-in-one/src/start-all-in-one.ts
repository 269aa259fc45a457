import { join } from "node:path";

import { createCollector } from "@toolmark/collector/create-collector";
import { openEventLog } from "@toolmark/event-log/open-event-log";
import { openEventStore } from "@toolmark/event-store/open-event-store";
import { startIngester } from "@toolmark/ingester/start-ingester";
import type { QueryLimits } from "@toolmark/query-api/access/query-limits";
import { createQueryApi } from "@toolmark/query-api/create-query-api";
import { ensureCursorKey } from "@toolmark/query-api/cursor-key";
import { openExportJobs } from "@toolmark/query-api/exports/open-export-jobs";
import { startExportScheduler } from "@toolmark/query-api/exports/start-export-scheduler";
import type { WebOptions } from "@toolmark/query-api/web/add-web-routes";
import { listen } from "@toolmark/runtime/http";
import type { Logger } from "@toolmark/runtime/logger";
import type { OidcOptions } from "@toolmark/runtime/oidc-authenticator";

import packageJson from "../package.json" with { type: "json" };
import { createDemoLoader } from "./load-demo.ts";
import { openEmbeddedAuthenticator, openTokens } from "./open-tokens.ts";
import type { EmbeddedTokens } from "./open-tokens.ts";

/** A running embedded form. */
export interface AllInOne extends AsyncDisposable {
  /** Base URL of the intake and the query API. */
  url: string;
  tokens: EmbeddedTokens;
}

/**
 * Starts the whole system in this process, on the SQLite store of one directory: read from top to
 * bottom, this is the architecture. `onFailure` is called when the ingester can never go on.
 */
export async function startAllInOne(options: {
  directory: string;
  port: number;
  host: string;
  tenant: string;
  leaseMs: number;
  /** An identity provider whose tokens are taken beside those of the directory. */
  oidc?: OidcOptions | undefined;
  /** Key of `asof` and `cursor`; default one that is made in the directory. */
  cursorKey?: Uint8Array | undefined;
  /** Where exports are kept; default a directory beside the store. */
  exportsDirectory?: string | undefined;
  /** How much one principal may ask; default no limits. */
  limits?: QueryLimits;
  /** Where the dashboards are and how browsers sign in; default no dashboards. */
  web?: Pick<WebOptions, "directory" | "oidc">;
  /** Whether the demo's story can be loaded; default not. */
  hasDemo?: boolean;
  logger: Logger;
  onFailure: (error: unknown) => void;
}): Promise<AllInOne> {
  const { directory, logger, tenant } = options;
  await using resources = new AsyncDisposableStack();
  const tokens = await openTokens(directory, tenant);
  const authenticate = await openEmbeddedAuthenticator({
    directory,
    tokens,
    oidc: options.oidc,
    logger,
  });
  const store = resources.use(
    await openEventStore({ driver: "sqlite", directory: join(directory, "events") }),
  );
  const log = resources.use(await openEventLog({ driver: "embedded" }));
  const ingester = resources.use(
    await startIngester({
      log,
      store,
      logger,
      tenant,
      leaseMs: options.leaseMs,
      onFailure: options.onFailure,
      trustHeaders: true,
    }),
  );
  const cursorKey = options.cursorKey ?? (await ensureCursorKey(join(directory, "cursor.key")));
  const exportJobs = resources.use(
    await openExportJobs({
      directory: options.exportsDirectory ?? join(directory, "exports"),
      store,
      log,
      logger,
      version: packageJson.version,
    }),
  );
  resources.use(startExportScheduler({ jobs: exportJobs, logger, cursorKey }));
  const intake = createCollector({ log, authenticate, logger });
  const queries = createQueryApi({
    store,
    log,
    authenticate,
    logger,
    version: packageJson.version,
    leaseMs: options.leaseMs,
    cursorKey,
    exportJobs,
    ...(options.limits && { limits: options.limits }),
    web: {
      ...options.web,
      ...(options.hasDemo === true && { loadDemo: createDemoLoader({ store, log, logger }) }),
    },
    healthChecks: [
      async () => {
        const { ready, reason, ...counts } = ingester.state();
        return {
          name: "ingester",
          status: ready ? "ok" : "failing",
          ...(reason === undefined ? {} : { reason }),
          ...counts,
        };
      },
    ],
  });
  const app = {
    fetch: (request: Request, env?: unknown) =>
      request.method === "POST" && new URL(request.url).pathname === "/v1/events"
        ? intake.fetch(request, env)
        : queries.fetch(request, env),
  };
  const listener = resources.use(await listen(app, { port: options.port, host: options.host }));
  const owned = resources.move();
  return { url: listener.url, tokens, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
