import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { loadConfig } from "@toolmark/runtime/config";
import { AuditError } from "@toolmark/runtime/errors";
import { createLogger } from "@toolmark/runtime/logger";
import { runMain, runProcess } from "@toolmark/runtime/process";

import { McpServerConfig } from "./config.ts";
import { createAuditMcpServer } from "./create-audit-mcp-server.ts";
import { startHttpServer } from "./start-http-server.ts";

await runMain("toolmark-mcp-server", async () => {
  const config = loadConfig(McpServerConfig, process.env);
  const { TOOLMARK_URL: url, TOOLMARK_TOKEN: token, TOOLMARK_MCP_PORT: port } = config;
  if (port === undefined) {
    if (token === undefined)
      throw new AuditError(
        "config_invalid",
        "✖ TOOLMARK_TOKEN is missing: set it to the token of a reader, such as the content of data/admin.token",
      );
    await createAuditMcpServer({ url, token }).connect(new StdioServerTransport());
    return;
  }
  const logger = createLogger({ service: "toolmark-mcp-server", level: config.TOOLMARK_LOG_LEVEL });
  await runProcess(logger, async (resources) => {
    const listener = resources.use(await startHttpServer({ url, port }));
    logger.info({ url: `${listener.url}/mcp` }, "listening");
  });
});
