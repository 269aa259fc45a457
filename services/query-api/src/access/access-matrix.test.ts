import { permits, roles } from "@toolmark/runtime/permissions";
import { afterAll, describe, expect, test } from "vitest";

import {
  addressOf,
  describedRoutes,
  isAboutCaller,
  isAboutOne,
  mayUse,
  missingExample,
  requestOf,
  statusFor,
} from "./described-routes.fixture.ts";
import type { DescribedRoute } from "./described-routes.fixture.ts";
import { openWorlds } from "./open-worlds.fixture.ts";
import type { Answer } from "./open-worlds.fixture.ts";
import { namesOf, PERSONAL_CANARY, VALUE_CANARY, worlds } from "./worlds.fixture.ts";
import type { World } from "./worlds.fixture.ts";

const { own, hidden, foreign, never } = worlds;
const started = Date.now();

const everything = await openWorlds([own, hidden, foreign]);
// Changes are asked for where nothing is compared afterwards.
const changed = await openWorlds([own, hidden, foreign]);
const withoutForeign = await openWorlds([own, hidden]);
const onlyOwn = await openWorlds([own]);
afterAll(async () => {
  for (const opened of [everything, changed, withoutForeign, onlyOwn])
    await opened[Symbol.asyncDispose]();
});

const described = await describedRoutes(everything);
const routes = described.filter(
  (route) => !route.isOpen && !isAboutCaller(route) && missingExample(route) === undefined,
);
const reads = routes.filter(({ method }) => method === "GET");

test("every described route has an example, and takes a token unless it tells nothing", () => {
  expect(described.map(missingExample).filter((missing) => missing !== undefined)).toEqual([]);
  expect(described.filter(({ isOpen }) => isOpen).map(({ key }) => key)).toEqual([
    "GET /v1/sign-in",
    "POST /v1/sign-in",
    "POST /v1/sign-out",
    "GET /v1/health",
    "GET /v1/health/live",
  ]);
  expect(described.filter(isAboutCaller).map(({ key }) => key)).toEqual(["GET /v1/me"]);
});

test("the worlds are all there: readers of each see their own", async () => {
  const all = "/v1/search?kind=all&limit=1000";
  const { text } = await everything.ask(all, { as: "both" });
  for (const { name } of [own, hidden]) expect(text).toContain(name);
  expect((await everything.ask(all, { as: "stranger" })).text).toContain(foreign.name);
});

describe.each(listed(routes))("%s", (_key, route) => {
  test("asks for a token before anything else", async () => {
    for (const as of [undefined, "nobody", ""]) {
      const answer = await askEverything(route, as);
      expect(answer).toMatchObject({ status: 401, code: "not_authenticated", calls: [] });
    }
  });

  test.each(roles.filter((role) => mayUse(role, route)))("is open to %s", async (role) => {
    const { status } = await askEverything(route, role);
    // A change gets as far as its body, which is not always one that is taken.
    expect(
      route.method === "GET" ? [statusFor(route)] : [200, 201, 202, 204, 400, 404, 409],
    ).toContain(status);
  });

  test.each(roles.filter((role) => !mayUse(role, route)))("is closed to %s", async (role) => {
    const answer = await askEverything(route, role);
    expect(answer).toMatchObject({ status: 403, code: "not_permitted", calls: [] });
  });

  test("does not tell a tenant that is not opened from one that is not there", async () => {
    const refused = await askEverything(route, "responder", { parameters: { tenant: "globex" } });
    expect(refused).toMatchObject({ status: 403, calls: [] });
    for (const tenant of ["nosuch", ""])
      expect(await askEverything(route, "responder", { parameters: { tenant } })).toEqual(refused);
  });
});

describe.each(listed(routes.filter(isAboutOne)))("%s", (_key, route) => {
  test("does not tell what is another's from what is not there, by words or by work", async () => {
    const missing = await askEverything(route, "responder", { world: never });
    expect(await askEverything(route, "responder", { world: foreign })).toEqual(missing);
    const missingHere = await askEverything(route, "scoped", { world: never });
    expect(await askEverything(route, "scoped", { world: hidden })).toEqual(missingHere);
  });
});

describe.each(listed(reads))("%s", (_key, route) => {
  test.each([own, never])("answers about $name as if no other tenant wrote", async (world) => {
    const address = addressOf(route, world, allKinds(route));
    const there = await everything.ask(address, { as: "responder" });
    const alone = await withoutForeign.ask(address, { as: "responder" });
    expect(comparable(there)).toEqual(comparable(alone));
    expect(there.text).not.toContain(foreign.name);
  });

  test.each([own, never])("answers about $name as if no hidden server wrote", async (world) => {
    const address = addressOf(route, world, allKinds(route));
    const there = await everything.ask(address, { as: "scoped" });
    const alone = await onlyOwn.ask(address, { as: "scoped" });
    expect(comparable(there)).toEqual(comparable(alone));
    expect(there.text).not.toContain(hidden.name);
  });

  test("answers who may read everything, and who may read some servers as far as it can", async () => {
    const statusOf = async (as: string) => (await everything.ask(addressOf(route), { as })).status;
    expect(await statusOf("responder")).toBe(statusFor(route));
    expect(await statusOf("scoped")).toBe(statusFor(route, "scoped"));
  });

  test("answers a reader of two tenants about the one it asks for", async () => {
    const parameters = { ...allKinds(route), tenant: "globex" };
    const guest = await everything.ask(addressOf(route, foreign, parameters), { as: "both" });
    const host = await everything.ask(addressOf(route, foreign, allKinds(route)), {
      as: "stranger",
    });
    expect(guest.status).toBe(statusFor(route));
    expect(comparable(guest)).toEqual(comparable(host));
  });

  test("shows values to nobody unless revealed, and people's names to few", async () => {
    const seen: string[] = [];
    for (const role of roles.filter((candidate) => mayUse(candidate, route))) {
      const { text } = await everything.ask(addressOf(route), { as: role });
      const personal = permits(role, "personal") ? [] : [PERSONAL_CANARY, "198.51.100.7"];
      for (const canary of [VALUE_CANARY, ...personal])
        if (text.includes(canary)) seen.push(`${role} sees ${canary}`);
    }
    expect(seen).toEqual([]);
  });
});

describe.each(listed(withParameter("reveal")))("%s", (_key, route) => {
  test("reveals to who may, for a reason only", async () => {
    const address = addressOf(route, own, { reveal: "true" });
    const headers = { "toolmark-purpose": "case%2042" };
    expect(await everything.ask(address, { as: "responder" })).toMatchObject({
      status: 403,
      body: { code: "purpose_required" },
    });
    expect(await everything.ask(address, { as: "responder", headers })).toMatchObject({
      status: statusFor(route),
    });
    expect(await everything.ask(address, { as: "on-call", headers })).toMatchObject({
      status: 403,
      body: { code: "not_permitted" },
    });
  });
});

const carried = (["asof", "cursor"] as const).flatMap((name) =>
  withParameter(name).map((route) => [route.key, name, route] as const),
);

describe.each(carried)("%s", (_key, name, route) => {
  test(`takes no ${name} of another tenant, and says no more than to any text`, async () => {
    const paged: Record<string, string> = route.parameters.has("limit") ? { limit: "1" } : {};
    const parameters = { ...allKinds(route), ...paged };
    const address = addressOf(route, foreign, parameters);
    const { body } = await everything.ask(address, { as: "stranger" });
    const text = (body as Record<string, string | undefined>)[name] ?? "";
    expect(text, "an example has an answer of more than one page").not.toBe("");

    const askWith = async (value: string) =>
      await askEverything(route, "responder", { parameters: { ...parameters, [name]: value } });
    const refused = await askWith(text);
    expect(refused).toMatchObject({ status: 400, code: "query_invalid" });
    for (const other of ["x", "eyIwIjo1fQ", `${text.slice(0, -2)}AA`, text.slice(0, 20)])
      expect(await askWith(other)).toEqual(refused);
  });
});

function listed(some: readonly DescribedRoute[]) {
  return some.map((route) => [route.key, route] as const);
}

function withParameter(name: string): DescribedRoute[] {
  return reads.filter(({ parameters }) => parameters.has(name));
}

/** Asks for what is left out by default too, where a route can. */
function allKinds({ parameters }: DescribedRoute): Record<string, string> {
  return parameters.has("kind") ? { kind: "all" } : {};
}

/** An answer over all worlds and the work that it was for the store. */
async function askEverything(
  route: DescribedRoute,
  as: string | undefined,
  { world = own, parameters = {} }: { world?: World; parameters?: Record<string, string> } = {},
) {
  const opened = route.method === "GET" ? everything : changed;
  opened.takeCalls();
  const answer = await opened.ask(addressOf(route, world, parameters), {
    ...requestOf(route, world),
    as,
  });
  const { code } = (answer.body ?? {}) as { code?: string };
  return { ...comparable(answer, world), code, calls: opened.takeCalls() };
}

/** An answer without what differs with who asks and when: request ids, positions, times, names. */
function comparable({ status, headers, text }: Answer, asked?: World) {
  let rest = text
    .replaceAll(/"(request_id|asof|cursor|exported_by)":"[^"]*"/g, '"$1":"…"')
    .replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, (time) =>
      Date.parse(time.slice(1, -1)) >= started ? '"now"' : time,
    )
    // Milliseconds since the events, which are of long ago.
    .replaceAll(/:\d{10,}/g, ":now");
  for (const name of asked === undefined ? [] : namesOf(asked)) rest = rest.replaceAll(name, "…");
  return { status, type: headers.get("content-type"), text: rest };
}
