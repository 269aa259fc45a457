import type { Contact, Deal, Invoice, User } from "./crm.ts";

const givenNames = [
  "Jana",
  "Luis",
  "Mina",
  "Ovid",
  "Petra",
  "Quinn",
  "Rosa",
  "Sami",
  "Tove",
  "Uma",
];
const familyNames = ["Novak", "Ortega", "Park", "Quist", "Rossi", "Silva"];
const companies = [
  "Northwind Foods",
  "Tidal Energy",
  "Kestrel Labs",
  "Oakline Rail",
  "Blue Harbor",
];
const segments = ["eu", "us", "apac"] as const;
const stages = ["lead", "trial", "customer"] as const;
const owners = ["alice@example.com", "carol@example.com", "erin@example.com"];

const pick = <Item>(items: readonly Item[], index: number): Item =>
  items[index % items.length] as Item;

/** Sixty contacts, always the same; number 42 is Mina Quist, on trial, owned by carol. */
export function seedContacts(): Contact[] {
  return Array.from({ length: 60 }, (_, index) => {
    const id = index + 1;
    const given = pick(givenNames, id);
    const family = pick(familyNames, Math.floor(index / 10) + index);
    return {
      id,
      name: `${given} ${family}`,
      email: `${given}.${family}.${id}@customers.example`.toLowerCase(),
      phone: `+1 555 ${String(100 + id).padStart(4, "0")}`,
      company: pick(companies, id),
      segment: pick(segments, id),
      stage: pick(stages, id + 1),
      owner: pick(owners, id + 1),
      credit_limit: 1000 + 250 * (id % 5),
    };
  });
}

/** Two deals for every third contact. */
export function seedDeals(): Deal[] {
  return Array.from({ length: 40 }, (_, index) => ({
    id: 500 + index,
    contact: 3 * (Math.floor(index / 2) + 1),
    title: index % 2 === 0 ? "Annual plan" : "Onboarding",
    value: 1200 + 300 * (index % 7),
    open: index % 4 !== 3,
  }));
}

/** The people of the incident. */
export function seedUsers(): User[] {
  return [
    { id: "alice@example.com", name: "Alice Adams", role: "agent" },
    { id: "bob@example.com", name: "Bob Brandt", role: "agent" },
    { id: "carol@example.com", name: "Carol Chen", role: "agent" },
    { id: "dave@example.com", name: "Dave Dietz", role: "manager" },
    { id: "erin@example.com", name: "Erin Eskew", role: "agent" },
  ];
}

/** One paid invoice for each of the first fifty contacts. */
export function seedInvoices(): Invoice[] {
  return Array.from({ length: 50 }, (_, index) => ({
    id: 9001 + index,
    contact: index + 1,
    amount: 400 + 100 * (index % 9),
    refunded: 0,
  }));
}
