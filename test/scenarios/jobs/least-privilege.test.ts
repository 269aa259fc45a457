import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { at, everyId, openStoryWorld, storyForms } from "./story-world.ts";
import type { Asked, StoryWorld } from "./story-world.ts";

let world: StoryWorld;
beforeAll(async () => {
  world = await openStoryWorld();
}, 240_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** An answer without what differs between two requests of the same kind. */
function withoutTraces({ status, text }: Asked, ...names: string[]): [number, string] {
  let told = text.replaceAll(/"request_id":"[^"]*"|"asof":"[^"]*"/g, "");
  for (const name of names) told = told.replaceAll(name, "…");
  return [status, told];
}

describe.each(storyForms)("job 19: least privilege (%s)", (form) => {
  test("a tenant's events answer to another tenant's reader exactly as events that do not exist", async () => {
    const { otherTenant, record } = world.answers;
    const now = at(world.answers.now);
    const unknown = "0192f0c1-7c2e-8d1a-9f6e-0f2b1c3d4e50";
    const paths: [path: (name: string) => string, real: string, none: string][] = [
      [(id) => `/v1/events/${id}`, otherTenant.events[0] ?? "", unknown],
      [(id) => `/v1/calls/${id}`, otherTenant.calls[0] ?? "", unknown],
      [(id) => `/v1/operations/${id}`, otherTenant.calls[0] ?? "", unknown],
      [(id) => `/v1/sessions/${id}`, otherTenant.session, "s-nothing"],
      [(uri) => `/v1/resources?reads=true&uri=${uri}`, otherTenant.resource, "crm://contact/0"],
      [(name) => `/v1/search?q=actor:${name}`, otherTenant.person, "nobody"],
      [(name) => `/v1/search?kind=all&q=credential:${name}`, otherTenant.credential, "sha256:none"],
      [(name) => `/v1/facets?fields=agent&q=actor:${name}`, otherTenant.person, "nobody"],
      [(name) => `/v1/histogram?interval=1h&q=actor:${name}`, otherTenant.person, "nobody"],
      [(id) => `/v1/sessions/${id}/tree`, otherTenant.session, "s-nothing"],
      [(id) => `/v1/operations/${id}/tree`, otherTenant.calls[0] ?? "", unknown],
      [(name) => `/v1/actors/${name}`, otherTenant.person, "nobody"],
      [(name) => `/v1/credentials/${name}`, otherTenant.credential, "sha256:none"],
      [(name) => `/v1/blast-radius?actor=${name}`, otherTenant.person, "nobody"],
      [(id) => `/v1/catalogue?call=${id}`, otherTenant.calls[0] ?? "", unknown],
      [
        (uri) => `/v1/resources/state?at=${now}&uri=${uri}`,
        otherTenant.resource,
        "crm://contact/0",
      ],
      [
        (name) => `/v1/sequences?first=actor:${name}&then=actor:${name}`,
        otherTenant.person,
        "nobody",
      ],
      [(name) => `/v1/search?tenant=${name}`, otherTenant.tenant, "no-such-tenant"],
    ];
    for (const [path, real, none] of paths) {
      const there = await world.ask(form, path(real), { as: "responder" });
      const nowhere = await world.ask(form, path(none), { as: "responder" });
      expect(withoutTraces(there, real), path(real)).toEqual(withoutTraces(nowhere, none));
    }
    const own = world.client(form, { as: "globex-responder" });
    expect(await everyId(own, { q: "actor:gina" })).toEqual(otherTenant.events);
    expect((await own.resource(record.uri)).total).toBe(0);
    const facets = await own.facets({ fields: ["actor", "server"] });
    expect(JSON.stringify(facets)).not.toMatch(/alice|bob|shipping/);
  });

  test("an auditor reads the tenants of its token and no others, and values only for a reason", async () => {
    const { otherTenant, record } = world.answers;
    const abroad = world.client(form, { as: "auditor", tenant: otherTenant.tenant });
    expect(await everyId(abroad, { q: "actor:gina" })).toEqual(otherTenant.events);
    const { event } = await abroad.event(otherTenant.events[0] ?? "");
    expect(event.masked).toContain("changes");
    expect(JSON.stringify(event)).not.toContain("secret of globex");
    const home = world.client(form, { as: "auditor" });
    expect((await home.resource(record.uri)).total).toBeGreaterThan(0);
    expect((await home.resource(otherTenant.resource)).total).toBe(0);
  });

  test("who is on call for a service sees that service alone, without people's data, values or quarantine", async () => {
    const as = "shipping-on-call";
    const client = world.client(form, { as });
    const { rows, service, record, leaked } = world.answers;
    const seen = await everyId(client, { q: "" });
    expect(seen.length).toBeGreaterThan(service.changes.length);
    expect(seen).toEqual(rows.filter((id) => seen.includes(id)));
    const { facets } = await client.facets({ fields: ["server", "actor"] });
    expect(facets.server?.map(({ value }) => value)).toEqual(["shipping"]);
    expect(facets.actor?.map(({ value }) => value)).toEqual(["pete"]);
    expect((await client.resource(record.uri)).total).toBe(0);
    const [event] = (await client.search({ limit: 1 })).events;
    expect(event?.masked).toContain("claims");
    expect(event?.actor?.claims).toBeUndefined();

    const refused = [
      `/v1/events/${leaked.events[0]}`,
      "/v1/quarantine",
      "/v1/search?q=name:pete*",
      "/v1/search?q=ip:10.0.0.0/8",
      "/v1/search?q=params.note:x",
      "/v1/search?q=anything",
      "/v1/search?reveal=true",
      "/v1/search?tenant=globex",
    ];
    for (const path of refused) {
      const asked = await world.ask(form, path, { as });
      expect([403, 404], path).toContain(asked.status);
      expect(asked.text).not.toContain("mallory");
    }
  });

  test("each role opens exactly its own routes", async () => {
    const forEverybody =
      "search facets histogram?interval=1h approvals gaps policy-decisions servers/shipping views";
    const forInvestigators = "quarantine cases exports";
    const open = forEverybody.split(" ").length;
    const routes = `${forEverybody} ${forInvestigators}`.split(" ").map((name) => `/v1/${name}`);
    const all = routes.map(() => 200);
    const expected: Record<string, number[]> = {
      responder: all,
      auditor: all,
      admin: all,
      "shipping-on-call": routes.map((_route, index) => (index < open ? 200 : 403)),
      "globex-emitter": routes.map(() => 403),
    };
    const matrix: Record<string, number[]> = {};
    for (const as of Object.keys(expected)) {
      const asked = await Promise.all(
        routes.map(async (path) => await world.ask(form, path, { as })),
      );
      matrix[as] = asked.map(({ status }) => status);
    }
    expect(matrix).toEqual(expected);
  });
});
