import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";

import { auditServer } from "../audit-server.ts";
import type { AuditOptions } from "../audit-server.ts";
import { collectEvents } from "./collect-events.ts";
import type { Collected } from "./collect-events.ts";
import { tools } from "./tools.ts";

/** An audited server and a client, connected in memory. */
export interface Opened extends Collected, AsyncDisposable {
  client: Client;
  server: McpServer;
  /** The client's end, for messages that no client would send. */
  wire: InMemoryTransport;
}

/** Adds tools to a server. */
type Register = (server: McpServer) => void;

function registerTools(server: McpServer): void {
  for (const [name, run] of Object.entries(tools))
    server.registerTool(
      name,
      {
        title: `Tool ${name}`,
        description: "for tests",
        inputSchema: { id: z.string(), note: z.string().optional() },
        annotations: { readOnlyHint: false, destructiveHint: true },
      },
      (args, { signal }) => run(args, signal) as never,
    );
}

/** Opens an audited server of SDK 1 with a client that answers questions, if it does, always alike. */
export async function openV1(
  options: Partial<AuditOptions> = {},
  register: Register = registerTools,
  answers?: "accept" | "decline" | "cancel",
): Promise<Opened> {
  const collected = collectEvents();
  const server = new McpServer({ name: "crm", version: "1.2.3" });
  register(server);
  auditServer(server, { exporter: collected.exporter, environment: "test", ...options });
  const [wire, transport] = InMemoryTransport.createLinkedPair();
  const client = new Client(
    { name: "desk", version: "4.5" },
    answers === undefined ? {} : { capabilities: { elicitation: {} } },
  );
  if (answers !== undefined)
    client.setRequestHandler(ElicitRequestSchema, () => ({ action: answers, content: {} }));
  await server.connect(transport);
  await client.connect(wire);
  return {
    ...collected,
    client,
    server,
    wire,
    async [Symbol.asyncDispose]() {
      await client.close();
      await collected.exporter.close();
    },
  };
}

/** Calls a tool. */
export const callTool = (
  client: Client,
  name: string,
  args: Record<string, unknown> = { id: "42" },
) => client.callTool({ name, arguments: args });
