import { facetIds, fieldIds, pathName } from "@toolmark/schemas/fields";
import type { FieldId, FieldName } from "@toolmark/schemas/fields";
import type { Filter, PatternPart } from "@toolmark/schemas/filter";
import type { Json, NormalizedEvent } from "@toolmark/schemas/normalized-event";

import { NOON, anEntry } from "./contract-events.ts";
import type { PositionVector, StoreEntry, StoreQuery } from "./event-store.ts";

const HOUR = 3_600_000;

/** A source of numbers in [0, 1); see `seededRandom`. */
export type Random = () => number;

/** One of several. */
export function pick<T>(random: Random, choices: readonly T[]): T {
  const chosen = choices[Math.floor(random() * choices.length)];
  if (chosen === undefined) throw new Error("nothing to choose from");
  return chosen;
}

// Values differ in case, in what terms escape, and in where a term is cut.
const tools = [
  "crm.contacts.update",
  "crm.contacts.read",
  "crm.Contacts.Update",
  "crmupdate",
  "billing.refund",
  "Files.Delete",
  "a b%c",
  "日本.更新",
] as const;
const users = ["alice@example.com", "Alice@Example.com", "Bob@Example.com", "carol", "dave smith"];
const texts = [
  "refund for order 17",
  "Refund for order 17",
  "please update the contact",
  "Élodie called",
  "日本語 メモ",
  "50%",
  "%20",
  `"quoted" it's`,
  "😀 smile",
  "ﬁne",
  "a*b",
  "back\\slash",
  `${"long ".repeat(40)}end`,
  `${"long ".repeat(40)}END`,
  "x".repeat(149),
  `${"x".repeat(150)}tail`,
];
const addresses = [
  "10.1.2.3",
  "10.1.200.4",
  "192.168.0.1",
  "2001:db8::1",
  "2001:db8:1::7",
  "::ffff:10.1.2.9",
  "not an address",
];
const networks = [
  "10.0.0.0/8",
  "10.1.2.0/24",
  "10.1.2.3",
  "0.0.0.0/0",
  "2001:db8::/32",
  "2001:db8::1/128",
  "::/0",
  "10.1.2.0/99",
];
const numbers = [-2.5, -1, 0, 0.5, 1, 7, 17, 100, 100.5, 4096, 1e9];
const statuses = ["success", "denied", "tool_error"] as const;

/** An entry of a completed call, an attempt or a fact, with about half of everything. */
export function randomEntry(random: Random): StoreEntry {
  const event: Partial<NormalizedEvent> = {
    environment: pick(random, ["prod", "staging", "PROD"]),
    ...(random() < 0.8 && {
      tool: { name: pick(random, tools) },
      server: { name: pick(random, ["crm", "files"]), version: "1.2" },
    }),
    ...(random() < 0.7 && {
      actor: { type: "user", id: pick(random, users), assurance: "verified" },
    }),
    ...(random() < 0.6 && {
      outcome: { status: pick(random, statuses), executed: null },
      effect: { class: pick(random, ["read", "write", "destructive"]), source: "declared" },
    }),
    ...(random() < 0.5 && {
      client: {
        name: "desk",
        address: { ip: pick(random, addresses) },
        assurance: "self_reported",
      },
    }),
    ...(random() < 0.5 && { params: { value: randomParams(random) } }),
    ...(random() < 0.3 && { result: { item_count: Math.floor(random() * 200), bytes: 4096 } }),
    ...(random() < 0.3 && {
      attr: { team: pick(random, users), level: pick(random, numbers), "x.y": { z: true } },
    }),
    ...(random() < 0.4 && {
      downstream: Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
        system: pick(random, ["crm", "erp"]),
        operation: pick(random, ["read", "update", "delete"]),
        uri: `crm://contact/${Math.floor(random() * 4)}`,
      })),
    }),
    ...(random() < 0.3 && { policy: { decision: pick(random, ["allow", "deny"]) } }),
  };
  const time = NOON + Math.floor(random() * 300) * 15 * 60_000 + (random() < 0.5 ? 0 : 1);
  return anEntry({
    tenant: random() < 0.85 ? "acme" : "globex",
    type: pick(random, [
      "call.attempted",
      "audit.searched",
      "call.completed",
      "call.completed",
      "call.completed",
      "policy.decided",
    ]),
    time,
    marks: random() < 0.1 ? ["late"] : [],
    event: {
      ...event,
      time: {
        occurred: new Date(time).toISOString(),
        ...(random() < 0.6 && {
          duration_ms: pick(
            random,
            numbers.filter((n) => n >= 0),
          ),
        }),
      },
    },
  });
}

function randomParams(random: Random): Json {
  return {
    note: pick(random, texts),
    ...(random() < 0.6 && { amount: pick(random, numbers) }),
    ...(random() < 0.4 && { contact: { Id: pick(random, users), tags: [pick(random, texts), 7] } }),
    ...(random() < 0.2 && { "odd.name": pick(random, texts), "a b": false }),
    ...(random() < 0.2 && { list: [{ id: pick(random, texts) }, { id: pick(random, numbers) }] }),
  };
}

const strings: readonly (readonly [FieldName, readonly string[]])[] = [
  ["tool", tools],
  ["actor", users],
  ["outcome", ["success", "denied", "unknown"]],
  ["environment", ["PROD", "prod", "staging"]],
  ["system", ["crm", "erp"]],
  ["changed", ["crm://contact/1", "crm://contact/2"]],
  ["resource", ["crm://contact/1", "CRM://Contact/3"]],
  ["mark", ["late"]],
  ["type", ["call.completed", "call.attempted", "audit.searched"]],
  ["ip", addresses],
  ["server", ["crm", "crm/1.2"]],
  ["duration", ["100", "0.5"]],
  ["params.note", texts],
  ["params.amount", ["17", "100.5"]],
  ["params.contact.Id", users],
  ["params.contact.tags", [...texts, "7"]],
  [pathName("params", ["odd.name"]), texts],
  [pathName("params", ["a b"]), ["false", "true"]],
  ["params.list.id", [...texts, "7"]],
  ["attr.team", users],
];
const paths = [
  ...strings.map(([field]) => field),
  "params.contact",
  "params.list",
  "params.con",
  pathName("attr", ["x.y"]),
  "attr.x",
] as readonly FieldName[];
const numeric = ["duration", "items", "bytes", "params.amount", "params.list.id", "attr.level"];

/** A query; `highest` is up to where positions go. */
export function randomQuery(random: Random, highest: PositionVector): StoreQuery {
  const from = NOON + Math.floor(random() * 70 * HOUR);
  return {
    tenant: random() < 0.85 ? "acme" : "globex",
    kind: pick(random, ["rows", "rows", "rows", "attempts", "all"]),
    filter: random() < 0.1 ? { op: "all", of: [] } : randomFilter(random, 3),
    ...(random() < 0.5 && { from: random() < 0.3 ? Math.floor(from / HOUR) * HOUR : from }),
    ...(random() < 0.4 && { to: from + Math.floor(random() * 40 * HOUR) }),
    ...(random() < 0.15 && { asof: randomPositions(random, highest) }),
    ...(random() < 0.2 && { above: randomPositions(random, highest) }),
  };
}

function randomPositions(random: Random, highest: PositionVector): PositionVector {
  const entries = Object.entries(highest).filter(() => random() < 0.8);
  return Object.fromEntries(
    entries.map(([partition, offset]) => [partition, Math.floor(random() * (offset + 2)) - 1]),
  );
}

/** Two fields whose values are counted, and an interval. */
export function randomCounts(random: Random): { fields: FieldId[]; interval: number } {
  const first = pick(random, facetIds);
  const second = pick(random, facetIds);
  return {
    fields: first === second ? [first] : [first, second],
    interval: pick(random, [HOUR, 4 * HOUR, 25 * 60_000]),
  };
}

function randomFilter(random: Random, depth: number): Filter {
  const nested = () =>
    Array.from({ length: Math.floor(random() * 4) }, () => randomFilter(random, depth - 1));
  const choice = random();
  if (depth > 0 && choice < 0.14) return { op: "all", of: nested() };
  if (depth > 0 && choice < 0.28) return { op: "any", of: nested() };
  if (depth > 0 && choice < 0.42) return { op: "not", of: randomFilter(random, depth - 1) };
  return randomCondition(random);
}

function randomCondition(random: Random): Filter {
  const [field, values] = pick(random, strings);
  const value = pick(random, values);
  switch (pick(random, operators)) {
    case "is":
      return { op: "is", field, value: random() < 0.2 ? value.toUpperCase() : value };
    case "exact":
      return { op: "exact", field, value: random() < 0.2 ? value.toLowerCase() : value };
    case "matches":
      return { op: "matches", field, pattern: randomPattern(random, value) };
    case "has":
      return { op: "has", field: random() < 0.5 ? pick(random, fieldIds) : pick(random, paths) };
    case "between": {
      const [low, high] = [pick(random, numbers), pick(random, numbers)];
      return {
        op: "between",
        field: pick(random, numeric) as FieldName,
        min: random() < 0.3 ? -Infinity : low,
        max: random() < 0.3 ? Infinity : high,
      };
    }
    case "within":
      return { op: "within", field: "ip", network: pick(random, networks) };
    case "text":
      return { op: "text", words: pick(random, wordLists) };
    case "prefix":
      return { op: "prefix", prefix: pick(random, ["ref", "con", "日", "1", "upd", "zz", "s"]) };
  }
}

const operators = [
  "is",
  "is",
  "exact",
  "matches",
  "matches",
  "has",
  "between",
  "within",
  "text",
  "prefix",
] as const satisfies readonly Filter["op"][];
const wordLists = [["refund"], ["contacts", "update"], ["日本語"], ["17", "order"], ["end"]];

/** A value with some of its pieces replaced by stars; now and then one that it does not match. */
function randomPattern(random: Random, value: string): PatternPart[] {
  const characters = Array.from(value);
  const pattern: PatternPart[] = random() < 0.5 ? ["*"] : [];
  let at = random() < 0.5 ? 0 : Math.floor(random() * characters.length);
  for (let piece = 0; piece < 3 && at < characters.length; piece++) {
    const length = 1 + Math.floor(random() * 8);
    const literal = characters.slice(at, at + length).join("");
    pattern.push({ literal: random() < 0.3 ? literal.toUpperCase() : literal });
    at += length;
    if (random() < 0.6) {
      pattern.push("*");
      at += Math.floor(random() * 5);
    }
  }
  return random() < 0.2 ? [...pattern, "*", { literal: "e" }] : pattern;
}
