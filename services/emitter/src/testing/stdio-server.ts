import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";

import { auditServer } from "../audit-server.ts";
import { httpExporter } from "../http-exporter.ts";
import { tools } from "./tools.ts";

// Nothing is closed here on purpose: the last events must get out when the client hangs up.
const exporter = httpExporter({ url: process.argv[2] ?? "", token: "stdio-token" });

serveStdio(() => {
  const server = new McpServer({ name: "stdio-crm", version: "1" });
  for (const [name, run] of Object.entries(tools))
    server.registerTool(name, { inputSchema: z.object({ id: z.string() }) }, (args, context) =>
      run(args, context.mcpReq.signal),
    );
  auditServer(server, { exporter });
  return server;
});
