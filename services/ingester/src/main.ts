import { openEventLog } from "@toolmark/event-log/open-event-log";
import { openEventStore } from "@toolmark/event-store/open-event-store";
import { loadConfig } from "@toolmark/runtime/config";
import { createLogger } from "@toolmark/runtime/logger";
import { runMain, runProcess } from "@toolmark/runtime/process";
import { startTelemetry } from "@toolmark/runtime/telemetry";
import { untilAvailable } from "@toolmark/runtime/until-available";

import { IngesterConfig } from "./config.ts";
import { startIngester } from "./start-ingester.ts";

await runMain("toolmark-ingester", async () => {
  const config = loadConfig(IngesterConfig, process.env);
  const logger = createLogger({ service: "toolmark-ingester", level: config.TOOLMARK_LOG_LEVEL });
  await runProcess(logger, async (resources, fail) => {
    resources.use(await startTelemetry("toolmark-ingester", process.env));
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
    const log = resources.use(
      await openEventLog(
        {
          driver: "kafka",
          brokers: config.TOOLMARK_KAFKA_BROKERS.split(","),
          topic: config.TOOLMARK_KAFKA_TOPIC,
          sessionTimeoutMs: config.TOOLMARK_KAFKA_SESSION_TIMEOUT,
        },
        { logger },
      ),
    );
    resources.use(
      await startIngester({
        log,
        store,
        logger,
        onFailure: fail,
        leaseMs: config.TOOLMARK_CALL_LEASE,
        tenant: config.TOOLMARK_TENANT,
        trustHeaders: config.TOOLMARK_TRUST_LOG_HEADERS,
      }),
    );
  });
});
