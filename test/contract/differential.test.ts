import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

import { idOf, seededRandom } from "@toolmark/event-store/contract-events";
import { bucketsOf, countValues, select } from "@toolmark/event-store/contract-model";
import type { PlacedEntry } from "@toolmark/event-store/contract-model";
import { inOrder } from "@toolmark/event-store/contract-questions";
import {
  pick,
  randomCounts,
  randomEntry,
  randomQuery,
} from "@toolmark/event-store/contract-random";
import { openElasticsearchEventStore } from "@toolmark/event-store/elasticsearch-event-store";
import type { EventStore, StoreEntry, StoreQuery } from "@toolmark/event-store/event-store";
import { openSqliteEventStore } from "@toolmark/event-store/sqlite-event-store";
import { corpus, CORPUS_NOW } from "@toolmark/schemas/query/corpus";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { entriesFor } from "./corpus-entries.ts";

const SEED = 20_261_124;
const EVENTS = 3000;
const APPENDED_AT_ONCE = 250;
const QUESTIONS = 20_000;
const AT_ONCE = 16;
const PAGE = 20;
const PARTITIONS = 3;

/** Both stores, with the same events. */
interface Both {
  stores: EventStore[];
  placed: PlacedEntry[];
  resources: AsyncDisposableStack;
}

describe("sqlite, elasticsearch and a plain scan", () => {
  let both: Both;

  beforeAll(async () => {
    const random = seededRandom(SEED);
    both = await openBoth(Array.from({ length: EVENTS }, () => randomEntry(random)));
  }, 120_000);

  afterAll(async () => {
    await both.resources.disposeAsync();
  }, 60_000);

  // Every case compares the total and one page, from the start or from anywhere; every third case
  // facets, another third a histogram, every fortieth the whole scan. Together they compare all of them
  // thousands of times, in a time that a run of the contract can take.
  test(
    `give the same ids, totals, facets and histograms to ${QUESTIONS} random questions (seed ${SEED})`,
    { timeout: 900_000 },
    async () => {
      let next = 0;
      const differences: string[] = [];
      const ask = async () => {
        for (let n = next++; n < QUESTIONS && differences.length < 3; n = next++) {
          const found = await difference(both, n);
          if (found !== undefined) differences.push(found);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, ask));
      expect(differences.join("\n\n")).toBe("");
    },
  );
});

test(
  "sqlite, elasticsearch and a plain scan give the same to every query of the language's corpus",
  { timeout: 300_000 },
  async () => {
    const queries = corpus.filter((entry) => "filter" in entry);
    const entries = queries.flatMap(({ filter, from, to }, n) =>
      entriesFor(filter, from ?? (to ?? CORPUS_NOW) - 60_000 * (n + 1)),
    );
    await using resources = new AsyncDisposableStack();
    const both = await openBoth(entries);
    resources.use(both.resources);
    let found = 0;
    for (const { query: text, filter, kind = "rows", from, to } of queries) {
      const query: StoreQuery = {
        tenant: "acme",
        filter,
        kind,
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
      };
      const expected = inOrder(select(both.placed, query), "newest");
      found += Math.min(expected.length, 1);
      for (const store of both.stores) {
        const answer = await scannedIds(store, query, "newest");
        expect({ text, driver: store.driver, answer }).toEqual({
          text,
          driver: store.driver,
          answer: expected,
        });
        expect(await store.count(query)).toBe(expected.length);
      }
    }
    // Queries that nothing matches would agree too easily.
    expect(found).toBeGreaterThan(queries.length * 0.9);
  },
);

/** Asks both stores question `n`; undefined when they answer as the model does. */
async function difference({ stores, placed }: Both, n: number): Promise<string | undefined> {
  const random = seededRandom(SEED + n);
  const query = randomQuery(random, highestOf(placed));
  const matching = select(placed, query);
  const order = pick(random, ["newest", "oldest"] as const);
  const ids = inOrder(matching, order);
  const times = new Map(matching.map(({ index }) => [index.id, index.time]));
  const from = random() < 0.5 ? 0 : Math.floor(random() * ids.length);
  const afterId = ids[from - 1];
  const after = afterId === undefined ? undefined : { time: times.get(afterId) ?? 0, id: afterId };
  const { fields, interval } = randomCounts(random);
  const by = fields[0];
  const expected = {
    page: ids.slice(from, from + PAGE),
    isLast: from + PAGE >= ids.length,
    total: ids.length,
    ...(n % 3 === 1 && {
      facets: Object.fromEntries(
        fields.map((field) => [field, countValues(matching, field).slice(0, 5)]),
      ),
    }),
    ...(n % 3 === 2 && by !== undefined && { histogram: bucketsOf(matching, interval, by) }),
    ...(n % 40 === 0 && { scanned: ids }),
  };
  const answers = await Promise.all(
    stores.map(async (store) => {
      const page = await store.search(query, { limit: PAGE, order, ...(after && { after }) });
      const answer = {
        page: page.documents.map(idOf),
        isLast: page.next === undefined,
        total: await store.count(query),
        ...(n % 3 === 1 && { facets: await store.facets(query, fields, 5) }),
        ...(n % 3 === 2 && { histogram: await store.histogram(query, interval, by) }),
        ...(n % 40 === 0 && { scanned: await scannedIds(store, query, order) }),
      };
      if (isDeepStrictEqual(answer, expected)) return [];
      const title = `${store.driver}, question ${n} of seed ${SEED}`;
      return [describeDifference(title, query, [answer, expected])];
    }),
  );
  return answers.flat()[0];
}

async function scannedIds(store: EventStore, query: StoreQuery, order: "newest" | "oldest") {
  const found: string[] = [];
  for await (const batch of store.scan(query, order)) found.push(...batch.map(idOf));
  return found;
}

type Answer = Record<string, unknown>;

function show(value: unknown): string {
  return JSON.stringify(value).slice(0, 2000);
}

function describeDifference(
  title: string,
  query: StoreQuery,
  [answer, expected]: [Answer, Answer],
): string {
  // JSON has no infinity, which an open range ends with.
  const asked = JSON.stringify(query, (_, value: unknown) =>
    value === Infinity || value === -Infinity ? String(value) : value,
  );
  const lines = Object.keys(expected)
    .filter((key) => !isDeepStrictEqual(answer[key], expected[key]))
    .flatMap((key) => [`${key}: got  ${show(answer[key])}`, `${key}: want ${show(expected[key])}`]);
  return [title, asked, ...lines].join("\n");
}

function highestOf(placed: readonly PlacedEntry[]): Record<number, number> {
  const highest: Record<number, number> = {};
  for (const { position } of placed) highest[position.partition] = position.offset;
  return highest;
}

/**
 * Opens both stores and appends the same events to each: in small parts on SQLite, in two shards on
 * Elasticsearch, with positions of several partitions.
 */
async function openBoth(entries: readonly StoreEntry[]): Promise<Both> {
  await using opening = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "differential-"));
  opening.defer(async () => await rm(directory, { recursive: true }));
  const node: string = inject("elasticsearchUrl");
  const prefix = `test-${randomUUID()}`;
  opening.defer(async () => {
    await fetch(`${node}/_index_template/${prefix}`, { method: "DELETE" });
    const found = await fetch(`${node}/${prefix}*?filter_path=*.settings.index.uuid`);
    for (const index of Object.keys(Object(await found.json()))) {
      await fetch(`${node}/${index}`, { method: "DELETE" });
    }
  });
  const stores = [
    opening.use(await openSqliteEventStore({ directory, rowsPerPart: 700 })),
    opening.use(await openElasticsearchEventStore({ node, prefix, shards: 2, replicas: 0 })),
  ];
  const placed = entries.map((entry, n) => ({
    ...entry,
    position: { partition: n % PARTITIONS, offset: Math.floor(n / PARTITIONS) },
  }));
  for (const store of stores) {
    for (let start = 0; start < placed.length; start += APPENDED_AT_ONCE) {
      const outcomes = await store.append(placed.slice(start, start + APPENDED_AT_ONCE));
      expect(outcomes.every(({ status }) => status === "stored")).toBe(true);
    }
    await store.refresh();
  }
  return { stores, placed, resources: opening.move() };
}
