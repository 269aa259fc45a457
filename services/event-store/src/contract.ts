import { everything } from "@toolmark/schemas/filter";
import { describe, expect, test } from "vitest";

import { promiseAgreement } from "./contract-agreement.ts";
import { promiseCounts } from "./contract-counts.ts";
import {
  NOON,
  aQuarantined,
  anAttempt,
  anEntry,
  entries,
  storedAs,
  storedPosition,
} from "./contract-events.ts";
import { promiseFilters } from "./contract-filters.ts";
import { promiseOperators } from "./contract-operators.ts";
import { promisePositionBounds } from "./contract-positions.ts";
import type { DefinePromise, Deviation, OpenedStore } from "./contract-promise.ts";
import { rows } from "./contract-questions.ts";
import { promiseScans } from "./contract-scans.ts";
import { promiseTimelines } from "./contract-timelines.ts";
import { promiseWrites } from "./contract-writes.ts";
import type { StoreEntry, StoreQuery } from "./event-store.ts";

const PATIENCE = 120_000;

/**
 * Every promise of ./event-store.ts as a test. `open` returns an empty store each time; whatever it
 * creates is its own to remove (`onTestFinished`). `reopen` closes that store and opens its data anew.
 */
export function describeEventStore(
  driver: string,
  open: () => Promise<OpenedStore>,
  deviations: readonly Deviation[] = [],
): void {
  const promise: DefinePromise = (title, run) => {
    const deviation = deviations.find((entry) => entry.test === title);
    const shown = deviation ? `${title} (${deviation.reason})` : title;
    test.skipIf(deviation)(shown, { timeout: PATIENCE }, async () => {
      const opened = await open();
      await using store = opened.store;
      await run({ store, reopen: opened.reopen });
    });
  };

  describe(`event store contract: ${driver}`, () => {
    promiseWrites(promise);
    promiseTimelines(promise);
    promisePositionBounds(promise);
    promiseScans(promise);
    promiseFilters(promise);
    promiseOperators(promise);
    promiseCounts(promise);
    promiseAgreement(promise);
    promiseTenants(promise);
    promiseRetention(promise);
    promiseLifecycle(promise);
  });
}

function promiseTenants(promise: DefinePromise): void {
  promise("no method shows one tenant's data to another", async ({ store }) => {
    const ours = anEntry({ event: { tool: { name: "crm.export" } } });
    await store.append([ours, anAttempt(), ...entries(5, 1, { tenant: "globex" })]);
    await store.quarantine([aQuarantined()]);
    await store.refresh();
    for (const tenant of ["ACME", "acm", "acme ", "", "*", "initech"]) {
      const query: StoreQuery = { tenant, filter: everything, kind: "all" };
      expect(await store.count(query)).toBe(0);
      expect(
        await store.count({ ...query, filter: { op: "not", of: { op: "any", of: [] } } }),
      ).toBe(0);
      expect(await store.search(query, { limit: 10, order: "newest" })).toEqual({ documents: [] });
      expect(await store.facets(query, ["tool"], 10)).toEqual({ tool: [] });
      expect(await store.histogram(query, 60_000, "tool")).toEqual([]);
      expect((await store.get(tenant, [ours.index.id])).size).toBe(0);
      expect((await store.listQuarantine(tenant, { limit: 10 })).total).toBe(0);
    }
    expect(await store.count({ tenant: "globex", filter: everything, kind: "all" })).toBe(5);
  });
}

function promiseRetention(promise: DefinePromise): void {
  const DAY = 86_400_000;

  promise("dropping what is old never takes a newer event", async ({ store }) => {
    const before = NOON - 20 * DAY;
    const batch: StoreEntry[] = [
      ...entries(600, 600_000, { time: NOON - 200 * DAY }),
      ...entries(600, 600_000, { time: NOON - 90 * DAY }),
      anEntry({ time: before - 1 }),
      anEntry({ time: before }),
      ...entries(300, 600_000),
    ];
    for (let start = 0; start < batch.length; start += 100) {
      await store.append(batch.slice(start, start + 100));
    }
    await store.refresh();
    const removed = await store.dropBefore(before);
    await store.refresh();
    expect(await store.count(rows)).toBe(batch.length - removed);
    const kept = batch.filter((entry) => entry.index.time >= before);
    const found = await store.get(
      "acme",
      kept.map((entry) => entry.index.id),
    );
    expect(found.size).toBe(kept.length);
    expect(await store.count({ ...rows, from: before })).toBe(kept.length);
  });

  promise(
    "a store that holds only old events can be emptied and goes on counting",
    async ({ store }) => {
      const batch = entries(450, 1000, { time: NOON - 200 * DAY });
      const last = storedPosition((await store.append(batch)).at(-1));
      await store.refresh();
      expect(await store.dropBefore(NOON - 100 * DAY)).toBe(450);
      await store.refresh();
      expect(await store.count(rows)).toBe(0);
      expect(await store.dropBefore(NOON - 100 * DAY)).toBe(0);
      const next = storedPosition((await store.append([anEntry()]))[0]);
      expect(next.offset).toBeGreaterThan(last.offset);
    },
  );
}

function promiseLifecycle(promise: DefinePromise): void {
  promise("a store that works says so", async ({ store }) => {
    await expect(store.check()).resolves.toBeUndefined();
  });

  promise("everything is there after closing and opening again", async ({ store, reopen }) => {
    const batch = [...entries(450, 1000), anAttempt()];
    const outcomes = await store.append(batch);
    const quarantined = aQuarantined();
    await store.quarantine([quarantined]);
    await store.refresh();
    const positions = await store.positions();
    await using again = await reopen();
    expect(await again.positions()).toEqual(positions);
    expect(await again.count({ ...rows, kind: "all" })).toBe(451);
    expect((await again.listQuarantine("acme", { limit: 5 })).entries).toEqual([quarantined]);
    const found = await again.get(
      "acme",
      batch.map((entry) => entry.index.id),
    );
    for (const [index, entry] of batch.entries()) {
      expect(found.get(entry.index.id)).toEqual(storedAs(entry, storedPosition(outcomes[index])));
    }
    const repeated = await again.append(batch);
    expect(repeated.every((outcome) => outcome.status === "exists")).toBe(true);
    const next = storedPosition((await again.append([anEntry()]))[0]);
    expect(next.offset).toBeGreaterThan(Math.max(...Object.values(positions)));
  });

  promise("a closed store refuses every call and can be closed again", async ({ store }) => {
    await store[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
    const calls = [
      store.append([anEntry()]),
      store.refresh(),
      store.get("acme", []),
      store.search(rows, { limit: 1, order: "newest" }),
      Array.fromAsync(store.scan(rows, "newest")),
      store.count(rows),
      store.facets(rows, ["tool"], 1),
      store.histogram(rows, 1000),
      store.attempts({ from: 0, to: 1 }, { limit: 1 }),
      store.positions(),
      store.quarantine([]),
      store.listQuarantine("acme", { limit: 1 }),
      store.dropBefore(0),
      store.check(),
    ];
    const refused = { status: "rejected", reason: expect.objectContaining({ code: "disposed" }) };
    expect(await Promise.allSettled(calls)).toEqual(calls.map(() => refused));
  });

  promise(
    "appends under way when the store closes are stored or refused",
    async ({ store, reopen }) => {
      const batches = Array.from({ length: 10 }, () => entries(50, 1));
      const outcomes = Promise.allSettled(batches.map((batch) => store.append(batch)));
      await store[Symbol.asyncDispose]();
      await using again = await reopen();
      for (const [index, outcome] of (await outcomes).entries()) {
        if (outcome.status === "rejected") continue;
        const ids = batches[index]?.map((entry) => entry.index.id) ?? [];
        expect((await again.get("acme", ids)).size).toBe(50);
      }
    },
  );
}
