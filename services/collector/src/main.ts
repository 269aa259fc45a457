import { openEventLog } from "@toolmark/event-log/open-event-log";
import { openConfiguredAuthenticator } from "@toolmark/runtime/access-settings";
import { loadConfig } from "@toolmark/runtime/config";
import { listen } from "@toolmark/runtime/http";
import { createLogger } from "@toolmark/runtime/logger";
import { runMain, runProcess } from "@toolmark/runtime/process";
import { startTelemetry } from "@toolmark/runtime/telemetry";

import { CollectorConfig } from "./config.ts";
import { createCollector } from "./create-collector.ts";

await runMain("toolmark-collector", async () => {
  const config = loadConfig(CollectorConfig, process.env);
  const logger = createLogger({ service: "toolmark-collector", level: config.TOOLMARK_LOG_LEVEL });
  const authenticate = await openConfiguredAuthenticator(config, logger);
  await runProcess(logger, async (resources) => {
    resources.use(await startTelemetry("toolmark-collector", process.env));
    const log = resources.use(
      await openEventLog(
        {
          driver: "kafka",
          brokers: config.TOOLMARK_KAFKA_BROKERS.split(","),
          topic: config.TOOLMARK_KAFKA_TOPIC,
        },
        { logger },
      ),
    );
    const app = createCollector({ log, authenticate, logger });
    const listener = resources.use(
      await listen(app, { port: config.TOOLMARK_PORT, host: config.TOOLMARK_HOST }),
    );
    logger.info({ url: listener.url }, "listening");
  });
});
