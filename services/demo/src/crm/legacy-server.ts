import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";

import { approvalForm } from "./approval-form.ts";
import type { Approvals } from "./approvals.ts";
import { callTool } from "./call-tool.ts";
import { crmServerInfo, crmTools } from "./crm-tools.ts";
import type { Crm } from "./crm.ts";
import { toolResult } from "./tool-result.ts";
import type { Caller } from "./tool.ts";

/**
 * The CRM on SDK v1 (MCP 2025-11-25): one server for one connection. Approvals are asked for by
 * elicitation while the call waits.
 */
export function createLegacyServer(options: {
  crm: Crm;
  approvals: Approvals;
  /** Who is at the other end; the client adds what it says about itself. */
  caller: Caller;
}): McpServer {
  const mcp = new McpServer(crmServerInfo);
  for (const tool of crmTools) {
    const { name, title, description, annotations } = tool;
    mcp.registerTool(
      name,
      { title, description, annotations, inputSchema: tool.input },
      async (args, { signal }) => {
        const call = {
          tool,
          args,
          caller: { ...options.caller, client: mcp.server.getClientVersion() ?? {} },
          signal,
          channel: "elicitation",
        };
        const first = await callTool(options, call);
        if (first.kind !== "approval") return toolResult(first);
        const { action, content } = await mcp.server.elicitInput(
          { message: first.question, requestedSchema: approvalForm(first.request) },
          { signal },
        );
        const answered = { request: first.request, answer: { action, content } };
        const second = await callTool(options, { ...call, answered });
        if (second.kind !== "approval") return toolResult(second);
        throw new Error("an answered approval was asked for again");
      },
    );
  }
  return mcp;
}
