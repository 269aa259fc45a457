import { clients, nightlySync, people, tools } from "../cast.ts";
import type { StoryWriter } from "../story-writer.ts";

/** The record that the story is about. */
export const CONTACT_URI = "crm://contact/42";

const contact = { system: "crm", resource: "contact/42", type: "contact" } as const;
const seen = {
  name: "Mina Quist",
  phone: "+1 555 0142",
  stage: "trial",
  owner: "carol@example.com",
  credit_limit: 1500,
};

/** Contact 42 is changed by three people and by a job that found another state than they left. */
export function tellContact({ call }: StoryWriter): void {
  const sales = { actor: people.alice, client: clients.desktop, session: "demo-sales-1" } as const;
  const desk = { actor: people.carol, client: clients.console, session: "demo-desk-1" } as const;
  call({
    ...sales,
    before: 528,
    tool: tools.findContacts,
    params: { query: "quist" },
    downstream: [{ system: "crm", resource: "contacts", operation: "list" }],
    result: { item_count: 1, bytes: 412 },
    intent: "correct the phone number that the customer wrote to us",
  });
  call({
    ...sales,
    before: 524,
    tool: tools.readContact,
    params: { id: 42 },
    downstream: [{ ...contact, operation: "read" }],
    result: { item_count: 1, bytes: 388, value: seen },
  });
  call({
    ...sales,
    before: 519,
    tool: tools.updateContact,
    params: { id: 42, set: { phone: "ask reception" } },
    outcome: "rejected",
    resource: CONTACT_URI,
    error: { kind: "protocol", code: "-32602", message: "phone must begin with a country code" },
  });
  call({
    ...sales,
    before: 514,
    tool: tools.updateContact,
    params: { id: 42, set: { phone: "+1 555 0199" } },
    policy: allowed("crm-write", "owner-or-team"),
    downstream: [
      {
        ...contact,
        operation: "update",
        before: seen,
        after: { ...seen, phone: "+1 555 0199" },
        changed_fields: ["phone"],
        assurance: "verified",
      },
    ],
  });
  call({
    ...desk,
    before: 431,
    tool: tools.updateContact,
    params: { id: 42, set: { stage: "customer" } },
    policy: allowed("crm-write", "owner-or-team"),
    downstream: [
      {
        ...contact,
        operation: "update",
        before: { ...seen, phone: "+1 555 0199" },
        after: { ...seen, phone: "+1 555 0199", stage: "customer" },
        changed_fields: ["stage"],
        assurance: "verified",
      },
    ],
  });
  // What it found is not what the approved change left: something wrote in between, unrecorded.
  call({
    before: 62,
    actor: nightlySync,
    client: clients.batch,
    session: "demo-sync",
    tool: tools.syncPeople,
    params: { scope: "contacts", changed_since: "yesterday" },
    duration: 1800,
    downstream: [
      {
        ...contact,
        operation: "update",
        before: { owner: "alice@example.com", credit_limit: 9000, stage: "customer" },
        after: { owner: "alice@example.com", credit_limit: 9000, stage: "churn risk" },
        changed_fields: ["stage"],
        assurance: "gateway_asserted",
      },
      { system: "warehouse", resource: "dim_contact/42", operation: "update" },
    ],
  });
}

/** A check that let a call through. */
export function allowed(id: string, rule: string) {
  return {
    decision: "allow" as const,
    enforced: true,
    checks: [
      { id, rule_id: rule, engine: "demo", stage: "before_call", decision: "allow" as const },
    ],
  };
}
