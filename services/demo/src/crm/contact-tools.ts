import { once } from "node:events";

import { audit } from "@toolmark/emitter/audit-server";
import { z } from "zod";

import { CrmError, find, stages } from "./crm.ts";
import type { Contact } from "./crm.ts";
import { defineTool, reads, writes } from "./tool.ts";
import type { Tool } from "./tool.ts";

const id = z.int().positive().describe("number of the contact");
const email = z.email().max(200);

const summary = ({ id: number, name, company, email: address }: Contact) => ({
  id: number,
  name,
  company,
  email: address,
});

function touchListed(contacts: readonly Contact[]): void {
  for (const contact of contacts)
    audit.touch({ system: "crm", resource: `contact/${contact.id}`, operation: "list" });
}

const search = defineTool({
  name: "crm.contacts.search",
  title: "Search contacts",
  description: "Finds contacts whose name, company or e-mail contains a text; at most 10.",
  input: z.strictObject({ query: z.string().min(2).max(100) }),
  annotations: reads,
  scope: "contacts:read",
  run(crm, { query }) {
    const wanted = query.toLowerCase();
    const found = [...crm.contacts.values()]
      .filter(({ name, company, email: address }) =>
        [name, company, address].some((text) => text.toLowerCase().includes(wanted)),
      )
      .slice(0, 10);
    touchListed(found);
    return { contacts: found.map(summary) };
  },
});

const get = defineTool({
  name: "crm.contacts.get",
  title: "Get a contact",
  description: "Gives all fields of one contact.",
  input: z.strictObject({ id }),
  annotations: reads,
  scope: "contacts:read",
  run(crm, { id: wanted }) {
    const contact = find(crm.contacts, "contact", wanted);
    audit.touch({ system: "crm", resource: `contact/${wanted}`, operation: "read" });
    return { contact: { ...contact } };
  },
});

const exportPage = defineTool({
  name: "crm.contacts.export",
  title: "Export contacts",
  description: "Gives contacts with all fields, page by page.",
  input: z.strictObject({
    after: z.int().nonnegative().default(0).describe("last number of the page before"),
    limit: z.int().positive().max(50).default(20),
  }),
  annotations: reads,
  scope: "contacts:read",
  run(crm, { after, limit }) {
    const page = [...crm.contacts.values()].filter((contact) => contact.id > after).slice(0, limit);
    touchListed(page);
    const last = page.at(-1)?.id ?? after;
    return {
      contacts: page.map((contact) => ({ ...contact })),
      next: page.length < limit ? null : last,
    };
  },
});

const changes = z
  .strictObject({
    name: z.string().min(1).max(100).optional(),
    email: email.optional(),
    phone: z
      .string()
      .regex(/^\+[0-9 ]{6,20}$/, "give the number with country code, digits and spaces")
      .optional(),
    stage: z.enum(stages).optional(),
    owner: z.email().optional(),
    credit_limit: z.int().min(0).max(10_000).optional(),
  })
  .refine((set) => Object.keys(set).length > 0, "name at least one field to set");

const update = defineTool({
  name: "crm.contacts.update",
  title: "Change a contact",
  description: "Sets fields of one contact. A new owner or credit limit needs an approval.",
  input: z.strictObject({ id, set: changes }),
  annotations: { ...writes, idempotentHint: true },
  scope: "contacts:write",
  check(crm, { id: wanted, set }) {
    find(crm.contacts, "contact", wanted);
    if (set.owner !== undefined) find(crm.users, "user", set.owner);
  },
  run(crm, { id: wanted, set }) {
    const contact = find(crm.contacts, "contact", wanted);
    const names = Object.keys(set) as (keyof typeof set)[];
    const before = Object.fromEntries(names.map((name) => [name, contact[name]]));
    const after = Object.fromEntries(names.map((name) => [name, set[name] ?? contact[name]]));
    crm.contacts.set(wanted, { ...contact, ...(after as Partial<Contact>) });
    audit.touch({
      system: "crm",
      resource: `contact/${wanted}`,
      operation: "update",
      before,
      after,
    });
    return { contact: wanted, changed: names };
  },
});

const remove = defineTool({
  name: "crm.contacts.delete",
  title: "Delete a contact",
  description: "Removes one contact for good.",
  input: z.strictObject({ id }),
  annotations: { readOnlyHint: false, destructiveHint: true, openWorldHint: false },
  scope: "contacts:delete",
  check(crm, { id: wanted }) {
    find(crm.contacts, "contact", wanted);
  },
  run(crm, { id: wanted }) {
    const before = { ...find(crm.contacts, "contact", wanted) };
    crm.contacts.delete(wanted);
    audit.touch({ system: "crm", resource: `contact/${wanted}`, operation: "delete", before });
    return { deleted: wanted };
  },
});

const merge = defineTool({
  name: "crm.contacts.merge",
  title: "Merge two contacts",
  description:
    "Joins a duplicate into another contact once the nightly cleaning has released both.",
  input: z.strictObject({ from: id, into: id }),
  annotations: { readOnlyHint: false, destructiveHint: true, openWorldHint: false },
  scope: "contacts:write",
  check(crm, { from, into }) {
    if (from === into) throw new CrmError("a contact cannot be merged with itself");
    find(crm.contacts, "contact", from);
    find(crm.contacts, "contact", into);
  },
  async run(_crm, _args, { signal }) {
    // Nothing in the demo ever releases the two records: the call ends only when it is given up.
    if (!signal.aborted) await once(signal, "abort");
    throw new CrmError("the merge was given up before both contacts were released");
  },
});

/** Tools on contacts. */
export const contactTools: readonly Tool[] = [search, get, exportPage, update, remove, merge];
