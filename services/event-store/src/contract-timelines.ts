import { everything } from "@toolmark/schemas/filter";
import type { Filter } from "@toolmark/schemas/filter";
import { expect } from "vitest";

import { NOON, anAttempt, anEntry, entries, idOf } from "./contract-events.ts";
import type { EntryParts } from "./contract-events.ts";
import type { DefinePromise } from "./contract-promise.ts";
import { inOrder, is, rows, timeline } from "./contract-questions.ts";
import type { StoreQuery } from "./event-store.ts";

/** Defines what timelines, ranges and pages promise. */
export function promiseTimelines(promise: DefinePromise): void {
  promise("an empty store answers every question with nothing", async ({ store }) => {
    expect(await store.search(rows, { limit: 5, order: "newest" })).toEqual({ documents: [] });
    expect(await store.count(rows)).toBe(0);
    expect(await store.facets(rows, ["tool", "actor"], 5)).toEqual({ tool: [], actor: [] });
    expect(await store.histogram(rows, 60_000, "tool")).toEqual([]);
    expect(await store.positions()).toEqual({});
  });

  promise("a timeline is ordered by time, then by id, both ways", async ({ store }) => {
    const batch = Array.from({ length: 60 }, (_, n) =>
      anEntry({ time: NOON + ((n * 7) % 9) * 1000, id: randomLookingId(n) }),
    );
    await store.append(batch);
    await store.refresh();
    for (const order of ["newest", "oldest"] as const) {
      for (const limit of [1, 7, 60, 1000]) {
        expect(await timeline(store, rows, order, limit)).toEqual(inOrder(batch, order));
      }
    }
  });

  promise("the last page has no next, also when it is full", async ({ store }) => {
    await store.append(entries(10, 1));
    await store.refresh();
    const page = await store.search(rows, { limit: 10, order: "newest" });
    expect(page.documents).toHaveLength(10);
    expect(page.next).toBeUndefined();
  });

  promise(
    "a range takes its first millisecond in and leaves its last one out",
    async ({ store }) => {
      const batch = entries(10, 1);
      await store.append(batch);
      await store.refresh();
      for (const [from, to] of [
        [NOON + 3, NOON + 7],
        [NOON + 3, undefined],
        [undefined, NOON + 7],
        [NOON + 5, NOON + 5],
        [NOON + 7, NOON + 3],
        [NOON + 9, NOON + 10],
      ]) {
        const query: StoreQuery = {
          ...rows,
          ...(from !== undefined && { from }),
          ...(to !== undefined && { to }),
        };
        const inside = batch.filter(
          ({ index }) => index.time >= (from ?? 0) && index.time < (to ?? Infinity),
        );
        for (const filter of [everything, is("environment", "prod")]) {
          expect(await timeline(store, { ...query, filter }, "oldest", 4)).toEqual(
            inOrder(inside, "oldest"),
          );
          expect(await store.count({ ...query, filter })).toBe(inside.length);
        }
      }
    },
  );

  promise("attempts are apart from rows", async ({ store }) => {
    const attempt = anAttempt();
    const row = anEntry({ time: NOON + 1 });
    await store.append([attempt, row]);
    await store.refresh();
    const ids = async (kind: StoreQuery["kind"], filter: Filter) =>
      await timeline(store, { ...rows, kind, filter }, "oldest", 5);
    for (const filter of [everything, is("environment", "prod")]) {
      expect(await ids("rows", filter)).toEqual([row.index.id]);
      expect(await ids("attempts", filter)).toEqual([attempt.index.id]);
      expect(await ids("all", filter)).toEqual([attempt.index.id, row.index.id]);
      expect(await store.count({ ...rows, kind: "attempts", filter })).toBe(1);
    }
  });

  promise(
    "pages beyond 10,000 events have no gap and no repeat while appends go on",
    async ({ store }) => {
      const batch = entries(10_500, 250);
      for (let start = 0; start < batch.length; start += 1500) {
        await store.append(batch.slice(start, start + 1500));
      }
      await store.refresh();
      const found: string[] = [];
      let page = await store.search(rows, { limit: 1000, order: "newest" });
      for (
        found.push(...page.documents.map(idOf));
        page.next;
        found.push(...page.documents.map(idOf))
      ) {
        await store.append(entries(20, 1, { time: NOON + 10_500 * 250 }));
        await store.refresh();
        page = await store.search(rows, { limit: 1000, order: "newest", after: page.next });
      }
      expect(found).toEqual(inOrder(batch, "newest"));
      expect(await store.count(rows)).toBe(10_500 + 200);
    },
  );

  promise("events that arrive late stand where they occurred", async ({ store }) => {
    const batch = entries(400, 1000);
    const late = entries(150, 2500, { time: NOON - 10_500, marks: ["late"] });
    for (let n = 0; n < 8; n++) {
      await store.append([...batch.slice(n * 50, n * 50 + 50), ...late.slice(n * 12, n * 12 + 12)]);
    }
    await store.append(late.slice(96));
    await store.refresh();
    const everyone = [...batch, ...late];
    for (const order of ["newest", "oldest"] as const) {
      expect(await timeline(store, rows, order, 23)).toEqual(inOrder(everyone, order));
      const filtered = { ...rows, filter: is("environment", "PROD") };
      expect(await timeline(store, filtered, order, 23)).toEqual(inOrder(everyone, order));
      const marked = { ...rows, filter: is("mark", "late") };
      expect(await timeline(store, marked, order, 23)).toEqual(inOrder(late, order));
    }
  });
}

function randomLookingId(n: number): NonNullable<EntryParts["id"]> {
  const hex = ((n * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, "0");
  return `${hex}-0000-4000-8000-${String(n).padStart(12, "0")}`;
}
