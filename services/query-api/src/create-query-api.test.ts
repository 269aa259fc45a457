import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createAnswerChecker } from "./openapi.fixture.ts";
import { aQuarantined } from "./quarantined.fixture.ts";
import { CONTACT, callIdAt, NOON, openStory, recordId, tokens } from "./story.fixture.ts";
import type { Story } from "./story.fixture.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
  await story.store.quarantine([aQuarantined("{ acme")]);
});
afterAll(async () => await story[Symbol.asyncDispose]());

const guarded = [
  "/v1/search",
  "/v1/facets",
  "/v1/histogram",
  `/v1/events/${recordId("update", 20, "completed")}`,
  `/v1/calls/${callIdAt(NOON + 20_000, "update")}`,
  "/v1/operations/op-1",
  "/v1/sessions/s-1",
  `/v1/resources?uri=${CONTACT}`,
  "/v1/quarantine",
];

describe.each(guarded)("%s", (path) => {
  test("answers readers and administrators, and nobody else", async () => {
    expect((await story.ask(path)).status).toBe(200);
    expect((await story.ask(path, { token: tokens.admin })).status).toBe(200);
    expect(await story.ask(path, { token: tokens.emitter })).toMatchObject({
      status: 403,
      body: { code: "not_permitted" },
    });
    for (const token of [null, "wrong", ""]) {
      const answer = await story.ask(path, { token });
      expect(answer).toMatchObject({ status: 401, body: { code: "not_authenticated" } });
      expect(answer.headers.get("www-authenticate")).toContain("Bearer");
    }
  });

  test("takes GET and HEAD, tells so, and refuses other methods", async () => {
    const head = await story.ask(path, { method: "HEAD" });
    expect([head.status, head.body]).toEqual([200, undefined]);
    const options = await story.ask(path, { method: "OPTIONS", token: null });
    expect([options.status, options.body]).toEqual([204, undefined]);
    expect(options.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
    expect(options.headers.get("content-type")).toBeNull();
    for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
      const answer = await story.ask(path, { method });
      expect(answer).toMatchObject({ status: 405, body: { status: 405 } });
      expect(answer.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
    }
  });
});

test("the other tenant's things do not exist, on any route, by any id", async () => {
  const foreign = await openStory();
  await using own = foreign;
  await own.store.quarantine([
    aQuarantined("{ globexsecret", { tenant: "globex", reason: "conflict" }),
  ]);
  const call = callIdAt(NOON + 20_000, "foreign");
  for (const path of [
    `/v1/events/${recordId("foreign", 20, "completed")}`,
    `/v1/calls/${call}`,
    "/v1/operations/op-foreign",
    "/v1/sessions/s-foreign",
  ]) {
    const there = await own.ask(path, { token: tokens.foreign });
    expect({ path, status: there.status }).toEqual({ path, status: 200 });
    const here = await own.ask(path);
    expect(here.status).toBe(404);
    const never = await own.ask(path.replace(/[^/]+$/, "01920000-0000-7000-8000-000000000000"));
    expect({ ...(here.body as object), request_id: 0 }).toEqual({
      ...(never.body as object),
      request_id: 0,
    });
  }
  for (const path of [
    `/v1/search?q=call:${call}&kind=all`,
    "/v1/search?q=globexsecret",
    "/v1/search?q=emitter:globex-server&kind=all",
    "/v1/resources?uri=crm://contact/77&reads=true",
  ]) {
    expect((await own.ask(path)).body).toMatchObject({ total: 0 });
    const there = (await own.ask(path, { token: tokens.foreign })).body;
    expect(there).toMatchObject({ total: 1 });
  }
  for (const path of [
    "/v1/search?limit=1000&kind=all",
    "/v1/facets?limit=1000",
    "/v1/histogram?by=emitter",
    `/v1/resources?uri=${CONTACT}&reads=true`,
    "/v1/sessions/s-1?limit=1000",
    "/v1/quarantine?raw=true",
    "/v1/health",
  ]) {
    const text = JSON.stringify((await own.ask(path)).body);
    expect(text).not.toMatch(/globex|s-foreign|op-foreign/);
    expect(text).not.toContain(recordId("foreign too", 22, "completed"));
  }
});

const requestIdFor = async (id: string) =>
  (await story.ask("/v1/health", { headers: { "x-request-id": id } })).headers.get("x-request-id");

describe("every answer", () => {
  const paths = ["/v1/search", "/v1/search?x=1", "/v1/none", "/v1/health", "/openapi.json", "/"];

  test.each(paths)("of %s has a request id, is not kept, and is not guessed at", async (path) => {
    const response = await story.fetch(new Request(`http://127.0.0.1${path}`));
    expect(response.headers.get("x-request-id")).toMatch(/^[\w-]{36}$/);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test.each(paths.slice(1, 3))("of %s that is a failure is a problem with its id", async (path) => {
    const { status, headers, body } = await story.ask(path.replace("/v1/none", "/none"));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(body).toMatchObject({ status, request_id: headers.get("x-request-id") });
  });

  test("keeps a sane request id of the caller and replaces others", async () => {
    expect(await requestIdFor("trace_1-a")).toBe("trace_1-a");
    for (const id of ["a b", "<b>", "x".repeat(129), ""])
      expect(await requestIdFor(id)).not.toBe(id);
  });
});

interface Description {
  openapi: string;
  paths: Record<string, { get: { parameters: { name: string }[] } }>;
  components: { schemas: Record<string, { required?: string[] }> };
}

describe("the description", () => {
  test("is OpenAPI 3.1, names every route, and gives each filter", async () => {
    const response = await story.fetch(new Request("http://127.0.0.1/openapi.json"));
    const text = await response.text();
    const document: Description = JSON.parse(text);
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        "/v1/calls/{id}",
        "/v1/events/{id}",
        "/v1/facets",
        "/v1/health",
        "/v1/health/live",
        "/v1/histogram",
        "/v1/operations/{id}",
        "/v1/quarantine",
        "/v1/resources",
        "/v1/search",
        "/v1/sessions/{id}",
      ]),
    );
    const { parameters } = document.paths["/v1/search"]?.get ?? { parameters: [] };
    const names = parameters.map((parameter) => parameter.name);
    expect(names).toEqual(
      expect.arrayContaining([
        "q",
        "kind",
        "from",
        "to",
        "asof",
        "limit",
        "cursor",
        "order",
        "tenant",
        "reveal",
      ]),
    );
    expect(document.components.schemas["EventView"]?.required).toEqual(
      expect.arrayContaining(["event", "marks", "seal"]),
    );
    const references = text.match(/"#\/components\/schemas\/(\w+)"/g) ?? [];
    for (const reference of new Set(references)) {
      const name = /schemas\/(\w+)/.exec(reference)?.[1] ?? "";
      expect(document.components.schemas).toHaveProperty(name);
    }
    expect(text).not.toContain("#/$defs");
  });

  test("is what answers are checked against: other shapes are told apart", async () => {
    const document = await (await story.fetch(new Request("http://h/openapi.json"))).json();
    const check = createAnswerChecker(document);
    const { body } = await story.ask("/v1/search?limit=1");
    const answer = body as { events: Record<string, unknown>[] };
    const mediaType = "application/json";
    const changed = (change: object) => ({
      status: 200,
      mediaType,
      body: { ...answer, ...change },
    });
    expect(() => check("/v1/search", changed({}))).not.toThrow();
    expect(() => check("/v1/search", changed({ total: "1" }))).toThrow("total");
    expect(() => check("/v1/search", changed({ surprise: 1 }))).toThrow("surprise");
    const { seal: _seal, ...unsealed } = answer.events[0] ?? {};
    expect(() => check("/v1/search", changed({ events: [unsealed] }))).toThrow("seal");
    const marked = { ...answer.events[0], marks: ["early"] };
    expect(() => check("/v1/search", changed({ events: [marked] }))).toThrow("marks");
  });
});
