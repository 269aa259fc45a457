import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { describe, expect, test } from "vitest";

import { createApproverDesk } from "../player/answer-approvals.ts";
import type { ApproverDesk } from "../player/answer-approvals.ts";
import { connectHttp, connectTransport } from "../player/connect.ts";
import type { ToolClient } from "../player/connect.ts";
import { createApprovals } from "./approvals.ts";
import { createCrm } from "./crm.ts";
import type { Crm } from "./crm.ts";
import { createLegacyServer } from "./legacy-server.ts";
import { createApprover, createPeople, deskScopes } from "./people.ts";
import { startHttpCrm } from "./start-http-crm.ts";

const approver = createApprover();
const signingDesk = createApproverDesk(approver);
const info = { name: "support-console", version: "3.1" };

interface Opened extends AsyncDisposable {
  client: ToolClient;
  crm: Crm;
}

async function openLegacy(desk: ApproverDesk = signingDesk): Promise<Opened> {
  const crm = createCrm();
  const approvals = createApprovals({
    prefix: "test",
    approvers: { [approver.id]: approver.publicKey },
  });
  const caller = { id: "carol@example.com", scopes: deskScopes };
  const server = createLegacyServer({ crm, approvals, caller });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await server.connect(theirs);
  const client = await connectTransport(ours, info, desk);
  return { crm, client, [Symbol.asyncDispose]: () => client[Symbol.asyncDispose]() };
}

async function openModern(desk: ApproverDesk = signingDesk, era: "modern" | "legacy" = "modern") {
  await using resources = new AsyncDisposableStack();
  const crm = createCrm();
  const approvals = createApprovals({
    prefix: "test",
    approvers: { [approver.id]: approver.publicKey },
  });
  const people = createPeople();
  const { url } = resources.use(
    await startHttpCrm({ crm, approvals, people, onServer() {}, onRefused() {} }),
  );
  const client = resources.use(
    await connectHttp({ url, token: people.tokens.carol, info, era, desk }),
  );
  const owned = resources.move();
  return { crm, client, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

describe.each([
  ["SDK v1, MCP 2025-11-25", openLegacy],
  ["SDK v2, MCP 2026-07-28", openModern],
])("the CRM on %s", (_title, open: (desk?: ApproverDesk) => Promise<Opened>) => {
  test("reads and changes a contact", async () => {
    await using opened = await open();
    const { client, crm } = opened;
    expect(await client.call("crm.contacts.search", { query: "quist" })).toMatchObject({
      isError: false,
    });
    const changed = await client.call("crm.contacts.update", {
      id: 42,
      set: { phone: "+1 555 0199" },
    });
    expect(changed).toEqual({ isError: false, text: '{"contact":42,"changed":["phone"]}' });
    expect(crm.contacts.get(42)?.phone).toBe("+1 555 0199");
  });

  test("runs a call that needs an approval once it is signed for these arguments", async () => {
    await using opened = await open();
    const { client, crm } = opened;
    const answer = await client.call("billing.refund", {
      invoice: 9042,
      amount: 300,
      reason: "outage",
    });
    expect(answer).toEqual({ isError: false, text: '{"invoice":9042,"refunded":300}' });
    expect(crm.invoices.get(9042)?.refunded).toBe(300);
  });

  test("does not run what the approver refuses", async () => {
    await using opened = await open();
    const answer = await opened.client.call("crm.users.set_role", {
      user: "erin@example.com",
      role: "admin",
    });
    expect(answer).toEqual({
      isError: true,
      text: "blocked by role-change/always-approved: refused by dave@example.com",
    });
    expect(opened.crm.users.get("erin@example.com")?.role).toBe("agent");
  });

  test("does not take an answer without a valid signature for an approval", async () => {
    await using opened = await open(() => ({
      action: "accept",
      content: { approver: approver.id, decision: "approve", signature: "c2lnbmVk" },
    }));
    const answer = await opened.client.call("billing.refund", {
      invoice: 9042,
      amount: 300,
      reason: "outage",
    });
    expect(answer.text).toMatch(/the signature is not dave@example.com's/);
    expect(opened.crm.invoices.get(9042)?.refunded).toBe(0);
  });

  test("refuses arguments that do not fit the schema", async () => {
    await using opened = await open();
    const answer = await opened.client.call("crm.contacts.update", {
      id: 42,
      set: { email: "nobody" },
    });
    expect(answer.isError).toBe(true);
    expect(answer.text).toMatch(/email/i);
  });
});

test("the HTTP server takes clients of the older era without knowing their name", async () => {
  await using opened = await openModern(signingDesk, "legacy");
  const answer = await opened.client.call("crm.contacts.get", { id: 7 });
  expect(JSON.parse(answer.text)).toMatchObject({ contact: { id: 7 } });
});

test("the HTTP server takes known tokens only", async () => {
  const people = createPeople();
  const approvals = createApprovals({ prefix: "test", approvers: {} });
  await using server = await startHttpCrm({
    crm: createCrm(),
    approvals,
    people,
    onServer() {},
    onRefused() {},
  });
  const response = await fetch(server.url, {
    method: "POST",
    headers: { authorization: "Bearer nobody", "content-type": "application/json" },
    body: "{}",
  });
  expect(response.status).toBe(401);
});
