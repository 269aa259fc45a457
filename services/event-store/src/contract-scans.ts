import { everything } from "@toolmark/schemas/filter";
import { expect } from "vitest";

import { NOON, anAttempt, entries, idOf, storedAs, storedPosition } from "./contract-events.ts";
import type { DefinePromise } from "./contract-promise.ts";
import { inOrder, is, rows, scanned } from "./contract-questions.ts";
import type { EventStore, StoreEntry } from "./event-store.ts";

/** Defines what scans promise. */
export function promiseScans(promise: DefinePromise): void {
  promise(
    "a scan gives every event once, in order, in batches of at most 1,000",
    async ({ store }) => {
      const batch = [
        ...entries(2600, 1000),
        // Late ones, and many at one time, more than fit into a batch.
        ...entries(400, 2500, { time: NOON - 10_500, marks: ["late"] }),
        ...entries(1500, 0, { time: NOON + 5000 }),
        ...entries(300, 1000, { tenant: "globex" }),
      ];
      const outcomes = await append(store, shuffled(batch));
      const ours = batch.filter(({ index }) => index.tenant === "acme");
      for (const order of ["newest", "oldest"] as const) {
        for (const filter of [everything, is("environment", "prod")]) {
          const found = await Array.fromAsync(store.scan({ ...rows, filter }, order));
          expect(Math.max(...found.map(({ length }) => length))).toBeLessThanOrEqual(1000);
          expect(Math.min(...found.map(({ length }) => length))).toBeGreaterThan(0);
          expect(found.flat().map(idOf)).toEqual(inOrder(ours, order));
        }
        const late = ours.filter(({ document }) => document.marks !== undefined);
        const query = { ...rows, filter: is("mark", "late") };
        expect(await scanned(store, query, order)).toEqual(inOrder(late, order));
        const range = { from: NOON + 5000, to: NOON + 60_000 };
        const inside = ours.filter(
          ({ index }) => index.time >= range.from && index.time < range.to,
        );
        expect(await scanned(store, { ...rows, ...range }, order)).toEqual(inOrder(inside, order));
      }
      const [document] = (await Array.fromAsync(store.scan(rows, "oldest"))).flat();
      const first = ours.find((entry) => document && entry.index.id === idOf(document));
      const position = outcomes.get(first?.index.id ?? "");
      expect(document).toEqual(first && position && storedAs(first, position));
    },
  );

  promise("a scan of nothing gives no batch", async ({ store }) => {
    expect(await Array.fromAsync(store.scan(rows, "newest"))).toEqual([]);
    await append(store, [...entries(3, 1, { tenant: "globex" }), anAttempt()]);
    expect(await Array.fromAsync(store.scan(rows, "newest"))).toEqual([]);
    expect(await scanned(store, { ...rows, kind: "attempts" }, "newest")).toHaveLength(1);
  });

  promise(
    "a scan gives what was there when it began, whatever is appended meanwhile",
    async ({ store }) => {
      const batch = entries(3000, 1000);
      await append(store, batch);
      const found: string[] = [];
      let round = 0;
      for await (const documents of store.scan(rows, "oldest")) {
        found.push(...documents.map(idOf));
        round += 1;
        // Before, among and after what is still to come.
        await append(store, entries(30, 100_000, { time: NOON - 1000 + round }));
      }
      expect(found).toEqual(inOrder(batch, "oldest"));
      expect(await store.count(rows)).toBe(3000 + round * 30);
    },
  );

  promise("scans side by side do not disturb each other", async ({ store }) => {
    const batch = entries(2500, 1000);
    await append(store, batch);
    const orders = ["newest", "oldest", "newest", "oldest"] as const;
    const found = await Promise.all(orders.map((order) => scanned(store, rows, order)));
    expect(found).toEqual(orders.map((order) => inOrder(batch, order)));
  });

  promise("a scan that is left early leaves nothing behind", async ({ store }) => {
    const batch = entries(2500, 1000);
    await append(store, batch);
    for (let n = 0; n < 60; n++) {
      for await (const documents of store.scan(rows, "newest")) {
        expect(documents.length).toBeGreaterThan(0);
        break;
      }
    }
    // One that is never read does nothing, and one that is ended before it begins is no error.
    await store.scan(rows, "newest")[Symbol.asyncIterator]().return?.();
    expect(await scanned(store, rows, "newest")).toEqual(inOrder(batch, "newest"));
  });

  promise("of large documents a batch holds few", async ({ store }) => {
    const note = "x".repeat(50_000);
    const batch = entries(300, 1000, { event: { params: { value: { note } } } });
    await append(store, batch, 50);
    const found = await Array.fromAsync(store.scan(rows, "oldest"));
    expect(found.flat().map(idOf)).toEqual(inOrder(batch, "oldest"));
    expect(Math.max(...found.map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  promise("a scan under way when the store closes ends as refused", async ({ store }) => {
    await append(store, entries(3000, 1000));
    const scan = store.scan(rows, "newest")[Symbol.asyncIterator]();
    expect((await scan.next()).value).not.toHaveLength(0);
    await store[Symbol.asyncDispose]();
    const rest = async () => {
      while ((await scan.next()).done !== true);
    };
    await expect(rest()).rejects.toMatchObject({ code: "disposed" });
  });

  promise("a query that no store can answer makes its scan fail", async ({ store }) => {
    const many = Array.from({ length: 5000 }, (_, n) => is("tool", `t${n}`));
    let deep = is("tool", "a");
    for (let level = 0; level < 400; level++) {
      deep = { op: level % 2 === 0 ? "any" : "all", of: [deep, ...many.slice(0, 3)] };
    }
    await append(store, entries(3, 1));
    const query = { ...rows, filter: deep };
    await expect(scanned(store, query, "newest")).rejects.toMatchObject({ code: "query_invalid" });
  });
}

async function append(store: EventStore, batch: readonly StoreEntry[], size = 250) {
  const positions = new Map<string, ReturnType<typeof storedPosition>>();
  for (let start = 0; start < batch.length; start += size) {
    const some = batch.slice(start, start + size);
    const outcomes = await store.append(some);
    for (const [at, { index }] of some.entries()) {
      positions.set(index.id, storedPosition(outcomes[at]));
    }
  }
  await store.refresh();
  return positions;
}

/** The same entries in an order that is far from that of their times. */
function shuffled(batch: readonly StoreEntry[]): StoreEntry[] {
  return batch
    .map((entry, n) => ({ entry, place: (n * 2_654_435_761) % 2 ** 32 }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ entry }) => entry);
}
