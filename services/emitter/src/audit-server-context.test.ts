import { expect, test } from "vitest";
import { z } from "zod";

import { audit } from "./audit-server.ts";
import { callTool, openV1 } from "./testing/open-v1.ts";
import { answer } from "./testing/tools.ts";

test("who initiated follows from the verified token, and its secrets stay behind", async () => {
  const opened = await openV1();
  const token = "opaque-token-of-alice-0123456789";
  const act = { sub: "sales-bot", act: { sub: "scheduler", iss: "https://idp.example" } };
  await opened.wire.send(
    {
      jsonrpc: "2.0",
      id: 100,
      method: "tools/call",
      params: {
        name: "update",
        arguments: { id: "7" },
        _meta: {
          traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
          "example.com/conversationId": "conv-7",
          "claudecode/toolUseId": "toolu_1",
          "io.modelcontextprotocol/aiInvocation": {
            turnId: "t-3",
            userIntent: { text: "change the phone number" },
          },
        },
      },
    },
    {
      authInfo: {
        token,
        clientId: "desk-app",
        scopes: ["crm.write"],
        expiresAt: 1_800_000_000,
        resource: new URL("https://crm.example/mcp"),
        extra: { sub: "alice", iss: "https://idp.example", email: "alice@example.com", act },
      },
    },
  );
  await expect.poll(() => opened.ofType("call.completed")).toHaveLength(1);
  expect(await opened.completion()).toMatchObject({
    actor: {
      type: "user",
      id: "alice",
      issuer: "https://idp.example",
      claims: { email: "alice@example.com" },
      agent: { id: "sales-bot" },
      delegation: [
        { subject: "sales-bot" },
        { subject: "scheduler", issuer: "https://idp.example" },
      ],
      credential: {
        client_id: "desk-app",
        scopes: ["crm.write"],
        audience: "https://crm.example/mcp",
        expires_at: "2027-01-15T08:00:00.000Z",
        fingerprint: expect.stringMatching(/^sha256:[0-9a-f]{16}$/),
      },
      assurance: "verified",
    },
    trace: { id: "4bf92f3577b34da6a3ce929d0e0e4736", parent_span_id: "00f067aa0ba902b7", flags: 1 },
    conversation: {
      id: "conv-7",
      turn_id: "t-3",
      tool_use_id: "toolu_1",
      intent: "change the phone number",
    },
    request: { jsonrpc_id: "100" },
  });
  expect(await opened.text()).not.toContain(token);
  await opened.client.close();
});

test.each([
  ["says who it was", () => ({ type: "user", id: "u1", assurance: "gateway_asserted" }), "u1"],
  ["leaves it open", () => undefined, undefined],
  ["throws", () => JSON.parse("{"), undefined],
  ["says what is not valid", () => ({ type: "robot" }), undefined],
])("identify that %s does no harm", async (_what, identify, id) => {
  await using opened = await openV1({ identify: identify as never, onError: () => {} });
  await callTool(opened.client, "update");
  const { actor, outcome } = await opened.completion();
  expect(outcome?.status).toBe("success");
  expect(actor?.id).toBe(id);
});

test("outside a call nothing is recorded and nothing thrown", () => {
  const before = audit.unrecorded();
  audit.touch({ system: "crm", operation: "read" });
  audit.policy({ id: "p", decision: "allow" });
  expect(audit.callId()).toBeUndefined();
  expect(audit.unrecorded()).toBe(before + 2);
});

test("a call inside a call belongs to it", async () => {
  await using inner = await openV1();
  await using outer = await openV1({}, (server) =>
    server.registerTool("outer", { inputSchema: { id: z.string() } }, async ({ id }) => {
      await callTool(inner.client, "update", { id });
      audit.touch({ system: "outer", operation: "read" });
      return answer("ok");
    }),
  );
  await callTool(outer.client, "outer");
  const parent = await outer.completion();
  const child = await inner.completion();
  expect(child.operation?.parent_id).toBe(parent.operation?.id);
  expect(parent.downstream).toEqual([{ system: "outer", operation: "read" }]);
  expect(child.downstream).toHaveLength(1);
});

test("no secret leaves the process, wherever it stands", async () => {
  const canary = ["sk", "ant", "api03", "c4n4ry", "0123456789abcdef"].join("-");
  await using opened = await openV1({}, (server) => {
    server.registerTool(
      "leak",
      { inputSchema: { id: z.string(), note: z.string().optional() }, description: canary },
      async () => {
        audit.touch({
          system: "crm",
          resource: `https://x/?access_token=${canary}`,
          operation: "update",
          before: { password: canary },
          after: { text: `now ${canary}` },
        });
        audit.policy({ id: "p", decision: "warn", reason: canary });
        audit.approval({ status: "granted", comment: `Bearer ${canary}` });
        audit.attr({ [canary]: canary });
        return answer(JSON.stringify({ env: { API: canary } }), {
          isError: true,
          structuredContent: { deep: [{ note: canary }] },
        });
      },
    );
  });
  await opened.client.listTools();
  await callTool(opened.client, "leak", { id: canary, note: `{"token":"${canary}"}` });
  await callTool(opened.client, canary);
  await opened.wire.send(
    {
      jsonrpc: "2.0",
      id: canary,
      method: "tools/call",
      params: { name: "leak", arguments: {}, _meta: { conversationId: canary } },
    },
    {
      authInfo: { token: canary, clientId: canary, scopes: [canary], extra: { sub: canary } },
    },
  );
  await expect.poll(() => opened.ofType("call.completed")).toHaveLength(3);
  expect(await opened.text()).not.toContain(canary);
  expect(await opened.text()).not.toContain("c4n4ry");
});

test("redaction can be told more, by name, form, and place in a tool", async () => {
  await using opened = await openV1({
    redact: {
      keys: ["note"],
      patterns: [{ name: "contact", pattern: /updated \w+/ }],
      tools: { update: { params: ["/id"] } },
    },
  });
  await callTool(opened.client, "update", { id: "42", note: "n" });
  const done = await opened.completion();
  expect(done.params).toMatchObject({
    value: { id: "[redacted:path]", note: "[redacted:key]" },
    redacted_paths: ["/id", "/note"],
  });
  expect(JSON.stringify(done.result?.value)).toContain("[redacted:contact]");
});

test("what receivers would not take is made fit before it is sent", async () => {
  await using opened = await openV1({ maxValueBytes: 1000 });
  const hostile = { id: "a\0b\ud800", note: "x".repeat(5000), ["__proto__"]: 1 };
  await callTool(opened.client, "update", hostile);
  const done = await opened.completion();
  expect(done.params?.value).toMatchObject({ id: "a\u2400b\ufffd" });
  expect(done.params).toMatchObject({ truncated: true, sha256: expect.any(String) });
  expect(done.params?.bytes).toBeGreaterThan(5000);
});
