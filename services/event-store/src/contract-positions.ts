import { everything } from "@toolmark/schemas/filter";
import { expect } from "vitest";

import { NOON, anEntry, entries, storedPosition } from "./contract-events.ts";
import type { DefinePromise } from "./contract-promise.ts";
import { inOrder, is, not, rows, scanned, timeline, tool } from "./contract-questions.ts";
import type { EventStore, PositionVector, StoreEntry, StoreQuery } from "./event-store.ts";

const filters = [everything, is("environment", "prod"), not(is("tool", "crm.t1"))];

/** Defines what `asof` and `above` promise. */
export function promisePositionBounds(promise: DefinePromise): void {
  promiseAsof(promise);
  promiseAbove(promise);
}

function promiseAsof(promise: DefinePromise): void {
  promise("what was asked as of a position never changes", async ({ store }) => {
    const earlier = twoTools(NOON);
    await store.append(earlier);
    await store.refresh();
    const asof = await store.positions();
    const first = await Promise.all(
      filters.map((filter) => answers(store, { ...rows, filter, asof })),
    );
    expect(first[0]?.newest).toEqual(inOrder(earlier, "newest"));
    await store.append(twoTools(NOON - 3_600_000));
    await store.append(twoTools(NOON + 60_000));
    await store.refresh();
    const then = await Promise.all(
      filters.map((filter) => answers(store, { ...rows, filter, asof })),
    );
    expect(then).toEqual(first);
    expect(await store.count(rows)).toBe(720);
  });

  promise(
    "as of positions of several partitions holds what is at or below each",
    async ({ store }) => {
      const batch = Array.from({ length: 300 }, (_, n) =>
        anEntry({
          time: NOON + ((n * 17) % 300) * 60_000,
          event: tool(`crm.t${n % 2}`),
          position: { partition: n % 3, offset: Math.floor(n / 3) },
        }),
      );
      for (let start = 0; start < 300; start += 100)
        await store.append(batch.slice(start, start + 100));
      await store.refresh();
      const vectors: PositionVector[] = [
        { 0: 50, 1: 20, 2: 99 },
        { 1: 70 },
        { 0: 0 },
        { 7: 100 },
        {},
      ];
      for (const asof of vectors) {
        const inside = batch.filter(
          ({ position }) => position && position.offset <= (asof[position.partition] ?? -1),
        );
        for (const filter of filters.slice(0, 2)) {
          const answer = await answers(store, { ...rows, filter, asof });
          expect(answer.newest).toEqual(inOrder(inside, "newest"));
          expect(answer.total).toBe(inside.length);
          expect(sum(answer.facets.tool)).toBe(inside.length);
          expect(sum(answer.histogram)).toBe(inside.length);
        }
      }
    },
  );
}

function promiseAbove(promise: DefinePromise): void {
  promise("above a position is what came later, whenever it occurred", async ({ store }) => {
    const earlier = twoTools(NOON);
    const middle = twoTools(NOON - 3_600_000);
    const later = [...twoTools(NOON + 60_000), ...twoTools(NOON - 7_200_000)];
    const before: PositionVector[] = [];
    for (const batch of [earlier, middle, later]) {
      await store.append(batch);
      await store.refresh();
      before.push(await store.positions());
    }
    const [first = {}, second = {}, third = {}] = before;
    for (const filter of filters) {
      const inside = (batch: readonly StoreEntry[]) =>
        filter.op === "not" ? batch.filter(({ index }) => index.facets.tool !== "crm.t1") : batch;
      const cases: [Partial<StoreQuery>, StoreEntry[]][] = [
        [{ above: {} }, [...earlier, ...middle, ...later]],
        [{ above: first }, [...middle, ...later]],
        [{ above: second }, later],
        [{ above: third }, []],
        [{ above: first, asof: second }, middle],
        [{ above: second, asof: first }, []],
      ];
      for (const [bounds, batch] of cases) {
        await expectAnswers(store, { ...rows, filter, ...bounds }, inside(batch));
      }
      const range = { from: NOON, to: NOON + 3_600_000 };
      await expectAnswers(
        store,
        { ...rows, filter, ...range, above: first },
        inside([...middle, ...later]).filter(
          ({ index }) => index.time >= range.from && index.time < range.to,
        ),
      );
    }
  });

  promise("above one position is every event that was given a higher one", async ({ store }) => {
    const batch = entries(9, 1);
    const offsets = (await store.append(batch)).map((outcome) => storedPosition(outcome).offset);
    await store.refresh();
    for (const [at, offset] of offsets.entries()) {
      const query = { ...rows, above: { 0: offset } };
      expect(await timeline(store, query, "oldest", 4)).toEqual(
        inOrder(batch.slice(at + 1), "oldest"),
      );
    }
  });

  promise(
    "above positions of several partitions holds what is above each, and all of the others",
    async ({ store }) => {
      const batch = Array.from({ length: 300 }, (_, n) =>
        anEntry({
          time: NOON + ((n * 17) % 300) * 60_000,
          event: tool(`crm.t${n % 2}`),
          position: { partition: n % 3, offset: Math.floor(n / 3) },
        }),
      );
      for (let start = 0; start < 300; start += 100)
        await store.append(batch.slice(start, start + 100));
      await store.refresh();
      for (const above of [{ 0: 50, 1: 20, 2: 99 }, { 1: 70 }, { 0: 98, 2: -1 }, { 7: 100 }, {}]) {
        const vector: PositionVector = above;
        const inside = batch.filter(
          ({ position }) => position && position.offset > (vector[position.partition] ?? -1),
        );
        for (const filter of filters.slice(0, 2)) {
          await expectAnswers(store, { ...rows, filter, above }, inside);
        }
      }
    },
  );
}

async function expectAnswers(
  store: EventStore,
  query: StoreQuery,
  inside: readonly StoreEntry[],
): Promise<void> {
  const { newest, total, facets, histogram } = await answers(store, query);
  expect(newest).toEqual(inOrder(inside, "newest"));
  expect(await scanned(store, query, "oldest")).toEqual(inOrder(inside, "oldest"));
  expect([total, sum(facets.tool), sum(histogram)]).toEqual(
    Array.from({ length: 3 }, () => inside.length),
  );
}

async function answers(store: EventStore, query: StoreQuery) {
  return {
    newest: await timeline(store, query, "newest", 40),
    total: await store.count(query),
    facets: await store.facets(query, ["tool", "outcome"], 10),
    histogram: await store.histogram(query, 3_600_000, "tool"),
  };
}

function twoTools(time: number): StoreEntry[] {
  return [
    ...entries(120, 60_000, { time, event: tool("crm.t1") }),
    ...entries(120, 61_000, { time, event: tool("crm.t2") }),
  ];
}

function sum(counts: readonly { count: number }[] | undefined): number {
  return (counts ?? []).reduce((total, entry) => total + entry.count, 0);
}
