import { createHash, hash } from "node:crypto";
import { gunzipSync } from "node:zlib";

import type { EventStore } from "@toolmark/event-store/event-store";
import { AuditError } from "@toolmark/runtime/errors";
import { describe, expect, test, vi } from "vitest";

import type { QueryError } from "../client.ts";
import { anEntry, NOON, openStory } from "../story.fixture.ts";
import { openExportStory, tokens } from "./exports.fixture.ts";

// Each makes several exports, whose every step is made durable.
vi.setConfig({ testTimeout: 30_000 });

const jsonl = { format: "jsonl" } as const;

describe("an export", () => {
  test("holds every event of the query, as search shows it, and says how many there are", async () => {
    await using story = await openExportStory();
    const client = story.client();
    const answer = await story.made({ ...jsonl, q: "tool:crm.*" });
    const manifest = await client.exports.manifest(answer.id);
    const searched = await client.search({
      q: "tool:crm.*",
      order: "oldest",
      limit: 1000,
      asof: manifest.query.asof,
    });
    const lines = (await story.text(answer.id)).trimEnd().split("\n");
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(searched.events);
    expect(manifest).toMatchObject({
      state: "complete",
      count: searched.total,
      total: searched.total,
      masks: { params: 1, changes: 1 },
      revealed: [],
      first: { id: searched.events[0]?.event.id },
      last: { id: searched.events.at(-1)?.event.id },
    });
    expect(answer).toMatchObject({
      state: "complete",
      progress: { rows: searched.total, total: searched.total },
    });
  });

  test("stands for the moment it was asked for, whatever is recorded since", async () => {
    await using story = await openExportStory();
    const first = await story.made(jsonl);
    const { query } = await story.client().exports.manifest(first.id);
    await story.store.append([anEntry({ type: "call.completed", at: 1, call: "late one" })]);
    const again = await story.made({ ...jsonl, asof: query.asof });
    const fresh = await story.made({ ...jsonl, to: new Date(NOON + 86_400_000).toISOString() });
    expect(again.file?.sha256).toBe(first.file?.sha256);
    expect(fresh.file?.sha256).not.toBe(first.file?.sha256);
  });

  test("is what its digest says, compressed or not", async () => {
    await using story = await openExportStory();
    const { id } = await story.made({ ...jsonl, gzip: true });
    const { exports } = story.client();
    const { body, fileName } = await exports.download(id);
    const bytes = Buffer.from(await new Response(body).arrayBuffer());
    const { data } = await exports.manifest(id);
    expect(fileName).toBe(`toolmark-export-${id}.jsonl.gz`);
    expect(data).toMatchObject({ bytes: bytes.length, sha256: hash("sha256", bytes) });
    const plain = gunzipSync(bytes);
    expect(data.uncompressed).toEqual({ bytes: plain.length, sha256: hash("sha256", plain) });
  });

  test("is recorded when it is asked for, when it is made and when it is downloaded", async () => {
    await using story = await openExportStory();
    const { id } = await story.made({ ...jsonl, q: "actor:alice@example.com" });
    await story.text(id, { token: tokens.responder });
    const about = story.facts.filter(({ audit }) => audit?.object?.id === id);
    expect(about.map(({ event, actor }) => [event.type, actor?.id])).toEqual([
      ["export.requested", "carol"],
      ["audit.exported", "carol"],
      ["export.downloaded", "rita"],
    ]);
    const { file, downloads } = await story.client().exports.state(id);
    expect(about[1]?.audit).toMatchObject({
      query: "actor:alice@example.com",
      object: { definition: { state: "complete", sha256: file?.sha256 } },
    });
    expect(downloads).toEqual([expect.objectContaining({ by: "rita", bytes: file?.bytes })]);
  });

  test.each(["html", "pdf", "ocsf", "ecs", "csv"] as const)("is made as %s", async (format) => {
    await using story = await openExportStory();
    const answer = await story.made({ format });
    expect(answer).toMatchObject({ state: "complete" });
    expect(answer.file?.bytes).toBeGreaterThan(100);
  });

  test.each(["access-review", "changes", "approvals", "denied"] as const)(
    "is made after the template %s, whose condition is part of the query",
    async (template) => {
      await using story = await openExportStory();
      const { id, state } = await story.made({ format: "html", template, q: "server:crm" });
      expect(state).toBe("complete");
      const { query, count } = await story.client().exports.manifest(id);
      expect(query.text).toBe("server:crm");
      const found = await story.client().search({ q: query.normalized, asof: query.asof });
      expect(count).toBe(found.total);
      expect(await story.text(id)).toContain(query.explanation.slice(0, 20));
    },
  );
});

describe("values", () => {
  test("are in an export only when asked for with a reason, and then for a reason only", async () => {
    await using story = await openExportStory();
    const purpose = "case 4711";
    const { exports } = story.client();
    await expect(exports.request({ ...jsonl, reveal: true })).rejects.toMatchObject({
      problem: { code: "purpose_required" },
    });
    const { id } = await story.made({ ...jsonl, reveal: true }, { purpose });
    await expect(exports.download(id)).rejects.toMatchObject({
      problem: { code: "purpose_required" },
    });
    expect(await story.text(id, { purpose })).toContain("refund order 7");
    const manifest = await exports.manifest(id);
    expect(manifest).toMatchObject({ purpose, revealed: ["params", "changes"], masks: {} });
    const made = story.facts.find(({ event }) => event.type === "audit.exported");
    expect(made?.audit).toMatchObject({ purpose, revealed: ["params", "changes"] });
  });

  test("that are hidden are no column", async () => {
    await using story = await openExportStory();
    const { exports } = story.client();
    const columns = ["params.note"];
    await expect(exports.request({ format: "csv", columns })).rejects.toMatchObject({
      status: 400,
    });
    const body = { format: "csv", columns, q: "has:params.note", reveal: true } as const;
    const who = { purpose: "case 4711" };
    const { id } = await story.made(body, who);
    expect(await story.text(id, who)).toMatch(
      /^time,recorded,id,params\.note\r\n.*,refund order 7\r\n$/,
    );
  });
});

describe("what cannot be had whole", () => {
  test("is partial with the reason when the store fails on the way", async () => {
    await using story = await openExportStory({ entries: manyEntries(2500), wrap: failsAfter(1) });
    const answer = await story.made(jsonl);
    expect(answer).toMatchObject({ state: "partial", reason: "the store failed: disk is gone" });
    expect(answer.file?.name).toBe(`partial-toolmark-export-${answer.id}.jsonl`);
    const { count, total, state } = await story.client().exports.manifest(answer.id);
    expect({ total, state }).toEqual({ total: 2500, state: "partial" });
    expect((await story.text(answer.id)).trimEnd().split("\n")).toHaveLength(count);
    expect(count).toBeLessThan(2500);
  });

  test("is partial when the store gives fewer events than it counts", async () => {
    await using story = await openExportStory({ wrap: losesOne });
    const answer = await story.made(jsonl);
    expect(answer.state).toBe("partial");
    expect(answer.reason).toMatch(/^the store gave \d+ of \d+ events$/);
  });

  test("is partial when it takes too long", async () => {
    await using story = await openExportStory({ timeLimitMs: -1 });
    const answer = await story.made(jsonl);
    expect(answer).toMatchObject({
      state: "partial",
      reason: expect.stringContaining("time limit"),
    });
  });

  test("is failed, not forgotten, when its process ended; it can be asked for again", async () => {
    const hold = Promise.withResolvers<void>();
    await using story = await openExportStory({ wrap: waitsFor(hold.promise) });
    const { exports } = story.client();
    const { id } = await exports.request(jsonl);
    const waiting = await exports.request(jsonl);
    await expect.poll(async () => (await exports.state(id)).state).toBe("running");
    const closed = story.jobs[Symbol.asyncDispose]();
    hold.resolve();
    await closed;
    for (const one of [id, waiting.id])
      expect(await exports.state(one)).toMatchObject({
        state: "failed",
        reason: expect.stringContaining("interrupted"),
      });
    const ends = story.facts.filter(({ event }) => event.type === "audit.exported");
    expect(ends.map(({ audit }) => audit?.object?.definition)).toEqual([
      expect.objectContaining({ state: "failed" }),
      expect.objectContaining({ state: "failed" }),
    ]);
  });

  test("is cancelled by its removal, and its facts stay", async () => {
    const hold = Promise.withResolvers<void>();
    await using story = await openExportStory({ wrap: waitsFor(hold.promise) });
    const { exports } = story.client();
    const { id } = await exports.request(jsonl);
    await expect.poll(async () => (await exports.state(id)).state).toBe("running");
    const removed = exports.remove(id);
    hold.resolve();
    expect(await removed).toEqual({ id, state: "cancelled" });
    expect(await exports.state(id)).toMatchObject({ state: "cancelled" });
    await expect(exports.download(id)).rejects.toMatchObject({ status: 404 });
  });
});

describe("a download", () => {
  test("goes on where it stopped, and its pieces are the whole", async () => {
    await using story = await openExportStory();
    const { exports } = story.client();
    const { id, file } = await story.made(jsonl);
    const digest = createHash("sha256");
    const whole = await story.text(id);
    const first = await get(story.fetch, id, { range: "bytes=0-99" });
    expect(first.status).toBe(206);
    expect(first.headers.get("content-range")).toBe(`bytes 0-99/${file?.bytes}`);
    digest.update(await first.text());
    const etag = first.headers.get("etag") ?? "";
    const rest = await exports.download(id, { start: 100, etag });
    expect(rest).toMatchObject({ start: 100, size: file?.bytes, etag });
    digest.update(await new Response(rest.body).text());
    expect(digest.digest("hex")).toBe(hash("sha256", whole));
    expect((await exports.state(id)).downloads.map(({ range }) => range)).toEqual([
      `100-${(file?.bytes ?? 0) - 1}/${file?.bytes}`,
      `0-99/${file?.bytes}`,
      undefined,
    ]);
  });

  test("starts over when the file is another one, and refuses what the file has not", async () => {
    await using story = await openExportStory();
    const { id, file } = await story.made(jsonl);
    const other = await get(story.fetch, id, { range: "bytes=5-", "if-range": '"sha256-other"' });
    expect(other.status).toBe(200);
    expect(await other.text()).toBe(await story.text(id));
    const beyond = await get(story.fetch, id, { range: `bytes=${file?.bytes}-` });
    expect(beyond.status).toBe(416);
    expect(beyond.headers.get("content-range")).toBe(`bytes */${file?.bytes}`);
    const same = await get(story.fetch, id, { "if-none-match": other.headers.get("etag") ?? "" });
    expect(same.status).toBe(304);
  });

  test("is an attachment that no browser runs", async () => {
    await using story = await openExportStory();
    const { id } = await story.made({ format: "html" });
    const { headers } = await get(story.fetch, id, {});
    expect(headers.get("content-disposition")).toBe(
      `attachment; filename="toolmark-export-${id}.html"`,
    );
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test("is gone once the file was removed", async () => {
    await using story = await openExportStory();
    const { exports } = story.client();
    const { id } = await story.made(jsonl);
    expect(await exports.remove(id)).toEqual({ id, state: "removed" });
    await expect(exports.download(id)).rejects.toMatchObject({ status: 404 });
    expect(await exports.state(id)).toMatchObject({ state: "removed" });
  });
});

describe("a sample", () => {
  test("is the same for the same seed, another for another, and describes its population", async () => {
    await using story = await openExportStory({ entries: manyEntries(300) });
    const sampled = async (seed: string) => {
      const { id } = await story.made({
        ...jsonl,
        to: new Date(NOON + 86_400_000).toISOString(),
        sample: { size: 25, seed },
      });
      const { sample, count } = await story.client().exports.manifest(id);
      return { text: await story.text(id), population: sample?.population, count };
    };
    const one = await sampled("2026-Q2");
    const again = await sampled("2026-Q2");
    const other = await sampled("2026-Q3");
    expect(one.count).toBe(25);
    expect(again).toEqual(one);
    expect(other.text).not.toBe(one.text);
    expect(other.population).toEqual({ ...one.population, count: 300 });
    await story.store.append([anEntry({ type: "call.completed", at: 3, call: "came late" })]);
    const later = await sampled("2026-Q2");
    expect(later.population?.count).toBe(301);
    expect(later.population?.sha256).not.toBe(one.population?.sha256);
  });
});

describe("access", () => {
  test("answers as described, also in a process that keeps no exports", async () => {
    await using story = await openStory();
    for (const path of ["/v1/exports", "/v1/exports/x", "/v1/exports/x/manifest"])
      expect(await story.ask(path)).toMatchObject({ status: 409 });
    expect(await story.ask("/v1/exports/x/data")).toMatchObject({ status: 409 });
    expect(await story.ask("/v1/export-schedules")).toMatchObject({ status: 409 });
    await using kept = await openExportStory();
    const { id } = await kept.made(jsonl);
    await using described = await openStory({ store: kept.store, exportJobs: kept.jobs });
    for (const path of [`/v1/exports/${id}`, `/v1/exports/${id}/manifest`, "/v1/exports"])
      expect(await described.ask(path)).toMatchObject({ status: 200 });
  });

  test("takes the permission, and tells nothing of other tenants", async () => {
    await using story = await openExportStory();
    await expect(
      story.client({ token: tokens.onCall }).exports.request(jsonl),
    ).rejects.toMatchObject({ status: 403 });
    const { id } = await story.made(jsonl);
    const { exports } = story.client({ token: tokens.foreign });
    for (const attempt of [exports.state(id), exports.manifest(id), exports.download(id)])
      await expect(attempt).rejects.toMatchObject({ status: 404 });
    await expect(exports.remove(id)).rejects.toMatchObject({ status: 404 });
    expect(await exports.list()).toMatchObject({ exports: [], total: 0 });
  });

  test("of some servers exports these only, and sees its own exports only", async () => {
    const elsewhere = anEntry({ type: "call.completed", at: 1, call: "x", server: { name: "hr" } });
    const here = anEntry({ type: "call.completed", at: 2, call: "y", server: { name: "crm" } });
    await using story = await openExportStory({ entries: [elsewhere, here] });
    const others = await story.made(jsonl);
    const who = { token: tokens.scoped };
    const own = await story.made(jsonl, who);
    expect(own.progress).toEqual({ rows: 1, total: 1 });
    const { exports } = story.client(who);
    await expect(exports.download(others.id)).rejects.toMatchObject({ status: 404 });
    expect((await exports.list()).exports.map(({ id }) => id)).toEqual([own.id]);
    expect((await exports.manifest(own.id)).query.servers).toEqual(["crm"]);
  });

  test("lists exports, newest first, with where they stand", async () => {
    await using story = await openExportStory();
    const first = await story.made(jsonl);
    const second = await story.made({ format: "csv" });
    const { exports, total } = await story.client().exports.list();
    expect(total).toBe(2);
    expect(exports.map(({ id, state }) => [id, state])).toEqual([
      [second.id, "complete"],
      [first.id, "complete"],
    ]);
  });

  test("refuses what fits nothing, in words", async () => {
    await using story = await openExportStory();
    const { exports } = story.client();
    const refused = async (body: Parameters<typeof exports.request>[0]) =>
      await exports.request(body).catch((error: QueryError) => error.message);
    expect(await refused({ ...jsonl, template: "denied" })).toMatch(/html and pdf/);
    expect(await refused({ ...jsonl, columns: ["tool"] })).toMatch(/columns are for csv/);
    expect(await refused({ format: "csv", columns: ["nonsense"] })).toMatch(/no column "nonsense"/);
    expect(await refused({ ...jsonl, q: "a) OR (b" })).toMatch(/./);
    expect(story.facts.filter(({ event }) => event.type === "export.requested")).toEqual([]);
  });
});

function manyEntries(count: number) {
  return Array.from({ length: count }, (_, index) =>
    anEntry({ type: "call.completed", at: index, call: `call ${index}` }),
  );
}

function scanning(store: EventStore, scan: EventStore["scan"]): EventStore {
  const wrapped = Object.create(store) as EventStore;
  wrapped.scan = scan;
  return wrapped;
}

const failsAfter = (batches: number) => (store: EventStore) =>
  scanning(store, async function* (query, order) {
    let left = batches;
    for await (const batch of store.scan(query, order)) {
      if (left-- === 0) throw new AuditError("store_unavailable", "disk is gone");
      yield batch;
    }
  });

const losesOne = (store: EventStore) =>
  scanning(store, async function* (query, order) {
    for await (const batch of store.scan(query, order)) yield batch.slice(1);
  });

const waitsFor = (hold: Promise<void>) => (store: EventStore) =>
  scanning(store, async function* (query, order) {
    await hold;
    yield* store.scan(query, order);
  });

async function get(
  fetch: (request: Request) => Promise<Response>,
  id: string,
  headers: Record<string, string>,
): Promise<Response> {
  return await fetch(
    new Request(`http://test/v1/exports/${id}/data`, {
      headers: { authorization: `Bearer ${tokens.compliance}`, ...headers },
    }),
  );
}
