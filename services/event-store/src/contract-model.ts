import { fieldIds, facetIds } from "@toolmark/schemas/fields";
import type { FieldId } from "@toolmark/schemas/fields";
import type { Filter } from "@toolmark/schemas/filter";
import type { IndexedEvent } from "@toolmark/schemas/index-event";
import { lowerFilter, termPattern } from "@toolmark/schemas/lower-filter";
import type { TermFilter } from "@toolmark/schemas/lower-filter";
import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { expect } from "vitest";

import { NOON, anEntry, seededRandom } from "./contract-events.ts";
import type { DefinePromise } from "./contract-promise.ts";
import { inOrder, timeline } from "./contract-questions.ts";
import type { FacetCount, HistogramBucket, StoreEntry, StoreQuery } from "./event-store.ts";

const EVENTS = 600;
const QUESTIONS = 150;
const HOUR = 3_600_000;

/** Defines that a store agrees with a plain reading of the port on random events and questions. */
export function promiseAgreement(promise: DefinePromise): void {
  promise("answers to random questions are those of a plain scan", async ({ store }) => {
    const random = seededRandom(20_260_506);
    const batch = Array.from({ length: EVENTS }, () => randomEntry(random));
    for (let start = 0; start < batch.length;) {
      const size = 1 + Math.floor(random() * 60);
      await store.append(batch.slice(start, start + size));
      start += size;
    }
    await store.refresh();
    for (let n = 0; n < QUESTIONS; n++) {
      const query = randomQuery(random);
      const matching = batch.filter((entry) => matches(query, entry.index));
      const order = random() < 0.5 ? "newest" : "oldest";
      const interval = pick(random, [HOUR, 4 * HOUR, 25 * 60_000]);
      const [first, second] = [pick(random, facetIds), pick(random, facetIds)];
      const answer = {
        ids: await timeline(store, query, order, pick(random, [13, 50, 200])),
        count: await store.count(query),
        facets: await store.facets(query, [first, second], 5),
        histogram: await store.histogram(query, interval, first),
      };
      expect({ query, ...answer }).toEqual({
        query,
        ids: inOrder(matching, order),
        count: matching.length,
        facets: {
          [first]: countValues(matching, first).slice(0, 5),
          [second]: countValues(matching, second).slice(0, 5),
        },
        histogram: bucketsOf(matching, interval, first),
      });
    }
  });
}

function matches(query: StoreQuery, index: IndexedEvent): boolean {
  if (index.tenant !== query.tenant) return false;
  if (query.kind !== "all" && index.row !== (query.kind === "rows")) return false;
  if (index.time < (query.from ?? -Infinity) || index.time >= (query.to ?? Infinity)) return false;
  return holds(lowerFilter(query.filter), index);
}

function holds(filter: TermFilter, index: IndexedEvent): boolean {
  switch (filter.op) {
    case "all":
      return filter.of.every((part) => holds(part, index));
    case "any":
      return filter.of.some((part) => holds(part, index));
    case "not":
      return !holds(filter.of, index);
    case "term":
      return index.terms.includes(filter.term);
    case "begins":
      return index.terms.some((term) => term.startsWith(filter.prefix));
    case "matches": {
      const quote = (text: string) => text.replaceAll(/[.+*?^${}()|[\]\\/]/g, String.raw`\$&`);
      const pattern = new RegExp(`^${termPattern(filter.rest, quote)}$`);
      return index.terms.some(
        (term) => term.startsWith(filter.prefix) && pattern.test(term.slice(filter.prefix.length)),
      );
    }
    case "present":
      return index.present.some((field) => field === filter.field);
    case "word":
      return index.words.includes(filter.word);
    case "wordBegins":
      return index.words.some((word) => word.startsWith(filter.prefix));
  }
}

function countValues(matching: readonly StoreEntry[], field: FieldId): FacetCount[] {
  const counts = Map.groupBy(matching, ({ index }) => index.facets[field] ?? null);
  return [...counts]
    .map(([value, found]) => ({ value, count: found.length }))
    .toSorted((a, b) => b.count - a.count || byValue(a.value, b.value));
}

function byValue(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

function bucketsOf(
  matching: readonly StoreEntry[],
  interval: number,
  by: FieldId,
): HistogramBucket[] {
  const buckets = Map.groupBy(
    matching,
    ({ index }) => Math.floor(index.time / interval) * interval,
  );
  return [...buckets]
    .map(([start, found]) => ({ start, count: found.length, by: countValues(found, by) }))
    .toSorted((a, b) => a.start - b.start);
}

const tools = [
  "crm.contacts.update",
  "crm.contacts.read",
  "billing.refund",
  "Files.Delete",
] as const;
const users = ["alice@example.com", "Bob@Example.com", "carol", "dave smith"] as const;
const notes = [
  "refund for order 17",
  "please update the contact",
  "Élodie called",
  "日本語 メモ",
] as const;

function randomEntry(random: () => number): StoreEntry {
  const often = random() < 0.8;
  const event: Partial<NormalizedEvent> = {
    environment: pick(random, ["prod", "staging"]),
    ...(often && {
      tool: { name: pick(random, tools) },
      server: { name: pick(random, ["crm", "files"]) },
    }),
    ...(random() < 0.7 && {
      actor: { type: "user", id: pick(random, users), assurance: "verified" },
    }),
    ...(random() < 0.6 && {
      outcome: { status: pick(random, ["success", "denied", "tool_error"]), executed: null },
      effect: { class: pick(random, ["read", "write", "destructive"]), source: "declared" },
    }),
    ...(random() < 0.5 && {
      params: { value: { note: pick(random, notes), n: [1, { deep: "inside" }] } },
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
  return anEntry({
    tenant: random() < 0.85 ? "acme" : "globex",
    type: random() < 0.3 ? "call.attempted" : pick(random, ["call.completed", "policy.decided"]),
    time: NOON + Math.floor(random() * 300) * 15 * 60_000 + (random() < 0.5 ? 0 : 1),
    marks: random() < 0.1 ? ["late"] : [],
    event,
  });
}

function randomQuery(random: () => number): StoreQuery {
  const from = NOON + Math.floor(random() * 70 * HOUR);
  return {
    tenant: random() < 0.85 ? "acme" : "globex",
    kind: pick(random, ["rows", "rows", "rows", "attempts", "all"]),
    filter: random() < 0.15 ? { op: "all", of: [] } : randomFilter(random, 3),
    ...(random() < 0.5 && { from: random() < 0.3 ? Math.floor(from / HOUR) * HOUR : from }),
    ...(random() < 0.4 && { to: from + Math.floor(random() * 40 * HOUR) }),
  };
}

function randomFilter(random: () => number, depth: number): Filter {
  const nested = () =>
    Array.from({ length: Math.floor(random() * 4) }, () => randomFilter(random, depth - 1));
  const choice = random();
  if (depth > 0 && choice < 0.2) return { op: "all", of: nested() };
  if (depth > 0 && choice < 0.4) return { op: "any", of: nested() };
  if (depth > 0 && choice < 0.6) return { op: "not", of: randomFilter(random, depth - 1) };
  if (choice < 0.7) return { op: "has", field: pick(random, fieldIds) };
  if (choice < 0.8) {
    return {
      op: "text",
      words: pick(random, [["refund"], ["contacts", "update"], ["日本語"], ["17", "order"]]),
    };
  }
  const [field, values] = pick(random, [
    ["tool", tools],
    ["actor", users],
    ["outcome", ["success", "denied", "unknown"]],
    ["environment", ["PROD", "staging"]],
    ["system", ["crm", "erp"]],
    ["changed", ["crm://contact/1", "crm://contact/2"]],
    ["resource", ["crm://contact/1", "CRM://Contact/3"]],
    ["mark", ["late"]],
    ["type", ["call.completed", "call.attempted"]],
  ] as const);
  return { op: "is", field, value: pick(random, values) };
}

function pick<T>(random: () => number, choices: readonly T[]): T {
  const chosen = choices[Math.floor(random() * choices.length)];
  if (chosen === undefined) throw new Error("nothing to choose from");
  return chosen;
}
