import { join } from "node:path";

import { createCollector } from "@toolmark/collector/create-collector";
import { openEventLog } from "@toolmark/event-log/open-event-log";
import { openEventStore } from "@toolmark/event-store/open-event-store";
import { startIngester } from "@toolmark/ingester/start-ingester";
import { createQueryApi } from "@toolmark/query-api/create-query-api";
import { listen } from "@toolmark/runtime/http";
import type { Logger } from "@toolmark/runtime/logger";

import packageJson from "../package.json" with { type: "json" };
import { openTokens } from "./open-tokens.ts";
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
  logger: Logger;
  onFailure: (error: unknown) => void;
}): Promise<AllInOne> {
  const { logger, tenant } = options;
  await using resources = new AsyncDisposableStack();
  const tokens = await openTokens(options.directory, tenant);
  const store = resources.use(
    await openEventStore({ driver: "sqlite", directory: join(options.directory, "events") }),
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
  const { authenticate } = tokens;
  const intake = createCollector({ log, authenticate, logger });
  const queries = createQueryApi({
    store,
    log,
    authenticate,
    logger,
    version: packageJson.version,
    leaseMs: options.leaseMs,
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
