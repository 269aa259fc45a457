import { randomUUID } from "node:crypto";

import { describeEventStore } from "@toolmark/event-store/contract";
import { openElasticsearchEventStore } from "@toolmark/event-store/elasticsearch-event-store";
import type { EventStore, StoreEntry, StoreQuery } from "@toolmark/event-store/event-store";
import { migrateElasticsearch } from "@toolmark/event-store/migrate-elasticsearch";
import { everything } from "@toolmark/schemas/filter";
import type { Filter } from "@toolmark/schemas/filter";
import { derivedEventId } from "@toolmark/schemas/ids";
import { indexEvent } from "@toolmark/schemas/index-event";
import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { describe, expect, inject, onTestFinished, test } from "vitest";

const MAY = Date.UTC(2026, 4, 6);
const MARCH = Date.UTC(2026, 2, 6);
const rows: StoreQuery = { tenant: "acme", filter: everything, kind: "rows" };

describeEventStore("elasticsearch", async () => {
  const options = testOptions();
  const open = async (): Promise<EventStore> => await openElasticsearchEventStore(options);
  const store = await open();
  return {
    store,
    reopen: async () => {
      await store[Symbol.asyncDispose]();
      return await open();
    },
  };
});

describe("event store on elasticsearch", () => {
  test("an id stays one event when a second one claims another month", async () => {
    await using store = await openElasticsearchEventStore(testOptions());
    for (const id of [derivedEventId(MAY, "timed"), randomUUID()]) {
      const first = anEntry({ id, time: MAY });
      const second = anEntry({ id, time: MARCH });
      expect((await store.append([first]))[0]?.status).toBe("stored");
      expect(await store.append([second])).toEqual([
        { status: "exists", document: expect.objectContaining({ leaf: first.document.leaf }) },
      ]);
      expect((await store.get("acme", [id])).get(id)?.leaf).toEqual(first.document.leaf);
    }
    await store.refresh();
    expect(await store.count(rows)).toBe(2);
  });

  test("a month that is closed makes questions fail instead of being left out", async () => {
    const options = testOptions();
    await using store = await openElasticsearchEventStore({ ...options, retryForMs: 0 });
    await store.append([anEntry({ time: MAY }), anEntry({ time: MARCH })]);
    await store.refresh();
    expect(await store.count(rows)).toBe(2);
    await fetch(`${options.node}/${options.prefix}-2026.03/_close`, { method: "POST" });
    const refusal = { code: "store_unavailable" };
    await expect(store.count(rows)).rejects.toMatchObject(refusal);
    await expect(store.search(rows, { limit: 5, order: "newest" })).rejects.toMatchObject(refusal);
    await expect(Array.fromAsync(store.scan(rows, "newest"))).rejects.toMatchObject(refusal);
    await expect(store.facets(rows, ["tool"], 5)).rejects.toMatchObject(refusal);
    await expect(store.positions()).rejects.toMatchObject(refusal);
    await expect(store.append([anEntry({ time: MARCH })])).rejects.toMatchObject(refusal);
  });

  test("the server keeps nothing of a scan, however it ends", async () => {
    const options = testOptions();
    const store = await openElasticsearchEventStore(options);
    await store.append(Array.from({ length: 500 }, (_, n) => anEntry({ time: MAY + n })));
    await store.refresh();
    const open = async (): Promise<number> => {
      const answer = await fetch(`${options.node}/${options.prefix}-*/_stats/search`);
      const stats: { _all: { total: { search: { open_contexts: number } } } } = Object(
        await answer.json(),
      );
      return stats._all.total.search.open_contexts;
    };
    expect((await Array.fromAsync(store.scan(rows, "newest"))).flat()).toHaveLength(500);
    await expect.poll(open, { timeout: 10_000 }).toBe(0);
    for await (const _ of store.scan(rows, "newest")) {
      expect(await open()).toBe(1);
      break;
    }
    await expect.poll(open, { timeout: 10_000 }).toBe(0);
    const scan = store.scan(rows, "oldest")[Symbol.asyncIterator]();
    await scan.next();
    await expect(scan.throw?.(new Error("enough"))).rejects.toThrow("enough");
    await expect.poll(open, { timeout: 10_000 }).toBe(0);
    const left = store.scan(rows, "oldest")[Symbol.asyncIterator]();
    await left.next();
    await store[Symbol.asyncDispose]();
    await expect.poll(open, { timeout: 10_000 }).toBe(0);
  });

  test("a scan whose events are removed says so instead of ending early", async () => {
    const options = testOptions();
    await using store = await openElasticsearchEventStore(options);
    await store.append(Array.from({ length: 3000 }, (_, n) => anEntry({ time: MAY + n })));
    await store.refresh();
    const scan = store.scan(rows, "newest")[Symbol.asyncIterator]();
    await scan.next();
    expect(await store.dropBefore(MAY + 40 * 86_400_000)).toBe(3000);
    const rest = async () => {
      while ((await scan.next()).done !== true);
    };
    await expect(rest()).rejects.toMatchObject({ code: "query_timeout" });
  });

  test("a pattern that the server cannot take is the asker's fault", async () => {
    await using store = await openElasticsearchEventStore(testOptions());
    await store.append([anEntry({ time: MAY })]);
    await store.refresh();
    const pattern = Array.from({ length: 40 }, (_, n) => ["*", { literal: `x${n}` }] as const);
    const filter: Filter = { op: "matches", field: "tool", pattern: pattern.flat() };
    await expect(store.count({ ...rows, filter })).rejects.toMatchObject({ code: "query_invalid" });
  });

  test(
    "more values than a shard adds up are still counted exactly",
    { timeout: 120_000 },
    async () => {
      await using store = await openElasticsearchEventStore(testOptions());
      for (let start = 0; start < 12_000; start += 2_000) {
        const batch = Array.from({ length: 2_000 }, (_, n) => start + n).flatMap((n) => [
          anEntry({ time: MAY + n * 1000, actor: `user-${n}` }),
          ...(n % 2 === 0
            ? [anEntry({ time: MARCH + n * 1000, actor: `user-${11_999 - n}` })]
            : []),
        ]);
        await store.append(batch);
      }
      await store.refresh();
      const { actor } = await store.facets(rows, ["actor"], 11_000);
      expect(actor).toHaveLength(11_000);
      expect(actor?.slice(0, 2)).toEqual([
        { value: "user-1", count: 2 },
        { value: "user-10001", count: 2 },
      ]);
      expect(actor?.filter(({ count }) => count === 2)).toHaveLength(6_000);
      expect((await store.facets(rows, ["actor"], 3)).actor?.[0]).toEqual(actor?.[0]);
      const pairs = await store.histogram({ ...rows, from: MAY }, 3_600_000, "actor");
      expect(pairs.reduce((total, { by }) => total + (by?.length ?? 0), 0)).toBe(12_000);
    },
  );

  test("a question that the server cannot take is the asker's fault", async () => {
    await using store = await openElasticsearchEventStore(testOptions());
    await store.append([anEntry({ time: MAY })]);
    let deep: Filter = { op: "has", field: "tool" };
    for (let level = 0; level < 70; level++) {
      const of: Filter[] = [deep, { op: "has", field: "actor" }];
      deep = { op: level % 2 === 0 ? "any" : "all", of };
    }
    await expect(store.count({ ...rows, filter: deep })).rejects.toMatchObject({
      code: "query_invalid",
    });
  });

  test("a migration can be repeated, and brings a month of an older version up to date", async () => {
    const options = testOptions();
    const index = `${options.prefix}-2026.05`;
    await fetch(`${options.node}/${index}`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        mappings: { dynamic: "strict", properties: { id: { type: "keyword", index: false } } },
      }),
    });
    await using store = await openElasticsearchEventStore({ ...options, retryForMs: 0 });
    const entry = anEntry({ time: MAY });
    await expect(store.append([entry])).rejects.toMatchObject({
      code: "store_unavailable",
      message: expect.stringContaining("toolmark migrate"),
    });
    expect(await migrateElasticsearch(options)).toEqual({ updated: [index] });
    expect(await migrateElasticsearch(options)).toEqual({ updated: [] });
    expect((await store.append([entry]))[0]?.status).toBe("stored");
    const created = await fetch(`${options.node}/${options.prefix}-2026.04`, { method: "PUT" });
    expect(created.ok).toBe(true);
    expect((await store.append([anEntry({ time: MAY - 30 * 86_400_000 })]))[0]?.status).toBe(
      "stored",
    );
  });

  test("events that come while their month is removed are stored", async () => {
    await using store = await openElasticsearchEventStore(testOptions());
    let stored = 0;
    let dropped = 0;
    const append = async () => {
      for (let round = 0; round < 30; round++) {
        const outcomes = await store.append(
          Array.from({ length: 20 }, () => anEntry({ time: MARCH })),
        );
        stored += outcomes.filter(({ status }) => status === "stored").length;
      }
    };
    const appending = Promise.all([append(), append()]);
    for (let round = 0; round < 5; round++) dropped += await store.dropBefore(MAY);
    await appending;
    await store.refresh();
    expect(stored).toBe(1_200);
    expect((await store.count(rows)) + dropped).toBe(1_200);
  });
});

/** Options of a store of its own, which is removed after the test. */
function testOptions() {
  const node: string = inject("elasticsearchUrl");
  const prefix = `test-${randomUUID()}`;
  onTestFinished(async () => {
    await fetch(`${node}/_index_template/${prefix}`, { method: "DELETE" });
    const found = await fetch(
      `${node}/${prefix}*?expand_wildcards=all&filter_path=*.settings.index.uuid`,
    );
    for (const index of Object.keys(Object(await found.json()))) {
      await fetch(`${node}/${index}`, { method: "DELETE" });
    }
  });
  return { node, prefix, replicas: 0 };
}

let made = 0;

function anEntry(parts: { id?: string; time: number; actor?: string }): StoreEntry {
  made += 1;
  const recorded = parts.time + 5;
  const event: NormalizedEvent = {
    schema: "toolmark.event/1",
    event: { id: parts.id ?? derivedEventId(parts.time, `event ${made}`), type: "call.completed" },
    time: { occurred: new Date(parts.time).toISOString() },
    vantage: "server",
    emitter: { id: "crm-server" },
    tenant: "acme",
    environment: "prod",
    provenance: { level: "authenticated" },
    ...(parts.actor !== undefined && {
      actor: { type: "user", id: parts.actor, assurance: "verified" },
    }),
  };
  return {
    index: indexEvent(event, { recorded, marks: [] }),
    document: { p: {}, x: {}, s: {}, leaf: { sha256: `digest ${made}`, ts: recorded } },
    position: { partition: 0, offset: made },
  };
}
