import { fileURLToPath, pathToFileURL } from "node:url";

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { audit } from "@toolmark/emitter/audit-server";

/** Which argument of a tool names files, and what the tool does to them. */
const fileArguments: Readonly<
  Record<string, Readonly<Record<string, "read" | "list" | "create" | "update" | "delete">>>
> = {
  read_file: { path: "read" },
  read_text_file: { path: "read" },
  read_media_file: { path: "read" },
  read_multiple_files: { paths: "read" },
  get_file_info: { path: "read" },
  list_directory: { path: "list" },
  list_directory_with_sizes: { path: "list" },
  directory_tree: { path: "list" },
  search_files: { path: "list" },
  create_directory: { path: "create" },
  write_file: { path: "update" },
  edit_file: { path: "update" },
  move_file: { source: "delete", destination: "create" },
};

/** A server in this process that stands for the official one. */
export interface FilesystemRelay extends AsyncDisposable {
  server: Server;
}

/**
 * Starts the official filesystem server on one directory and a server that passes every call on to it
 * unchanged. That one can be audited: it adds which files a call named, and the official server's
 * refusals, which are only texts, as verdicts of its rule.
 */
export async function openFilesystemRelay(directory: string): Promise<FilesystemRelay> {
  const main = import.meta.resolve("@modelcontextprotocol/server-filesystem/dist/index.js");
  const upstream = new Client({ name: "demo-relay", version: "1.0.0" });
  await upstream.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [fileURLToPath(main), directory],
      stderr: "ignore",
    }),
  );
  const server = new Server(
    upstream.getServerVersion() ?? { name: "filesystem", version: "unknown" },
    {
      capabilities: { tools: {} },
    },
  );
  server.setRequestHandler(ListToolsRequestSchema, ({ params }) => upstream.listTools(params));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    const { name, arguments: args = {} } = params;
    const result = await upstream.callTool({ name, arguments: args }, undefined, { signal });
    recordFiles(name, args, result);
    return result;
  });
  return {
    server,
    async [Symbol.asyncDispose]() {
      await server.close();
      await upstream.close();
    },
  };
}

function recordFiles(
  tool: string,
  args: Readonly<Record<string, unknown>>,
  result: Readonly<Record<string, unknown>>,
): void {
  const rule = { id: "allowed-directories", rule_id: "inside", engine: "secure-filesystem-server" };
  const refusal = result["isError"] === true ? textOf(result) : undefined;
  if (refusal?.startsWith("Access denied")) {
    audit.policy({ ...rule, decision: "deny", reason: refusal });
    return;
  }
  if (refusal !== undefined) return;
  for (const [argument, operation] of Object.entries(fileArguments[tool] ?? {})) {
    for (const path of [args[argument]].flat())
      if (typeof path === "string")
        audit.touch({ system: "file", resource: pathToFileURL(path).href, operation });
  }
}

function textOf(result: Readonly<Record<string, unknown>>): string {
  const [first] = Array.isArray(result["content"])
    ? (result["content"] as { text?: unknown }[])
    : [];
  return typeof first?.text === "string" ? first.text : "";
}
