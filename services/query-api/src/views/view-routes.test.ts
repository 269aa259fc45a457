import { hash } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import { openLiving } from "../cases/living.fixture.ts";
import type { Living } from "../cases/living.fixture.ts";
import { anEntry } from "../story.fixture.ts";
import type { View, ViewsAnswer } from "./answers.ts";

let living: Living;
beforeAll(async () => {
  living = await openLiving();
});
afterAll(async () => await living[Symbol.asyncDispose]());

const save = (id: string, body: object, as = "rita", headers: Record<string, string> = {}) =>
  living.ask("PUT", `/v1/views/${id}`, {
    as,
    headers,
    body: { name: id, definition: { q: "outcome:denied" }, ...body },
  });
const listed = async (as = "rita", from = living): Promise<ViewsAnswer["views"]> =>
  ((await from.done("GET", "/v1/views", { as })) as ViewsAnswer).views;
const names = async (as?: string) => (await listed(as)).map(({ id }) => id);

test("a view that was saved is read back as it was written, with its version as ETag", async () => {
  const definition = {
    q: "effect:write outcome:denied",
    from: "now-24h",
    to: "2026-11-24T08:00:00Z",
    columns: ["time", "actor"],
    sort: "oldest",
  };
  const { status, headers, body } = await save("denied", { name: " Denied writes ", definition });
  const view = body as View;
  expect({ status, view }).toMatchObject({
    status: 200,
    view: {
      id: "denied",
      name: "Denied writes",
      definition,
      shared: false,
      owner: "rita",
      mine: true,
    },
  });
  expect(headers.get("etag")).toBe(`"${view.version}"`);
  expect(await listed()).toEqual([view]);
  const saved = living.facts.find(({ event }) => event.id === view.version);
  expect(saved).toMatchObject({
    event: { type: "view.saved" },
    actor: { id: "rita", assurance: "verified" },
    audit: { action: "PUT /v1/views/:id", object: { kind: "view", id: "denied" } },
  });
});

test("a view is personal unless it is shared, and then everybody sees and changes it", async () => {
  await save("mine", {});
  await save("ours", { shared: true });
  expect(await names("carl")).toEqual(["ours"]);
  expect(await names("olga")).toEqual(["ours"]);
  expect(await names("gina")).toEqual([]);
  expect((await save("mine", { name: "of carl" }, "carl")).status).toBe(200);
  expect((await listed()).find(({ id }) => id === "mine")?.name).toBe("mine");
  const changed = await save("ours", { name: "better", shared: true }, "olga");
  expect(changed.body).toMatchObject({
    name: "better",
    owner: "rita",
    mine: false,
    saved_by: "olga",
  });
  expect((await listed()).find(({ id }) => id === "ours")?.name).toBe("better");
  expect((await save("ours", { shared: false }, "olga")).status).toBe(403);
  expect((await living.ask("DELETE", "/v1/views/ours", { as: "olga" })).status).toBe(403);
  expect((await living.ask("DELETE", "/v1/views/mine", { as: "olga" })).status).toBe(404);
  await living.done("DELETE", "/v1/views/ours", { as: "adam" });
  expect(await names("carl")).toEqual(["mine"]);
});

test("an id that is shared cannot be shared by another", async () => {
  await save("taken", { shared: true });
  await save("free", {}, "carl");
  await save("taken-too", {}, "carl");
  await save("taken-too", { shared: true });
  expect((await save("taken-too", { shared: true }, "carl")).status).toBe(409);
});

const match = (tag: string) => ({ "if-match": tag });

test("who changes an old version is told, and a removed view has no version", async () => {
  const { version } = (await save("versions", {})).body as View;
  const next = await save("versions", { name: "two" }, "rita", match(`"${version}"`));
  expect(next.status).toBe(200);
  const late = await save("versions", { name: "three" }, "rita", match(`W/"${version}"`));
  expect(late).toMatchObject({ status: 412, body: { code: "changed_meanwhile" } });
  expect((await living.ask("DELETE", "/v1/views/versions", { headers: match('"x"') })).status).toBe(
    412,
  );
  expect((await save("versions", {}, "rita", match("*"))).status).toBe(200);
  expect((await living.ask("DELETE", "/v1/views/versions", { headers: match("*") })).status).toBe(
    200,
  );
  expect((await save("versions", {}, "rita", match("*"))).status).toBe(412);
  expect((await living.ask("DELETE", "/v1/views/versions")).status).toBe(404);
  expect((await save("versions", {})).status).toBe(200);
});

test("of changes to one version at once exactly one counts", async () => {
  const { version } = (await save("race", {})).body as View;
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      save("race", { name: `change ${index}` }, "rita", { "if-match": `"${version}"` }),
    ),
  );
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.filter((status) => status === 412)).toHaveLength(7);
  const winner = answers[statuses.indexOf(200)]?.body as View;
  expect((await listed()).find(({ id }) => id === "race")).toEqual(winner);
});

test("without a version the last change wins", async () => {
  await Promise.all(
    Array.from({ length: 8 }, (_, index) => save("last", { name: `change ${index}` })),
  );
  const saved = living.facts.filter(({ audit }) => audit?.object?.id === "last");
  const view = (await listed()).find(({ id }) => id === "last");
  expect(view?.version).toBe(saved.at(-1)?.event.id);
});

const forged = (emitter: string, sender: string) =>
  anEntry({
    type: "view.saved",
    at: 1,
    vantage: "toolmark",
    emitter: { id: emitter },
    provenance: { level: "authenticated", emitter: sender },
    actor: { type: "service", id: "rita", assurance: "verified" },
    audit: {
      action: "PUT /v1/views/:id",
      object: {
        kind: "view",
        id: hash("sha256", sender),
        definition: { view: {}, shared: true },
      },
    },
  });

test("a fact that an emitter made up is not a view", async () => {
  const before = await names();
  await living.store.append([forged("toolmark", "emil"), forged("emil", "emil")]);
  expect(await names()).toEqual(before);
  await living.store.append([forged("toolmark", "toolmark")]);
  expect(await names()).toHaveLength(before.length + 1);
});

const valid = { name: "n", definition: {} };
test.each([
  ["UPPER", valid],
  ["a%2Fb", valid],
  ["x".repeat(65), valid],
  ["ok", {}],
  ["ok", { ...valid, name: " " }],
  ["ok", { ...valid, name: "a\nb" }],
  ["ok", { ...valid, name: "evil\u202Etxt" }],
  ["ok", { ...valid, name: "x".repeat(201) }],
  ["ok", { ...valid, owner: "carl" }],
  ["ok", { name: "n", definition: { sort: "actor" } }],
  ["ok", { name: "n", definition: { columns: [""] } }],
  ["ok", { name: "n", definition: { html: "x" } }],
])("a view %s of %j is refused", async (id, body) => {
  expect((await living.ask("PUT", `/v1/views/${id}`, { body })).status).toBe(400);
});

test("a body that is too large is refused, and who may not have views as well", async () => {
  const body = { ...valid, definition: { q: "x".repeat(70_000) } };
  expect((await living.ask("PUT", "/v1/views/large", { body })).status).toBe(413);
  expect((await living.ask("GET", "/v1/views", { as: "emil" })).status).toBe(403);
});
