import { fileURLToPath } from "node:url";

import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { CONTACT, openStory, recordId, tokens } from "@toolmark/query-api/story.fixture";
import type { Story } from "@toolmark/query-api/story.fixture";
import { listen } from "@toolmark/runtime/http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { auditTools } from "./audit-tools.ts";
import { startHttpServer } from "./start-http-server.ts";

const resources = new AsyncDisposableStack();
let story: Story;
let url = "";
beforeAll(async () => {
  story = resources.use(await openStory());
  ({ url } = resources.use(await listen({ fetch: story.fetch }, { port: 0 })));
});
afterAll(async () => await resources.disposeAsync());

const info = { name: "investigator", version: "1.0.0" };

async function connectHttp(token: string): Promise<Client & AsyncDisposable> {
  const server = await startHttpServer({ url, port: 0 });
  const client = new Client(info, { versionNegotiation: { mode: { pin: "2026-07-28" } } });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  );
  return Object.assign(client, {
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await server[Symbol.asyncDispose]();
    },
  });
}

async function connectStdio(token: string): Promise<Client & AsyncDisposable> {
  const client = new Client(info);
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [fileURLToPath(new URL("./main.ts", import.meta.url))],
      env: { TOOLMARK_URL: url, TOOLMARK_TOKEN: token },
    }),
  );
  return Object.assign(client, { [Symbol.asyncDispose]: async () => await client.close() });
}

async function ask(client: Client, name: string, args: Record<string, unknown>) {
  const result = await client.callTool({ name, arguments: args });
  const [content] = result.content as { text?: string }[];
  return { isError: result.isError === true, text: content?.text ?? "" };
}

describe.each([
  ["streamable HTTP", connectHttp],
  ["standard input and output", connectStdio],
] as const)("over %s", (_name, connect) => {
  test("an agent finds who changed a record, and its question is in the trail", async () => {
    await using client = await connect(tokens.reader);
    const before = story.facts.length;
    const { text, isError } = await ask(client, "resource_history", { uri: CONTACT });
    expect(isError).toBe(false);
    expect(text).toContain(recordId("update", 20, "completed"));
    expect(text).not.toContain("+49");
    const [fact] = story.facts.slice(before);
    expect(fact).toMatchObject({
      event: { type: "audit.searched" },
      actor: { id: "r" },
      client: { user_agent: expect.stringContaining("toolmark-mcp-server/") },
      audit: {
        action: "GET /v1/resources",
        query: `resource ${CONTACT}`,
        purpose: "asked through the MCP server",
        rows: 3,
      },
    });
  });

  test("values are shown for a reason only, which is recorded as a reveal", async () => {
    await using client = await connect(tokens.reader);
    const before = story.facts.length;
    const { text } = await ask(client, "resource_history", { uri: CONTACT, purpose: "ticket 7" });
    expect(text).toContain("+49 2");
    expect(story.facts[before]).toMatchObject({
      event: { type: "audit.revealed" },
      audit: { purpose: "ticket 7", revealed: expect.arrayContaining(["changes"]) },
    });
  });

  test("every tool says that it only reads", async () => {
    await using client = await connect(tokens.reader);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(auditTools.map(({ name }) => name));
    for (const { annotations } of tools)
      expect(annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
  });
});

test("a token of another tenant finds nothing of this one, an emitter's is refused in words", async () => {
  await using foreign = await connectHttp(tokens.foreign);
  const { text } = await ask(foreign, "search_events", { q: "actor:bob@example.com" });
  expect(JSON.parse(text)).toMatchObject({ total: 0 });
  await using emitter = await connectHttp(tokens.emitter);
  expect(await ask(emitter, "search_events", {})).toEqual({
    isError: true,
    text: expect.stringContaining("the role emitter may not do this"),
  });
});

test("a query that cannot be understood is told as an error of the tool", async () => {
  await using client = await connectHttp(tokens.reader);
  expect(await ask(client, "search_events", { q: "aktor:x" })).toMatchObject({
    isError: true,
    text: expect.stringContaining("actor"),
  });
});

test("resources hold the language, events and calls", async () => {
  await using client = await connectHttp(tokens.reader);
  const language = await client.readResource({ uri: "toolmark://query-language" });
  expect(JSON.stringify(language.contents)).toContain("| outcome, status |");
  const id = recordId("update", 20, "completed");
  const event = await client.readResource({ uri: `toolmark://events/${id}` });
  expect(JSON.stringify(event.contents)).toContain("verified");
});

test("a request without a token, or from a foreign site, never reaches the API", async () => {
  await using server = await startHttpServer({ url, port: 0 });
  const post = async (headers: Record<string, string>) =>
    (await fetch(`${server.url}/mcp`, { method: "POST", headers, body: "{}" })).status;
  const before = story.facts.length;
  expect(await post({})).toBe(401);
  expect(await post({ authorization: "Bearer x", origin: "https://evil.example" })).toBe(403);
  expect(story.facts.length).toBe(before);
});

test("every tool's request is one that the API describes", async () => {
  const document = (await story.ask("/openapi.json", { token: null })).body as {
    paths: Record<string, { get?: { parameters?: { name: string; in: string }[] } }>;
  };
  for (const { name, input, request } of auditTools) {
    const { path, parameters } = request(input.parse(examples[name] ?? {}));
    const template = Object.keys(document.paths).find((known) =>
      new RegExp(`^${known.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path),
    );
    expect({ name, path, template }).toMatchObject({ template: expect.any(String) });
    const allowed = document.paths[template ?? ""]?.get?.parameters?.map((entry) => entry.name);
    expect(allowed).toEqual(expect.arrayContaining(Object.keys(parameters)));
  }
});

const examples: Readonly<Record<string, Record<string, unknown>>> = {
  count_by_field: { fields: ["tool"] },
  show_call: { id: "x" },
  show_session: { id: "x" },
  resource_history: { uri: "crm://contact/42" },
  resource_state: { uri: "crm://contact/42" },
  actor_profile: { id: "alice" },
  blast_radius: { server: "crm" },
};
