import { seedContacts, seedDeals, seedInvoices, seedUsers } from "./seed.ts";

/** Where a customer stands. */
export const stages = ["lead", "trial", "customer"] as const;

/** What a user of the CRM may be. */
export const roles = ["agent", "manager", "admin"] as const;

/** A person the company sells to. Money is in whole euros. */
export interface Contact {
  id: number;
  name: string;
  email: string;
  phone: string;
  company: string;
  segment: "eu" | "us" | "apac";
  stage: (typeof stages)[number];
  owner: string;
  credit_limit: number;
}

/** A possible sale to a contact. */
export interface Deal {
  id: number;
  contact: number;
  title: string;
  value: number;
  open: boolean;
}

/** Someone who works with the CRM. */
export interface User {
  id: string;
  name: string;
  role: (typeof roles)[number];
}

/** A paid invoice; `refunded` never exceeds `amount`. */
export interface Invoice {
  id: number;
  contact: number;
  amount: number;
  refunded: number;
}

/** A message that left the CRM. */
export interface Mail {
  id: number;
  from: string;
  to: string;
  subject: string;
}

/** The records of one CRM instance, in memory; every instance starts from the same seed. */
export interface Crm {
  contacts: Map<number, Contact>;
  deals: Map<number, Deal>;
  users: Map<string, User>;
  invoices: Map<number, Invoice>;
  outbox: Mail[];
}

/** A new CRM with the seed records. */
export function createCrm(): Crm {
  return {
    contacts: new Map(seedContacts().map((contact) => [contact.id, contact])),
    deals: new Map(seedDeals().map((deal) => [deal.id, deal])),
    users: new Map(seedUsers().map((user) => [user.id, user])),
    invoices: new Map(seedInvoices().map((invoice) => [invoice.id, invoice])),
    outbox: [],
  };
}

/** A request that the records do not allow; the message is for the caller. */
export class CrmError extends Error {
  override readonly name = "CrmError";
}

/**
 * Finds a record.
 *
 * @throws CrmError when there is none.
 */
export function find<Key, Entry>(entries: ReadonlyMap<Key, Entry>, kind: string, id: Key): Entry {
  const entry = entries.get(id);
  if (entry === undefined) throw new CrmError(`there is no ${kind} ${String(id)}`);
  return entry;
}
