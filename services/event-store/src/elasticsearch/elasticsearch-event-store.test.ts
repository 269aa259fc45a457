import { expect, test } from "vitest";

import { anEntry } from "../contract-events.ts";
import type { StoreQuery } from "../event-store.ts";
import { openElasticsearchEventStore } from "./elasticsearch-event-store.ts";
import { errorAnswer, harmlessCode, startScriptedElasticsearch } from "./scripted-elasticsearch.ts";

const SECRET = "s3cret-parameter";
const query: StoreQuery = {
  tenant: "acme",
  kind: "rows",
  filter: { op: "is", field: "actor", value: SECRET },
};

test.each([
  ["store_unavailable", "silence"],
  ["store_unavailable", "reset"],
  ["store_unavailable", errorAnswer(503, "search_phase_execution_exception", SECRET)],
  ["store_unavailable", errorAnswer(429, "circuit_breaking_exception", SECRET)],
  ["store_unavailable", errorAnswer(403, "security_exception", SECRET)],
  ["store_unavailable", errorAnswer(400, "index_closed_exception", SECRET)],
  ["store_unavailable", { status: 200, body: "<html>" }],
  ["store_unavailable", { status: 200, body: {}, product: "another" }],
  ["query_invalid", errorAnswer(400, "too_many_clauses", SECRET)],
] as const)("%s says nothing of what was asked: %o", async (code, answer) => {
  await using server = await startScriptedElasticsearch(() => answer);
  const options = { node: server.url, requestTimeoutMs: 100 };
  await using store = await openElasticsearchEventStore(options);
  const questions = [
    store.search(query, { limit: 1, order: "newest" }),
    Array.fromAsync(store.scan(query, "newest")),
    store.count(query),
    store.facets(query, ["tool"], 1),
    store.histogram(query, 1000, "tool"),
  ];
  const codes = await Promise.all(questions.map(async (each) => harmlessCode(each, SECRET)));
  expect(codes).toEqual(questions.map(() => code));
});

test("a server that refuses prefixes and patterns is told apart from a query that is wrong", async () => {
  const reason = `[prefix] queries cannot be executed when 'search.allow_expensive_queries' is set to false. ${SECRET}`;
  await using server = await startScriptedElasticsearch(() =>
    errorAnswer(400, "exception", reason),
  );
  await using store = await openElasticsearchEventStore({ node: server.url });
  await expect(store.count(query)).rejects.toMatchObject({
    code: "store_unavailable",
    message: expect.stringContaining("set search.allow_expensive_queries to true"),
  });
  expect(await harmlessCode(store.count(query), SECRET)).toBe("store_unavailable");
});

test("a lookup that failed for one event is not taken for its absence", async () => {
  await using server = await startScriptedElasticsearch(() => ({
    status: 200,
    body: {
      docs: [{ _index: "a", _id: "b", error: { type: "no_shard_available_action_exception" } }],
    },
  }));
  await using store = await openElasticsearchEventStore({ node: server.url });
  expect(await harmlessCode(store.get("acme", [anEntry().index.id]), SECRET)).toBe(
    "store_unavailable",
  );
});

test.each([
  [
    "a part is missing",
    { status: "red", indices: { "toolmark-events-2026.05": { status: "red" } } },
    "toolmark-events-2026.05",
  ],
  [
    "a disk is full",
    { status: "green", blocks: { indices: { "toolmark-events-2026.05": { 12: {} } } } },
    "nearly full",
  ],
])("the check tells that %s", async (_, body, said) => {
  await using server = await startScriptedElasticsearch(() => ({ status: 200, body }));
  await using store = await openElasticsearchEventStore({ node: server.url });
  await expect(store.check()).rejects.toMatchObject({
    code: "store_unavailable",
    message: expect.stringContaining(said),
  });
});

test("the check tells that nobody answers", async () => {
  await using store = await openElasticsearchEventStore({ node: "http://127.0.0.1:1" });
  await expect(store.check()).rejects.toMatchObject({
    code: "store_unavailable",
    message: expect.stringContaining("cannot be reached"),
  });
});

test.each([
  { node: "localhost:9200" },
  { node: "no url" },
  { node: "http://127.0.0.1:1", prefix: "Upper" },
])("options that cannot work are refused: %o", async (options) => {
  await expect(openElasticsearchEventStore(options)).rejects.toMatchObject({
    code: "config_invalid",
  });
});
