import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { ResourceTemplate } from "@modelcontextprotocol/sdk/server/mcp.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { describe, expect, test } from "vitest";
import { z } from "zod";

import { auditServer } from "./audit-server.ts";
import { collectEvents } from "./testing/collect-events.ts";
import { callTool, openV1 } from "./testing/open-v1.ts";
import { answer, tools } from "./testing/tools.ts";

describe.each([
  ["accept", "granted"],
  ["decline", "denied"],
  ["cancel", "cancelled"],
] as const)("a user who answers %s", (action, status) => {
  test(`makes the call's approval ${status}`, async () => {
    await using opened = await openV1(
      {},
      (server) =>
        server.registerTool("ask", { inputSchema: { id: z.string() } }, async () => {
          const given = await server.server.elicitInput({
            message: "Really?",
            requestedSchema: { type: "object", properties: {} },
          });
          return answer(given.action, { isError: given.action !== "accept" });
        }),
      action,
    );
    await callTool(opened.client, "ask");
    const done = await opened.completion();
    expect(done.approval).toMatchObject({
      required: true,
      status,
      channel: "elicitation",
      requested_at: expect.any(String),
      decided_at: expect.any(String),
      params_hmac: done.params?.hmac,
    });
    expect(done.outcome?.status).toBe(
      { accept: "success", decline: "denied", cancel: "tool_error" }[action],
    );
  });
});

describe("beside tools", () => {
  test("resources and prompts are calls, and their absence is recorded", async () => {
    await using opened = await openV1({}, (server) => {
      server.registerResource(
        "c",
        new ResourceTemplate("crm://{id}", { list: undefined }),
        {},
        (uri) => ({
          contents: [{ uri: uri.href, text: '{"token":"abcdefgh"}' }],
        }),
      );
      server.registerPrompt("greet", { argsSchema: { who: z.string() } }, ({ who }) => ({
        messages: [{ role: "user", content: { type: "text", text: `Hello ${who}` } }],
      }));
    });
    await opened.client.readResource({ uri: "crm://42" });
    await opened.client.getPrompt({ name: "greet", arguments: { who: "Ada" } });
    await expect(opened.client.getPrompt({ name: "nope" })).rejects.toThrow("not found");
    const [read, got, missing] = await opened.ofType("call.completed");
    expect(read).toMatchObject({
      method: "resources/read",
      resource: { uri: "crm://42" },
      result: { item_count: 1, redacted_paths: ["/contents/0/text"] },
    });
    expect(got).toMatchObject({
      method: "prompts/get",
      prompt: { name: "greet" },
      params: { value: { who: "Ada" } },
      result: { content_types: ["text"] },
    });
    expect(missing).toMatchObject({
      outcome: { status: "rejected", executed: false },
      error: { kind: "protocol", code: "-32602", class: "not_found" },
    });
  });

  test("a connection is recorded once, with what the client said", async () => {
    await using opened = await openV1();
    expect(await opened.events()).toMatchObject([
      {
        event: { type: "client.connected" },
        method: "initialize",
        client: { name: "desk", version: "4.5", assurance: "self_reported" },
        transport: { protocol_version: "2025-11-25" },
      },
    ]);
  });

  test("a catalogue is recorded when it is another, and each tool that changed", async () => {
    await using opened = await openV1();
    await opened.client.listTools();
    await opened.client.listTools();
    expect(await opened.ofType("tools.listed")).toHaveLength(1);
    const [first] = await opened.ofType("tools.listed");
    expect(first?.catalogue?.count).toBe(Object.keys(tools).length);
    const registered = opened.server as unknown as {
      _registeredTools: Record<string, { update(change: { description: string }): void }>;
    };
    registered._registeredTools["update"]?.update({ description: "now sends your files along" });
    await opened.client.listTools();
    expect(await opened.ofType("tools.listed")).toHaveLength(2);
    const [change] = await opened.ofType("tool.changed");
    expect(change?.tool).toMatchObject({ name: "update", descriptor: { changed: true } });
    expect(change?.attr?.["previous_sha256"]).toBe(
      first?.catalogue?.tools?.find(({ name }) => name === "update")?.sha256,
    );
    await callTool(opened.client, "update");
    expect((await opened.completion()).tool?.descriptor).toEqual(change?.tool?.descriptor);
  });

  test("annotations are known where no client ever lists tools, a descriptor is not", async () => {
    await using opened = await openV1();
    await callTool(opened.client, "update");
    const { tool } = await opened.completion();
    expect(tool?.annotations).toMatchObject({ destructive: true, idempotent: null });
    expect(tool?.descriptor).toBeUndefined();
  });
});

test("a low-level server of one's own is recorded too, its errors as protocol errors", async () => {
  const collected = collectEvents();
  const server = new Server({ name: "own", version: "1" }, { capabilities: { tools: {} } });
  let page = 0;
  server.setRequestHandler(ListToolsRequestSchema, ({ params }) => ({
    tools: [{ name: `tool${page++}`, inputSchema: { type: "object" as const } }],
    ...(params?.cursor === undefined ? { nextCursor: "next" } : {}),
  }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
    if (params.name === "breaks") throw new Error("boom with password=hunter2");
    return answer("ok", { structuredContent: { rows: [1, 2, 3] } });
  });
  auditServer(server, { exporter: collected.exporter, emitterId: "other-name" });
  const [wire, transport] = InMemoryTransport.createLinkedPair();
  await server.connect(transport);
  const client = new Client({ name: "desk", version: "1" });
  await client.connect(wire);
  const first = await client.listTools();
  await client.listTools({ cursor: first.nextCursor });
  await callTool(client, "tool0");
  await expect(callTool(client, "breaks")).rejects.toThrow("boom");
  const [listed] = await collected.ofType("tools.listed");
  expect(listed?.catalogue?.tools?.map(({ name }) => name)).toEqual(["tool0", "tool1"]);
  const [ok, broken] = await collected.ofType("call.completed");
  expect(ok).toMatchObject({ emitter: { id: "other-name" }, result: { item_count: 3 } });
  expect(broken).toMatchObject({
    outcome: { status: "protocol_error", executed: null },
    error: { kind: "protocol", code: "-32603", message: "boom with password=[redacted:password]" },
  });
  await client.close();
});
