import { listen } from "@toolmark/runtime/http";
import { afterAll, beforeAll, expect, test } from "vitest";

import { createQueryClient, QueryError } from "./client.ts";
import { aQuarantined } from "./quarantined.fixture.ts";
import { callIdAt, CONTACT, NOON, openStory, recordId, tokens } from "./story.fixture.ts";
import type { Story } from "./story.fixture.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
  await story.store.quarantine([aQuarantined("{")]);
});
afterAll(async () => await story[Symbol.asyncDispose]());

test("every method asks over HTTP and gives the answer", async () => {
  await using server = await listen({ fetch: story.fetch }, { port: 0 });
  const client = createQueryClient({ url: server.url, token: tokens.reader, purpose: "ticket 1" });
  const search = await client.search({
    q: "actor:alice@example.com outcome:success",
    limit: 2,
  });
  expect(search.total).toBe(3);
  expect(search.events).toHaveLength(2);
  const id = recordId("update", 20, "completed");
  expect((await client.event(id)).verified).toBe(true);
  expect((await client.call(callIdAt(NOON + 20_000, "update"))).status).toBe("success");
  expect((await client.operation("op/ü 2")).total).toBe(2);
  expect((await client.session("s-1", { limit: 1 })).summary?.calls).toBe(5);
  expect((await client.resource(CONTACT, { reads: true })).total).toBe(4);
  expect((await client.facets({ fields: ["tool"], q: "has:tool" })).facets.tool).toHaveLength(2);
  expect((await client.histogram({ interval: "1h", by: "tool" })).buckets).toHaveLength(1);
  expect((await client.quarantine({ raw: true })).entries[0]?.raw).toBeDefined();
  expect((await client.health()).status).toBe("ok");
});

test("a refusal is an error that carries the problem", async () => {
  const client = createQueryClient({
    url: "http://in.process",
    token: tokens.reader,
    fetch: story.fetch,
  });
  const refused = client.search({ cursor: "x" });
  await expect(refused).rejects.toThrow(QueryError);
  await expect(refused).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining("cursor is not one"),
    problem: { code: "query_invalid", request_id: expect.any(String) },
  });
  const anonymous = createQueryClient({ url: "http://in.process", fetch: story.fetch });
  await expect(anonymous.search()).rejects.toMatchObject({
    problem: { code: "not_authenticated" },
  });
});

test("what is not the API, or not there, is an error that says so", async () => {
  const html = createQueryClient({
    url: "http://in.process",
    fetch: () => new Response("<html>", { status: 502 }),
  });
  await expect(html.search()).rejects.toMatchObject({
    status: 502,
    message: expect.stringContaining("not of the query API"),
  });
  const { url } = await (async () => {
    await using server = await listen({ fetch: story.fetch }, { port: 0 });
    return { url: server.url };
  })();
  await expect(createQueryClient({ url }).health()).rejects.toMatchObject({
    status: 0,
    message: expect.stringContaining("cannot be reached"),
  });
});

test("health is an answer also when it is bad", async () => {
  await using own = await openStory();
  await own.store[Symbol.asyncDispose]();
  const client = createQueryClient({ url: "http://in.process", fetch: own.fetch });
  expect((await client.health()).status).toBe("failing");
});
