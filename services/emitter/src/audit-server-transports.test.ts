import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

import { Client as ModernClient } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { expect, test } from "vitest";
import { z } from "zod";

import { auditServer } from "./audit-server.ts";
import { collectEvents } from "./testing/collect-events.ts";
import { startIntake } from "./testing/intake.ts";
import { tools } from "./testing/tools.ts";

/** A server of SDK 1 over HTTP: one for each session, or one for each request. */
async function startHttp(withSessions: boolean) {
  const collected = collectEvents();
  const sessions = new Map<string, StreamableHTTPServerTransport>();

  async function connect(): Promise<StreamableHTTPServerTransport> {
    const server = new McpServer({ name: "crm", version: "1" });
    for (const [name, run] of Object.entries(tools))
      server.registerTool(
        name,
        { inputSchema: { id: z.string() } },
        (args, { signal }) => run(args, signal) as never,
      );
    auditServer(server, { exporter: collected.exporter });
    const transport = new StreamableHTTPServerTransport(
      withSessions
        ? {
            sessionIdGenerator: () => randomUUID(),
            onsessioninitialized: (id) => {
              sessions.set(id, transport);
            },
          }
        : {},
    );
    await server.connect(transport);
    return transport;
  }

  const http = createServer((request, response) => {
    void (async () => {
      const id = String(request.headers["mcp-session-id"]);
      const transport = sessions.get(id) ?? (await connect());
      await transport.handleRequest(request, response);
    })();
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  const client = new Client({ name: "desk", version: "4.5" });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`), {
      requestInit: { headers: { authorization: "Bearer abcdefghijklmnop", "x-request-id": "r1" } },
    }),
  );
  return {
    ...collected,
    client,
    sessions,
    async [Symbol.asyncDispose]() {
      await client.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await collected.exporter.close();
    },
  };
}

test("SDK 1 over HTTP with sessions: each call has its session and its client", async () => {
  await using opened = await startHttp(true);
  await Promise.all(
    ["a", "b", "c"].map((id) => opened.client.callTool({ name: "update", arguments: { id } })),
  );
  const [sessionId] = [...opened.sessions.keys()];
  const done = await opened.ofType("call.completed");
  expect(done).toHaveLength(3);
  for (const event of done)
    expect(event).toMatchObject({
      session: { id: sessionId },
      client: { name: "desk", version: "4.5", user_agent: "node" },
      transport: { type: "streamable_http", era: "legacy", protocol_version: "2025-11-25" },
      request: { http_request_id: "r1" },
      outcome: { status: "success" },
    });
  expect(await opened.ofType("client.connected")).toMatchObject([{ session: { id: sessionId } }]);
  expect(await opened.text()).not.toContain("abcdefghijklmnop");
});

test("SDK 1 over HTTP without sessions: each request has a server of its own", async () => {
  await using opened = await startHttp(false);
  await opened.client.callTool({ name: "update", arguments: { id: "a" } });
  await opened.client.callTool({ name: "fail", arguments: { id: "a" } });
  expect(await opened.ofType("call.completed")).toMatchObject([
    { outcome: { status: "success" }, transport: { protocol_version: "2025-11-25" } },
    { outcome: { status: "tool_error" } },
  ]);
  const events = await opened.events();
  expect(events.map(({ emitter }) => emitter.sequence)).toEqual(events.map((_, index) => index));
});

test.each(["legacy", "modern"] as const)(
  "SDK 2 over stdio, %s era: the last events get out when the client hangs up",
  async (era) => {
    await using intake = await startIntake();
    const client = new ModernClient(
      { name: "desk", version: "4.5" },
      { versionNegotiation: { mode: era === "modern" ? { pin: "2026-07-28" } : "legacy" } },
    );
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [fileURLToPath(new URL("testing/stdio-server.ts", import.meta.url)), intake.url],
      }),
    );
    await client.callTool({ name: "update", arguments: { id: "42" } });
    await client.close();
    // A client may look at the server in a process of its own first.
    const ofCalls = () => intake.stored.filter(({ event }) => event.type.startsWith("call."));
    await expect
      .poll(() => ofCalls().map(({ event }) => event.type))
      .toEqual(["call.attempted", "call.completed"]);
    expect(ofCalls().at(-1)).toMatchObject({
      client: {
        name: "desk",
        process_id: process.pid,
        os_user: expect.any(String),
        assurance: "self_reported",
      },
      transport: { type: "stdio", era },
      server: { name: "stdio-crm" },
      downstream: [{ resource: "contact/42" }],
    });
  },
);
