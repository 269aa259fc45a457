import { expect, test } from "vitest";

import { crmTools } from "./crm-tools.ts";
import { judgeCall } from "./policy.ts";
import { scopes } from "./tool.ts";
import type { Caller } from "./tool.ts";

const carol: Caller = { id: "carol@example.com", scopes, client: { name: "support-console" } };

function judge(name: string, args: Record<string, unknown>, caller: Caller = carol) {
  const tool = crmTools.find((entry) => entry.name === name);
  if (tool === undefined) throw new Error(`no tool ${name}`);
  return judgeCall({ tool, args, caller });
}

const update = (set: object) => verdict(judge("crm.contacts.update", { id: 42, set }));

function verdict(checks: ReturnType<typeof judge>): string {
  const found = (["deny", "escalate", "warn"] as const)
    .map((decision) => checks.find((check) => check.decision === decision))
    .find((check) => check !== undefined);
  return found === undefined ? "allow" : `${found.decision} ${found.id}/${found.rule_id}`;
}

test.each([
  [99, "allow"],
  [100, "escalate refund-limit/approval-from-100"],
  [500, "escalate refund-limit/approval-from-100"],
  [501, "deny refund-limit/max-500"],
  [Number.NaN, "deny refund-limit/max-500"],
])("a refund of %d euros: %s", (amount, expected) => {
  expect(verdict(judge("billing.refund", { invoice: 9042, amount, reason: "x" }))).toBe(expected);
});

test("destructive tools are closed to clients that nobody reviewed and to unnamed ones", () => {
  const frozen = "deny destructive-freeze/unknown-client";
  expect(verdict(judge("crm.contacts.delete", { id: 42 }))).toBe("allow");
  expect(
    verdict(judge("crm.contacts.delete", { id: 42 }, { ...carol, client: { name: "acme-agent" } })),
  ).toBe(frozen);
  expect(verdict(judge("crm.contacts.delete", { id: 42 }, { ...carol, client: {} }))).toBe(frozen);
});

test("only a new owner or credit limit of a contact needs an approval", () => {
  expect(update({ phone: "+1 555 0199" })).toBe("allow");
  expect(update({ phone: "+1 555 0199", owner: "alice@example.com" })).toBe(
    "escalate contact-guard/owner-or-credit",
  );
  expect(update({ credit_limit: 1 })).toBe("escalate contact-guard/owner-or-credit");
});

test("every change of a role needs an approval", () => {
  expect(verdict(judge("crm.users.set_role", { user: "erin@example.com", role: "agent" }))).toBe(
    "escalate role-change/always-approved",
  );
});

test("a message to another company is sent with a warning", () => {
  expect(verdict(judge("mail.send", { to: "erin@example.com" }))).toBe("allow");
  expect(verdict(judge("mail.send", { to: "x@example.com.evil.example" }))).toBe(
    "warn mail-outside/recipient-domain",
  );
});

test("a tool needs its scope", () => {
  expect(verdict(judge("crm.contacts.get", { id: 1 }, { id: "bob", scopes: [] }))).toBe(
    "deny tool-scope/scope-of-tool",
  );
});
