import type { EventStore, StoreQuery } from "@toolmark/event-store/event-store";
import type { QueryClient } from "@toolmark/query-api/client";
import { accessFilter } from "@toolmark/query-api/resource-accesses";
import type { Filter } from "@toolmark/schemas/filter";
import { callEventId } from "@toolmark/schemas/ids";

import { createRandom } from "../fixtures/generate-events.ts";
import type { Filled } from "./fill-store.ts";

/** One question, asked of the store itself and of the API, with its budgets for the 95th percentile. */
export interface QueryCase {
  name: string;
  /** Milliseconds for the store, documents included. */
  budget: { embedded: number; scaled: number };
  ofStore: (store: EventStore) => Promise<unknown>;
  ofApi: (client: QueryClient) => Promise<unknown>;
}

const DAY = 86_400_000;
const HOUR = 3_600_000;
const counted = ["tool", "actor", "outcome", "decision", "effect", "client"] as const;

const words = ["refund", "invoice", "overdue", "contract", "legal", "shipping", "quarter"];

const count = async (store: EventStore, query: StoreQuery) =>
  await Promise.all([
    store.facets(query, counted, 10),
    store.histogram(query, HOUR, "outcome"),
    store.count(query),
  ]);

const rfc = ({ from, to }: { from: number; to: number }) => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});

/** The questions of the budgets about a filled store; each run asks about other values. */
export function queryCases(filled: Filled, seed: number): QueryCase[] {
  const random = createRandom(seed);
  const whole = { tenant: "default", kind: "rows" } as const;
  const below = (limit: number) => Math.floor(random() * limit);
  const person = () => `u-${Math.floor(random() ** 3 * 2000)}`;
  const contact = () => `crm://contact/${Math.floor(random() ** 2 * 50_000)}`;
  const day = () => {
    const from = filled.from + below(filled.to - filled.from - DAY);
    return { from, to: from + DAY };
  };
  const word = () => words[below(words.length)] ?? "refund";
  const newest = { limit: 100, order: "newest" } as const;
  const everything: Filter = { op: "all", of: [] };
  return [
    {
      name: "newest 100 of an actor",
      budget: { embedded: 20, scaled: 25 },
      ofStore: async (store) =>
        await store.search(
          { ...whole, filter: { op: "is", field: "actor", value: person() } },
          newest,
        ),
      ofApi: async (client) => await client.search({ q: `actor:${person()}`, limit: 100 }),
    },
    {
      name: "history of a resource, newest 100",
      budget: { embedded: 20, scaled: 25 },
      ofStore: async (store) =>
        await store.search({ ...whole, filter: accessFilter(contact(), true) }, newest),
      ofApi: async (client) => await client.resource(contact(), { reads: true, limit: 100 }),
    },
    {
      name: "call by id",
      budget: { embedded: 5, scaled: 25 },
      ofStore: async (store) => {
        const call = filled.callId(below(filled.events));
        const records = ["attempted", "completed", "unresolved"] as const;
        const filter: Filter = { op: "is", field: "call", value: call };
        const [found] = await Promise.all([
          store.get(
            "default",
            records.map((record) => callEventId(call, record)),
          ),
          store.search({ ...whole, kind: "all", filter }, { limit: 1000, order: "oldest" }),
        ]);
        if (found.size !== 1) throw new Error(`call ${call} was not found`);
      },
      ofApi: async (client) => await client.call(filled.callId(below(filled.events))),
    },
    {
      name: "two words in 24 h, newest 100",
      budget: { embedded: 20, scaled: 150 },
      ofStore: async (store) =>
        await store.search(
          { ...whole, ...day(), filter: { op: "text", words: [word(), word()] } },
          newest,
        ),
      ofApi: async (client) =>
        await client.search({ q: `${word()} ${word()}`, ...rfc(day()), limit: 100 }),
    },
    {
      name: "six facets, histogram and total of 24 h",
      budget: { embedded: 15, scaled: 100 },
      ofStore: async (store) => await count(store, { ...whole, ...day(), filter: everything }),
      ofApi: async (client) => {
        const range = rfc(day());
        await Promise.all([
          client.facets({ fields: counted, limit: 10, ...range }),
          client.histogram({ interval: "1h", by: "outcome", ...range }),
        ]);
      },
    },
    {
      name: "six facets, histogram and total of everything",
      budget: { embedded: 40, scaled: 800 },
      ofStore: async (store) => await count(store, { ...whole, filter: everything }),
      ofApi: async (client) =>
        await Promise.all([
          client.facets({ fields: counted, limit: 10 }),
          client.histogram({ interval: "1h", by: "outcome" }),
        ]),
    },
  ];
}

/** How long each run of `work` took, milliseconds, sorted. */
export async function timeRuns(runs: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times.toSorted((a, b) => a - b);
}

/** The value below which a share of sorted numbers lies. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}
