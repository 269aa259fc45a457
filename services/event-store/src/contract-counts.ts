import { everything } from "@toolmark/schemas/filter";
import { expect } from "vitest";

import { NOON, anEntry, entries } from "./contract-events.ts";
import type { DefinePromise } from "./contract-promise.ts";
import { actor, is, rows, tool } from "./contract-questions.ts";
import type { StoreEntry, StoreQuery } from "./event-store.ts";

/** Defines what facets and histograms promise. */
export function promiseCounts(promise: DefinePromise): void {
  promiseFacets(promise);
  promiseHistograms(promise);
}

function promiseFacets(promise: DefinePromise): void {
  promise(
    "facets are exact, most frequent first, then by value, without one last",
    async ({ store }) => {
      const counts = { b: 3, a: 3, C: 5, c: 1, 日本: 3, "with space": 2 };
      const batch = Object.entries(counts).flatMap(([name, count]) =>
        Array.from({ length: count }, (_, n) =>
          anEntry({ time: NOON + n * 5_000_000, event: tool(name) }),
        ),
      );
      await store.append([
        ...batch,
        ...entries(3, 1),
        ...entries(4, 1, { type: "call.attempted", event: tool("a") }),
      ]);
      await store.refresh();
      const expected = [
        { value: "C", count: 5 },
        { value: "a", count: 3 },
        { value: "b", count: 3 },
        { value: "日本", count: 3 },
        { value: null, count: 3 },
        { value: "with space", count: 2 },
        { value: "c", count: 1 },
      ];
      for (const filter of [everything, is("environment", "prod")]) {
        const query = { ...rows, filter };
        expect(await store.facets(query, ["tool", "environment"], 10)).toEqual({
          tool: expected,
          environment: [{ value: "prod", count: 20 }],
        });
        expect(await store.facets(query, ["tool"], 5)).toEqual({ tool: expected.slice(0, 5) });
        expect(await store.facets({ ...query, kind: "attempts" }, ["tool"], 5)).toEqual({
          tool: [{ value: "a", count: 4 }],
        });
        const late = await store.facets({ ...query, from: NOON + 5_000_000 }, ["tool"], 2);
        expect(late).toEqual({
          tool: [
            { value: "C", count: 4 },
            { value: "a", count: 2 },
          ],
        });
      }
      expect(await store.facets(rows, [], 5)).toEqual({});
    },
  );

  promise("thousands of values are counted exactly", async ({ store }) => {
    const batch = Array.from({ length: 3000 }, (_, n) =>
      anEntry({ event: actor(`user-${n % 1500}`) }),
    );
    for (let start = 0; start < 3000; start += 500)
      await store.append(batch.slice(start, start + 500));
    await store.refresh();
    const { actor: counted } = await store.facets(rows, ["actor"], 5000);
    expect(counted).toHaveLength(1500);
    expect(counted?.every((entry) => entry.count === 2)).toBe(true);
  });

  promise(
    "a count that may stop is exact up to its bound and one more above",
    async ({ store }) => {
      await store.append([
        ...entries(7, 1, { event: tool("a") }),
        ...entries(5, 1, { event: tool("b"), tenant: "globex" }),
        ...entries(4, 1, { event: tool("a"), type: "call.attempted" }),
      ]);
      await store.refresh();
      const few: StoreQuery = { ...rows, filter: is("tool", "a") };
      const others: StoreQuery = { ...rows, filter: { op: "not", of: is("tool", "z") } };
      for (const query of [few, others, rows]) {
        expect(await store.count(query)).toBe(7);
        expect(await store.count(query, 7)).toBe(7);
        expect(await store.count(query, 100)).toBe(7);
        expect(await store.count(query, 6)).toBe(7);
        expect(await store.count(query, 3)).toBe(4);
        expect(await store.count(query, 0)).toBe(1);
      }
    },
  );

  promise("a field that cannot be counted is refused", async ({ store }) => {
    const refusal = { code: "query_invalid" };
    await expect(store.facets(rows, ["resource"], 5)).rejects.toMatchObject(refusal);
    await expect(store.histogram(rows, 1000, "resource")).rejects.toMatchObject(refusal);
  });
}

function promiseHistograms(promise: DefinePromise): void {
  const HOUR = 3_600_000;

  promise(
    "a histogram counts per interval and value, also where a range cuts one",
    async ({ store }) => {
      const batch = [
        ...entries(200, 97_000, { event: tool("a") }),
        ...entries(100, 201_000, { event: tool("b") }),
        ...entries(30, 700_000),
      ];
      for (let start = 0; start < batch.length; start += 66)
        await store.append(batch.slice(start, start + 66));
      await store.refresh();
      const ranges = [
        {},
        { from: NOON + 1, to: NOON + 5 * HOUR - 1 },
        { from: NOON + 90 * 60_000 },
        { to: NOON + HOUR },
      ];
      for (const filter of [everything, is("environment", "prod"), is("tool", "b")]) {
        for (const interval of [10_000, 7 * 60_000, HOUR, 2 * HOUR, 24 * HOUR]) {
          for (const range of ranges) {
            const query = { ...rows, filter, ...range };
            const counted = await store.histogram(query, interval, "tool");
            const wanted = expectedBuckets(batch, query, interval);
            expect(counted).toEqual(wanted);
            expect(await store.histogram(query, interval)).toEqual(
              wanted.map(({ start, count }) => ({ start, count })),
            );
          }
        }
      }
    },
  );

  promise("a histogram of too many buckets is refused", async ({ store }) => {
    await store.append([anEntry()]);
    await store.refresh();
    const range = { from: NOON, to: NOON + 10_001 * 1000 };
    await expect(store.histogram({ ...rows, ...range }, 1000)).rejects.toMatchObject({
      code: "query_invalid",
    });
    const fitting = { from: NOON, to: NOON + 10_000 * 1000 };
    expect(await store.histogram({ ...rows, ...fitting }, 1000)).toEqual([
      { start: NOON, count: 1 },
    ]);
  });
}

function expectedBuckets(batch: readonly StoreEntry[], query: StoreQuery, interval: number) {
  const wantsOnlyB = query.filter.op === "is" && query.filter.field === "tool";
  const inside = batch.filter(
    ({ index }) =>
      index.time >= (query.from ?? 0) &&
      index.time < (query.to ?? Infinity) &&
      (!wantsOnlyB || index.facets.tool === "b"),
  );
  const starts = new Set(inside.map(({ index }) => Math.floor(index.time / interval) * interval));
  return [...starts]
    .toSorted((a, b) => a - b)
    .map((start) => {
      const own = inside.filter(
        ({ index }) => Math.floor(index.time / interval) * interval === start,
      );
      const by = ["a", "b", null]
        .map((value) => ({
          value,
          count: own.filter(({ index }) => (index.facets.tool ?? null) === value).length,
        }))
        .filter((entry) => entry.count > 0)
        .toSorted((a, b) => b.count - a.count);
      return { start, count: own.length, by };
    });
}
