import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { audit, auditServer } from "@toolmark/emitter";
import type { Exporter } from "@toolmark/emitter/exporter";

import { isError, readAirlineTools, touchOf } from "./airline-data.ts";
import type { AirlineCall } from "./airline-data.ts";

/**
 * Plays one session of the airline agent: a real MCP server that answers as the recorded one did, and
 * a real client that calls it.
 */
export async function playSession(
  calls: readonly AirlineCall[],
  exporter: Exporter,
): Promise<void> {
  const server = new Server({ name: "airline", version: "1.0.0" }, { capabilities: { tools: {} } });
  const tools = readAirlineTools();
  const recorded = calls.values();
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
    const call = recorded.next().value;
    if (call === undefined || call.tool !== params.name)
      throw new Error(`the recording has no call of ${params.name} here`);
    const touch = touchOf(call);
    if (touch !== undefined)
      audit.touch({
        system: "airline",
        resource: `reservation/${touch.reservation}`,
        operation: touch.operation,
        ...(touch.operation === "read" ? {} : { after: JSON.parse(call.result) }),
      });
    return { content: [{ type: "text", text: call.result }], isError: isError(call) };
  });
  const [first] = calls;
  const handle = auditServer(server, {
    exporter,
    environment: "test",
    identify: () => ({
      type: "user",
      id: first?.user ?? "",
      agent: { id: "airline-agent" },
      assurance: "inferred",
    }),
  });
  const client = new Client({ name: "airline-client", version: "1.0.0" });
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  await server.connect(serverSide);
  await client.connect(clientSide);
  await client.listTools();
  for (const call of calls) await client.callTool({ name: call.tool, arguments: call.arguments });
  await client.close();
  await handle.flush();
}
