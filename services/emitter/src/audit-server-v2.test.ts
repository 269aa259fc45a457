import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import {
  createMcpHandler,
  createRequestStateCodec,
  InMemoryTransport,
  inputRequired,
  inputResponse,
  McpServer,
} from "@modelcontextprotocol/server";
import type { AuthInfo } from "@modelcontextprotocol/server";
import { describe, expect, test } from "vitest";
import { z } from "zod";

import { auditServer } from "./audit-server.ts";
import type { AuditOptions } from "./audit-server.ts";
import { objectOf } from "./json-object.ts";
import { collectEvents } from "./testing/collect-events.ts";
import type { Collected } from "./testing/collect-events.ts";
import { answer, tools } from "./testing/tools.ts";

type Era = "modern" | "legacy";

interface Opened extends Collected, AsyncDisposable {
  client: Client;
}

const codec = createRequestStateCodec<string>({ key: "k".repeat(32) });

function createServer(withState: boolean): McpServer {
  const server = new McpServer(
    { name: "crm", version: "2.0.0" },
    { requestState: { verify: (state, context) => codec.verify(state, context) } },
  );
  const inputSchema = z.object({ id: z.string(), note: z.string().optional() });
  for (const [name, run] of Object.entries(tools))
    server.registerTool(
      name,
      { inputSchema, annotations: { readOnlyHint: name === "fail" } },
      (args, { mcpReq }) => run(args, mcpReq.signal),
    );
  server.registerTool("ask", { inputSchema }, async ({ id }, { mcpReq }) => {
    const given = inputResponse(mcpReq.inputResponses, "confirm");
    if (given.kind === "elicit")
      return answer(`${given.action} ${id}`, { isError: given.action !== "accept" });
    return inputRequired({
      inputRequests: {
        confirm: inputRequired.elicit({
          message: "Really?",
          requestedSchema: { type: "object", properties: {} },
        }),
      },
      ...(withState ? { requestState: await codec.mint(id) } : {}),
    });
  });
  return server;
}

async function open(
  era: Era,
  options: {
    authInfo?: AuthInfo;
    audit?: Partial<AuditOptions>;
    action?: "accept" | "decline";
    withState?: boolean;
  } = {},
): Promise<Opened> {
  const collected = collectEvents();
  const handler = createMcpHandler(() => {
    const server = createServer(options.withState ?? true);
    auditServer(server, { exporter: collected.exporter, ...options.audit });
    return server;
  });
  const client = new Client(
    { name: "desk", version: "4.5" },
    {
      capabilities: { elicitation: {} },
      versionNegotiation: { mode: era === "modern" ? { pin: "2026-07-28" } : "legacy" },
    },
  );
  client.setRequestHandler("elicitation/create", () => ({
    action: options.action ?? "accept",
    content: {},
  }));
  const transport = new StreamableHTTPClientTransport(new URL("http://crm.test/mcp?key=s3cr3t"), {
    fetch: (url, init) =>
      handler.fetch(
        new Request(url, {
          ...init,
          headers: {
            ...Object.fromEntries(new Headers(init?.headers)),
            authorization: "Bearer secret-of-the-client-0123456789",
            "user-agent": "desk/4.5",
            "x-request-id": "req-1",
          },
        }),
        options.authInfo === undefined ? {} : { authInfo: options.authInfo },
      ),
  });
  await client.connect(transport);
  return {
    ...collected,
    client,
    async [Symbol.asyncDispose]() {
      await client.close();
      await handler.close();
      await collected.exporter.close();
    },
  };
}

const call = (client: Client, name: string, args: Record<string, unknown> = { id: "42" }) =>
  client.callTool({ name, arguments: args });

test("a call of SDK 2 in memory is recorded", async () => {
  const collected = collectEvents();
  const server = createServer(true);
  auditServer(server, { exporter: collected.exporter });
  expect(server).toBeInstanceOf(McpServer);
  const [wire, transport] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: "desk", version: "4.5" });
  await server.connect(transport);
  await client.connect(wire);
  await call(client, "update");
  expect(await collected.completion()).toMatchObject({
    client: { name: "desk", assurance: "self_reported" },
    transport: { type: "in_memory", era: "legacy", protocol_version: "2025-11-25" },
    outcome: { status: "success" },
    downstream: [{ resource: "contact/42" }],
  });
  await client.close();
});

describe.each(["modern", "legacy"] as const)("over HTTP, %s era", (era) => {
  test("a call is recorded with its request's facts and none of its secrets", async () => {
    await using opened = await open(era);
    await opened.client.listTools();
    await call(opened.client, "update");
    const done = await opened.completion();
    expect(done).toMatchObject({
      client: { user_agent: "desk/4.5", assurance: "self_reported" },
      transport: {
        type: "streamable_http",
        era,
        protocol_version: era === "modern" ? "2026-07-28" : "2025-11-25",
      },
      request: { http_request_id: "req-1" },
      server: { name: "crm", version: "2.0.0", url: "http://crm.test/mcp" },
      tool: { name: "update", annotations: { read_only: false }, descriptor: {} },
      outcome: { status: "success", executed: true },
      downstream: [{ resource: "contact/42", changed_fields: ["phone"] }],
    });
    // The legacy leg makes a server for each request: nothing there has seen `initialize`.
    expect(done.client?.name).toBe(era === "modern" ? "desk" : undefined);
    expect(await opened.text()).not.toContain("secret-of-the-client");
    expect(await opened.text()).not.toContain("s3cr3t");
  });

  test("a client is recorded once, a catalogue once, and sequences have no gap", async () => {
    await using opened = await open(era);
    await opened.client.listTools({}, { cacheMode: "bypass" } as never);
    await opened.client.listTools({}, { cacheMode: "bypass" } as never);
    await Promise.all(["1", "2", "3"].map((id) => call(opened.client, "update", { id })));
    expect(await opened.ofType("client.connected")).toHaveLength(1);
    expect(await opened.ofType("tools.listed")).toHaveLength(1);
    const events = await opened.events();
    expect(events.map(({ emitter }) => emitter.sequence)).toEqual(events.map((_, index) => index));
    expect(new Set(events.map(({ emitter }) => emitter.epoch)).size).toBe(1);
  });

  test("unknown tools and wrong arguments are rejected, failures are the tool's", async () => {
    await using opened = await open(era);
    await expect(call(opened.client, "nope")).rejects.toThrow("nope not found");
    await call(opened.client, "update", { id: 1 });
    await call(opened.client, "throws");
    await call(opened.client, "deny");
    expect(await opened.ofType("call.completed")).toMatchObject([
      {
        outcome: { status: "rejected", executed: false },
        error: { kind: "protocol", code: "-32602", class: "unknown_tool" },
      },
      { outcome: { status: "rejected", executed: false }, error: { class: "validation" } },
      { outcome: { status: "tool_error", executed: true }, error: { kind: "tool" } },
      { outcome: { status: "denied", executed: false }, policy: { enforced: true } },
    ]);
  });

  test("fifty calls at once keep their own touches", async () => {
    await using opened = await open(era);
    const ids = Array.from({ length: 50 }, (_, index) => `c${index}`);
    await Promise.all(ids.map((id) => call(opened.client, "update", { id })));
    const done = await opened.ofType("call.completed");
    expect(done).toHaveLength(50);
    for (const { params, downstream } of done) {
      const id = objectOf(params?.value)?.["id"];
      expect(downstream?.map(({ resource }) => resource)).toEqual([`contact/${String(id)}`]);
    }
  });

  test("who initiated follows from the verified token", async () => {
    const authInfo = { token: "t-0123456789", clientId: "desk-app", scopes: ["crm"] };
    await using opened = await open(era, { authInfo });
    await call(opened.client, "update");
    const done = await opened.completion();
    expect(done.actor).toMatchObject({
      type: "credential",
      id: "desk-app",
      credential: { client_id: "desk-app", scopes: ["crm"] },
      assurance: "verified",
    });
    // The same token and program introduced themselves before: likely, but not said in this request.
    expect(done.client).toMatchObject({
      name: "desk",
      assurance: era === "modern" ? "self_reported" : "inferred",
    });
  });
});

describe.each([
  ["with the server's state", true],
  ["without any state", false],
])("input that a tool asks for %s", (_what, withState) => {
  test.each([
    ["accept", "granted", "success"],
    ["decline", "denied", "denied"],
  ] as const)(
    "makes two rounds of one operation when the user answers %s",
    async (action, status, outcome) => {
      await using opened = await open("modern", { action, withState });
      await call(opened.client, "ask");
      const [first, second] = await opened.ofType("call.completed");
      expect(first).toMatchObject({
        outcome: { status: "input_required", executed: false },
        approval: { required: true, status: "requested", channel: "elicitation" },
      });
      expect(second).toMatchObject({
        operation: { id: first?.operation?.id, round: 1 },
        outcome: { status: outcome },
        approval: { status, params_hmac: first?.params?.hmac },
      });
      expect(second?.call?.id).not.toBe(first?.call?.id);
      const attempts = await opened.ofType("call.attempted");
      expect(attempts.map(({ operation }) => operation?.id)).toEqual([
        first?.operation?.id,
        first?.operation?.id,
      ]);
    },
  );
});

test("a request that is broken off leaves an attempt only", async () => {
  await using opened = await open("modern");
  const stop = new AbortController();
  const result = opened.client.callTool(
    { name: "slow", arguments: { id: "1" } },
    { signal: stop.signal },
  );
  await expect.poll(() => opened.ofType("call.attempted")).toHaveLength(1);
  stop.abort("user left");
  await expect(result).rejects.toThrow("user left");
  // What the handler still did afterwards is not lost.
  await expect.poll(() => opened.ofType("downstream.touched")).toHaveLength(1);
  expect(await opened.ofType("call.completed")).toEqual([]);
});
