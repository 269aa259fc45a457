import { openEventLog } from "@toolmark/event-log/open-event-log";
import { openEventStore } from "@toolmark/event-store/open-event-store";
import { oidcOptions, openConfiguredAuthenticator } from "@toolmark/runtime/access-settings";
import { loadConfig } from "@toolmark/runtime/config";
import { listen } from "@toolmark/runtime/http";
import { createLogger } from "@toolmark/runtime/logger";
import { runMain, runProcess } from "@toolmark/runtime/process";
import { startTelemetry } from "@toolmark/runtime/telemetry";
import { untilAvailable } from "@toolmark/runtime/until-available";
import { INGESTER_GROUP } from "@toolmark/schemas/topics";

import packageJson from "../package.json" with { type: "json" };
import { queryLimits } from "./access/query-limits.ts";
import { QueryApiConfig } from "./config.ts";
import { createQueryApi } from "./create-query-api.ts";
import { openExportJobs } from "./exports/open-export-jobs.ts";
import { startExportScheduler } from "./exports/start-export-scheduler.ts";
import { oidcSignInOptions } from "./web/sign-in-settings.ts";
import { webDirectory } from "./web/web-directory.ts";

await runMain("toolmark-query-api", async () => {
  const config = loadConfig(QueryApiConfig, process.env);
  const logger = createLogger({ service: "toolmark-query-api", level: config.TOOLMARK_LOG_LEVEL });
  const authenticate = await openConfiguredAuthenticator(config, logger);
  await runProcess(logger, async (resources) => {
    resources.use(await startTelemetry("toolmark-query-api", process.env));
    const store = resources.use(
      await openEventStore({
        driver: "elasticsearch",
        node: config.TOOLMARK_ELASTICSEARCH_URL,
        prefix: config.TOOLMARK_ELASTICSEARCH_PREFIX,
      }),
    );
    await untilAvailable(() => store.check(), {
      advice: `start elasticsearch at ${config.TOOLMARK_ELASTICSEARCH_URL} or set TOOLMARK_ELASTICSEARCH_URL`,
      logger,
    });
    const brokers = config.TOOLMARK_KAFKA_BROKERS.split(",");
    const log = resources.use(
      await openEventLog(
        { driver: "kafka", brokers, topic: config.TOOLMARK_KAFKA_TOPIC },
        { logger },
      ),
    );
    const exportJobs = resources.use(
      await openExportJobs({
        directory: config.TOOLMARK_EXPORTS_DIR,
        store,
        log,
        logger,
        version: packageJson.version,
        consumerGroup: INGESTER_GROUP,
      }),
    );
    resources.use(
      startExportScheduler({ jobs: exportJobs, logger, cursorKey: config.TOOLMARK_CURSOR_KEY }),
    );
    const app = createQueryApi({
      store,
      log,
      authenticate,
      logger,
      version: packageJson.version,
      leaseMs: config.TOOLMARK_CALL_LEASE,
      consumerGroup: INGESTER_GROUP,
      cursorKey: config.TOOLMARK_CURSOR_KEY,
      limits: queryLimits(config.TOOLMARK_QUERY_RATE),
      exportJobs,
      web: {
        directory: webDirectory(config.TOOLMARK_WEB_DIR),
        oidc: oidcSignInOptions(config, oidcOptions(config)),
      },
    });
    const listener = resources.use(
      await listen(app, { port: config.TOOLMARK_PORT, host: config.TOOLMARK_HOST }),
    );
    logger.info({ url: listener.url }, "listening");
  });
});
