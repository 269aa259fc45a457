import { queryLimits } from "@toolmark/query-api/access/query-limits";
import { oidcSignInOptions } from "@toolmark/query-api/web/sign-in-settings";
import { webDirectory } from "@toolmark/query-api/web/web-directory";
import { oidcOptions } from "@toolmark/runtime/access-settings";
import { loadConfig } from "@toolmark/runtime/config";
import { createLogger } from "@toolmark/runtime/logger";
import { runMain, runProcess } from "@toolmark/runtime/process";
import { startTelemetry } from "@toolmark/runtime/telemetry";

import { AllInOneConfig } from "./config.ts";
import { startAllInOne } from "./start-all-in-one.ts";

await runMain("toolmark", async () => {
  const config = loadConfig(AllInOneConfig, process.env);
  const logger = createLogger({ service: "toolmark", level: config.TOOLMARK_LOG_LEVEL });
  await runProcess(logger, async (resources, fail) => {
    resources.use(await startTelemetry("toolmark", process.env));
    const oidc = oidcOptions(config);
    const directory = webDirectory(config.TOOLMARK_WEB_DIR);
    const { url, tokens } = resources.use(
      await startAllInOne({
        directory: config.TOOLMARK_DATA_DIR,
        port: config.TOOLMARK_PORT,
        host: config.TOOLMARK_HOST,
        tenant: config.TOOLMARK_TENANT,
        leaseMs: config.TOOLMARK_CALL_LEASE,
        exportsDirectory: config.TOOLMARK_EXPORTS_DIR,
        oidc,
        web: { directory, oidc: oidcSignInOptions(config, oidc) },
        hasDemo: config.TOOLMARK_DEMO,
        cursorKey: config.TOOLMARK_CURSOR_KEY,
        limits: queryLimits(config.TOOLMARK_QUERY_RATE),
        logger,
        onFailure: fail,
      }),
    );
    logger.info({ url }, "listening");
    process.stdout.write(
      [
        `toolmark records and answers on ${url}`,
        ...(directory === undefined
          ? []
          : [`  dashboards: ${url}/${tokens.created ? `#token=${tokens.adminToken}` : ""}`]),
        tokens.created
          ? `  admin token (shown once): ${tokens.adminToken}`
          : `  admin token: in ${tokens.adminTokenFile}`,
        `  emitter token: in ${tokens.emitterTokenFile}`,
        `  try: curl -H "Authorization: Bearer $(cat ${tokens.adminTokenFile})" "${url}/v1/search?limit=5"`,
        "",
      ].join("\n"),
    );
  });
});
