import {
  Client as ModernClient,
  StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";

import type { ApproverDesk } from "./answer-approvals.ts";

/** How a tool call ended, as its client saw it. */
export interface CallAnswer {
  isError: boolean;
  text: string;
}

/** One MCP client of the incident. */
export interface ToolClient extends AsyncDisposable {
  /** Calls a tool and gives what came back; only a broken connection throws. */
  call(tool: string, args: Record<string, unknown>, signal?: AbortSignal): Promise<CallAnswer>;
}

/** What a client says about itself. */
export interface ClientInfo {
  name: string;
  version: string;
}

/** Connects over streamable HTTP, speaking MCP 2026-07-28 or, as `legacy`, 2025-11-25. */
export async function connectHttp(options: {
  url: string;
  token: string;
  info: ClientInfo;
  era: "modern" | "legacy";
  desk: ApproverDesk;
}): Promise<ToolClient> {
  const client = new ModernClient(options.info, {
    capabilities: { elicitation: {} },
    versionNegotiation: { mode: options.era === "modern" ? { pin: "2026-07-28" } : "legacy" },
  });
  client.setRequestHandler("elicitation/create", ({ params }) => formAnswer(options.desk, params));
  const transport = new StreamableHTTPClientTransport(new URL(options.url), {
    requestInit: { headers: { authorization: `Bearer ${options.token}` } },
  });
  await client.connect(transport);
  await client.listTools();
  return {
    call: async (name, args, signal) =>
      answerOf(
        await client.callTool({ name, arguments: args }, signal === undefined ? {} : { signal }),
      ),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** Connects to a server that runs as a child process, speaking MCP 2025-11-25. */
export async function connectStdio(options: {
  command: string;
  args: string[];
  env: Record<string, string>;
  info: ClientInfo;
  desk: ApproverDesk;
}): Promise<ToolClient & { pid: number }> {
  const transport = new StdioClientTransport({
    command: options.command,
    args: options.args,
    env: options.env,
    stderr: "inherit",
  });
  const client = await connectTransport(transport, options.info, options.desk);
  return { ...client, pid: transport.pid ?? 0 };
}

/** Connects over any transport of SDK v1, speaking MCP 2025-11-25. */
export async function connectTransport(
  transport: Transport,
  info: ClientInfo,
  desk: ApproverDesk,
): Promise<ToolClient> {
  const client = new LegacyClient(info, { capabilities: { elicitation: {} } });
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => formAnswer(desk, params));
  await client.connect(transport);
  await client.listTools();
  return {
    call: async (name, args, signal) =>
      answerOf(
        await client.callTool(
          { name, arguments: args },
          undefined,
          signal === undefined ? {} : { signal },
        ),
      ),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

type FormContent = Record<string, string | number | boolean | string[]>;

function formAnswer(desk: ApproverDesk, params: { message: string; requestedSchema?: unknown }) {
  const { action, content } = desk(params);
  return content === undefined ? { action } : { action, content: content as FormContent };
}

function answerOf(result: Record<string, unknown>): CallAnswer {
  const content = Array.isArray(result["content"])
    ? (result["content"] as { text?: unknown }[])
    : [];
  return {
    isError: result["isError"] === true,
    text: content.flatMap(({ text }) => (typeof text === "string" ? [text] : [])).join("\n"),
  };
}
