import { expect, test } from "vitest";

import { createApprovals } from "./approvals.ts";
import { callTool } from "./call-tool.ts";
import { crmTools } from "./crm-tools.ts";
import { createCrm } from "./crm.ts";
import type { Crm } from "./crm.ts";
import { scopes } from "./tool.ts";

function run(crm: Crm, name: string, args: Record<string, unknown>) {
  const tool = crmTools.find((entry) => entry.name === name);
  if (tool === undefined) throw new Error(`no tool ${name}`);
  return callTool(
    { crm, approvals: createApprovals({ prefix: "test", approvers: {} }) },
    {
      tool,
      args: tool.input.parse(args),
      caller: { id: "carol@example.com", scopes, client: { name: "support-console" } },
      signal: AbortSignal.abort(),
      channel: "elicitation",
    },
  );
}

test("every CRM starts from the same records", () => {
  expect(createCrm()).toEqual(createCrm());
  expect(createCrm().contacts.get(42)).toMatchObject({
    name: "Mina Quist",
    stage: "trial",
    phone: "+1 555 0142",
    owner: "carol@example.com",
  });
});

test("an export gives every contact once, page by page", async () => {
  const crm = createCrm();
  const seen: number[] = [];
  for (let after: number | null = 0; after !== null;) {
    const step = await run(crm, "crm.contacts.export", { after, limit: 25 });
    if (step.kind !== "done") throw new Error(step.kind);
    const page = step.result as { contacts: { id: number }[]; next: number | null };
    seen.push(...page.contacts.map((contact) => contact.id));
    after = page.next;
  }
  expect(seen).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
});

test.each([
  ["crm.contacts.get", { id: 999 }, "there is no contact 999"],
  [
    "crm.contacts.update",
    { id: 42, set: { owner: "eve@example.com" } },
    "there is no user eve@example.com",
  ],
  ["crm.contacts.merge", { from: 7, into: 7 }, "a contact cannot be merged with itself"],
  [
    "billing.refund",
    { invoice: 9001, amount: 450, reason: "twice" },
    "only 400 euros of invoice 9001 can be paid back",
  ],
])("%s refuses what the records do not allow", async (tool, args, message) => {
  expect(await run(createCrm(), tool, args)).toEqual({ kind: "failed", message });
});

test("what needs an approval changes nothing before it is answered", async () => {
  const crm = createCrm();
  const step = await run(crm, "crm.contacts.update", { id: 42, set: { credit_limit: 9000 } });
  expect(step).toMatchObject({
    kind: "approval",
    request: { id: "test-1", requester: "carol@example.com" },
  });
  expect(crm).toEqual(createCrm());
});

test("a blocked call changes nothing and names its rule", async () => {
  const crm = createCrm();
  expect(await run(crm, "billing.refund", { invoice: 9042, amount: 900, reason: "all" })).toEqual({
    kind: "refused",
    message: "blocked by refund-limit/max-500: a refund may be at most 500 euros",
  });
  expect(crm).toEqual(createCrm());
});

test.each([
  ["crm.contacts.update", { id: 42, set: {} }],
  ["crm.contacts.update", { id: 42, set: { phone: "call me" } }],
  ["crm.contacts.update", { id: 42, set: { tax_id: "1" } }],
  ["crm.contacts.get", { id: -1 }],
  ["crm.users.set_role", { user: "erin@example.com", role: "root" }],
  ["mail.send", { to: "nobody", subject: "x", body: "" }],
  ["billing.refund", { invoice: 9001, amount: 0.5, reason: "half" }],
])("%s does not take %j", (name, args) => {
  expect(crmTools.find((tool) => tool.name === name)?.input.safeParse(args).success).toBe(false);
});
