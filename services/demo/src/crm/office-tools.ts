import { audit } from "@toolmark/emitter/audit-server";
import { z } from "zod";

import { CrmError, find, roles } from "./crm.ts";
import { defineTool, reads, writes } from "./tool.ts";
import type { Tool } from "./tool.ts";

const listDeals = defineTool({
  name: "crm.deals.list",
  title: "List deals",
  description: "Gives the deals of one contact.",
  input: z.strictObject({ contact: z.int().positive() }),
  annotations: reads,
  scope: "contacts:read",
  run(crm, { contact }) {
    find(crm.contacts, "contact", contact);
    const deals = [...crm.deals.values()].filter((deal) => deal.contact === contact);
    for (const deal of deals)
      audit.touch({ system: "crm", resource: `deal/${deal.id}`, operation: "list" });
    return { deals: deals.map((deal) => ({ ...deal })) };
  },
});

const listUsers = defineTool({
  name: "crm.users.list",
  title: "List users",
  description: "Gives everyone who works with the CRM, with their role.",
  input: z.strictObject({}),
  annotations: reads,
  scope: "users:read",
  run(crm) {
    audit.touch({ system: "crm", resource: "users", operation: "list" });
    return { users: [...crm.users.values()].map((user) => ({ ...user })) };
  },
});

const setRole = defineTool({
  name: "crm.users.set_role",
  title: "Set a user's role",
  description: "Gives a user another role. Always needs an approval.",
  input: z.strictObject({ user: z.email(), role: z.enum(roles) }),
  annotations: { ...writes, idempotentHint: true },
  scope: "users:admin",
  check(crm, { user }) {
    find(crm.users, "user", user);
  },
  run(crm, { user, role }) {
    const before = find(crm.users, "user", user);
    crm.users.set(user, { ...before, role });
    audit.touch({
      system: "crm",
      resource: `user/${user}`,
      operation: "grant",
      before: { role: before.role },
      after: { role },
    });
    return { user, role };
  },
});

const refund = defineTool({
  name: "billing.refund",
  title: "Refund an invoice",
  description:
    "Pays back part of a paid invoice. From 100 euros it needs an approval; above 500 it is refused.",
  input: z.strictObject({
    invoice: z.int().positive(),
    amount: z.int().positive().describe("whole euros"),
    reason: z.string().min(3).max(200),
  }),
  annotations: writes,
  scope: "billing:refund",
  check(crm, { invoice, amount }) {
    const { amount: paid, refunded } = find(crm.invoices, "invoice", invoice);
    if (amount > paid - refunded)
      throw new CrmError(`only ${paid - refunded} euros of invoice ${invoice} can be paid back`);
  },
  run(crm, { invoice, amount }) {
    const entry = find(crm.invoices, "invoice", invoice);
    const refunded = entry.refunded + amount;
    crm.invoices.set(invoice, { ...entry, refunded });
    audit.touch({
      system: "billing",
      resource: `invoice/${invoice}`,
      operation: "update",
      before: { refunded: entry.refunded },
      after: { refunded },
    });
    return { invoice, refunded };
  },
});

const sendMail = defineTool({
  name: "mail.send",
  title: "Send a message",
  description: "Sends an e-mail in the company's name.",
  input: z.strictObject({
    to: z.email(),
    subject: z.string().min(1).max(200),
    body: z.string().max(20_000),
  }),
  annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: true },
  scope: "mail:send",
  run(crm, { to, subject }, { caller }) {
    const id = crm.outbox.length + 1;
    crm.outbox.push({ id, from: caller.id, to, subject });
    audit.touch({ system: "mail", resource: `recipient/${to}`, operation: "send" });
    return { message: id };
  },
});

/** Tools on deals, users, invoices and mail. */
export const officeTools: readonly Tool[] = [listDeals, listUsers, setRole, refund, sendMail];
