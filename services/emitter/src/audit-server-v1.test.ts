import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import type { AuditEvent } from "@toolmark/schemas/event";
import { callEventId } from "@toolmark/schemas/ids";
import { describe, expect, test } from "vitest";

import { callTool, openV1 } from "./testing/open-v1.ts";
import { answer } from "./testing/tools.ts";

const argumentsOf = (event: AuditEvent) => event.params?.value as unknown as { id: string };

describe("a call on SDK 1", () => {
  test("is recorded before and after, with its whole context in the second record", async () => {
    await using opened = await openV1();
    await opened.client.listTools();
    await callTool(opened.client, "update", { id: "42", note: "by phone" });
    const [attempt] = await opened.ofType("call.attempted");
    const done = await opened.completion();
    const id = done.call?.id ?? "";
    expect(attempt?.event.id).toBe(callEventId(id, "attempted"));
    expect(done.event.id).toBe(callEventId(id, "completed"));
    const shared = {
      vantage: "server",
      environment: "test",
      actor: { type: "unknown", assurance: "none" },
      client: { name: "desk", version: "4.5", assurance: "self_reported" },
      transport: { type: "in_memory", era: "legacy", protocol_version: "2025-11-25" },
      server: { name: "crm", version: "1.2.3" },
      operation: { id },
      method: "tools/call",
      tool: {
        name: "update",
        title: "Tool update",
        annotations: { read_only: false, destructive: true, idempotent: null, open_world: null },
        descriptor: { sha256: expect.any(String), description_sha256: expect.any(String) },
      },
      params: { value: { id: "42", note: "by phone" }, hmac: expect.stringMatching(/^.{43}$/) },
    };
    expect(attempt).toMatchObject(shared);
    expect(done).toMatchObject({
      ...shared,
      outcome: { status: "success", executed: true },
      result: { content_types: ["text"], item_count: 1 },
      downstream: [
        { system: "crm", resource: "contact/42", operation: "update", changed_fields: ["phone"] },
      ],
    });
    expect(done.time.duration_ms).toBeGreaterThanOrEqual(0);
    expect(attempt?.downstream).toBeUndefined();
  });

  test("leaves the server what it was", async () => {
    await using opened = await openV1();
    expect(opened.server).toBeInstanceOf(McpServer);
    expect(opened.server.server.transport).toBeInstanceOf(InMemoryTransport);
    expect(await callTool(opened.client, "update")).toEqual(answer("updated 42"));
  });

  test.each([
    ["unknown", { status: "rejected", executed: false }, { class: "unknown_tool", code: "-32602" }],
    [
      "fail",
      { status: "tool_error", executed: true },
      { kind: "tool", message: "the record is locked" },
    ],
    ["outside", { status: "tool_error", executed: true }, { kind: "tool", class: "access_denied" }],
    ["throws", { status: "tool_error", executed: true }, { message: "connection to crm lost" }],
    ["deny", { status: "denied", executed: false }, { class: "denied", message: "not permitted" }],
  ])("of %s ends as it did", async (name, outcome, error) => {
    await using opened = await openV1();
    await callTool(opened.client, name);
    expect(await opened.completion()).toMatchObject({ outcome, error });
  });

  test("with arguments against the schema is rejected", async () => {
    await using opened = await openV1();
    await callTool(opened.client, "update", { id: 42 });
    expect(await opened.completion()).toMatchObject({
      outcome: { status: "rejected", executed: false },
      error: { class: "validation" },
      params: { value: { id: 42 } },
    });
  });

  test("keeps the policy that denied it", async () => {
    await using opened = await openV1();
    await callTool(opened.client, "deny");
    expect((await opened.completion()).policy).toEqual({
      decision: "deny",
      enforced: true,
      checks: [{ id: "refunds", rule_id: "limit", decision: "deny", reason: "above the limit" }],
    });
  });

  test("that went through in spite of a denial is a success that was not enforced", async () => {
    await using opened = await openV1();
    await callTool(opened.client, "ignoresDenial");
    expect(await opened.completion()).toMatchObject({
      outcome: { status: "success", executed: true },
      policy: { decision: "deny", enforced: false },
    });
  });

  test("keeps what its handler says of policy, approval and itself", async () => {
    await using opened = await openV1();
    const { content } = (await callTool(opened.client, "approved")) as ReturnType<typeof answer>;
    const done = await opened.completion();
    expect(content[0]?.text).toBe(`approved 42 ${done.call?.id}`);
    expect(done).toMatchObject({
      policy: { decision: "allow", enforced: true, checks: { length: 3 } },
      approval: {
        id: "apr-1",
        status: "granted",
        approver: { id: "dave@example.com" },
        params_hmac: done.params?.hmac,
      },
      attr: { ticket: "T-1", password: "[redacted:password]" },
    });
  });

  test("keeps what is right of a handler's mistakes, and tells of the rest", async () => {
    const faults: string[] = [];
    await using opened = await openV1({ onError: (error) => faults.push(error.message) });
    await callTool(opened.client, "mistakes");
    const done = await opened.completion();
    expect(done.outcome?.status).toBe("success");
    expect(done.downstream).toEqual([{ system: "crm", operation: "update" }]);
    expect(faults).toHaveLength(6);
    expect(faults[0]).toContain("resouce");
    expect(done.attr?.["toolmark_faults"]).toEqual(faults);
  });

  test("that its client gave up is cancelled, and what follows is a fact of its own", async () => {
    await using opened = await openV1();
    const given = new AbortController();
    const result = opened.client.callTool({ name: "slow", arguments: { id: "1" } }, undefined, {
      signal: given.signal,
    });
    await expect.poll(() => opened.ofType("call.attempted")).toHaveLength(1);
    given.abort("user left");
    await expect(result).rejects.toThrow("user left");
    await expect.poll(() => opened.ofType("downstream.touched")).toHaveLength(1);
    const done = await opened.completion();
    expect(done).toMatchObject({
      outcome: { status: "cancelled", executed: null },
      error: { class: "cancelled" },
    });
    expect(done.downstream).toBeUndefined();
    const [late] = await opened.ofType("downstream.touched");
    expect(late).toMatchObject({ call: done.call, downstream: [{ resource: "contact/9" }] });
  });

  test("whose connection closes has no second record", async () => {
    const opened = await openV1();
    const result = callTool(opened.client, "slow");
    await expect.poll(() => opened.ofType("call.attempted")).toHaveLength(1);
    await opened.client.close();
    await expect(result).rejects.toThrow("Connection closed");
    expect(await opened.ofType("call.completed")).toEqual([]);
  });

  test("pairs with its own touches among fifty others", async () => {
    await using opened = await openV1();
    const ids = Array.from({ length: 50 }, (_, index) => `c${index}`);
    await Promise.all(ids.map((id) => callTool(opened.client, "update", { id })));
    const attempts = await opened.ofType("call.attempted");
    const done = await opened.ofType("call.completed");
    expect(attempts).toHaveLength(50);
    expect(new Set(done.map((event) => event.call?.id)).size).toBe(50);
    for (const event of done) {
      const { id } = argumentsOf(event);
      expect(event.downstream?.map(({ resource }) => resource)).toEqual([`contact/${id}`]);
      expect(JSON.stringify(event.result?.value)).toContain(`updated ${id}"`);
    }
    const sequences = (await opened.events()).map((event) => event.emitter.sequence);
    expect(sequences).toEqual(sequences.map((_, index) => index));
  });

  test("is told apart from another with the same request id", async () => {
    await using opened = await openV1();
    for (const id of ["a", "b"])
      await opened.wire.send({
        jsonrpc: "2.0",
        id: "same",
        method: "tools/call",
        params: { name: "update", arguments: { id } },
      } satisfies JSONRPCMessage);
    await expect.poll(() => opened.ofType("call.completed")).toHaveLength(2);
    for (const event of await opened.ofType("call.completed"))
      expect(event.downstream?.[0]?.resource).toBe(`contact/${argumentsOf(event).id}`);
  });
});
