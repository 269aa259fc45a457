import { once } from "node:events";
import { connect } from "node:net";

import { AuditError } from "@toolmark/runtime/errors";
import { listen } from "@toolmark/runtime/http";
import { roles } from "@toolmark/runtime/permissions";
import type { AuditEvent } from "@toolmark/schemas/event";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";

import {
  addressOf,
  describedRoutes,
  isAboutCaller,
  isAboutOne,
  isStream,
  mayUse,
  missingExample,
  recordedStatus,
  requestOf,
  statusFor,
} from "./described-routes.fixture.ts";
import { openWorlds } from "./open-worlds.fixture.ts";
import { defaultQueryLimits } from "./query-limits.ts";
import { namesOf, worlds } from "./worlds.fixture.ts";

vi.setConfig({ testTimeout: 20_000 });

/*
 * Whoever takes `recordFact` out of `createAdmit`, or puts a condition before it, makes these red: the
 * routes are those that are described, so a new one is held to the same.
 */
const { own, never } = worlds;
let broken: ((method: string) => boolean) | undefined;
const opened = await openWorlds([own], {
  beforeCall: (method) => {
    if (broken?.(method) === true) throw new AuditError("disposed", "the test has broken this");
    return undefined;
  },
});
afterEach(() => {
  broken = undefined;
});
afterAll(async () => await opened[Symbol.asyncDispose]());

const described = await describedRoutes(opened);
const routes = described.filter(
  (route) => !route.isOpen && !isAboutCaller(route) && missingExample(route) === undefined,
);
const gets = routes.filter(({ method }) => method === "GET");
const reads = gets.filter((route) => !isStream(route));
const listed = (some: typeof routes) => some.map((route) => [route.key, route] as const);

async function search(of: typeof opened, as = "responder") {
  return await of.ask("/v1/search?limit=1", { as });
}

/** Runs one request and gives what was recorded of it once everything was. */
async function recorded(run: () => Promise<unknown>, of = opened): Promise<AuditEvent[]> {
  const before = of.facts.length;
  await run();
  await allConsumed(of);
  return of.facts.slice(before);
}

async function allConsumed({ log }: Pick<typeof opened, "log">): Promise<void> {
  const lag = async () => (await log.lag("test")).reduce((sum, { lag: behind }) => sum + behind, 0);
  await expect.poll(lag, { interval: 5 }).toBe(0);
}

describe.each(listed(reads))("%s is recorded once", (_key, route) => {
  const purpose = { "toolmark-purpose": encodeURIComponent("Fall 42, ärgerlich") };
  const action = `GET ${route.path.replaceAll(/\{(\w+)\}/g, ":$1")}`;

  test("with reader, question, reason and status", async () => {
    const facts = await recorded(
      async () => await opened.ask(addressOf(route), { as: "responder", headers: purpose }),
    );
    expect(facts).toHaveLength(1);
    expect(facts[0]).toMatchObject({
      actor: { id: "responder", claims: { groups: ["responder"] } },
      audit: {
        action,
        purpose: "Fall 42, ärgerlich",
        query: expect.any(String),
      },
    });
    expect(facts[0]?.audit?.status).toBe(recordedStatus(route));
  });

  test("when a parameter is unknown, the tenant is not opened, or the role may not", async () => {
    const failing: [string, string, number][] = [
      [addressOf(route, own, { nosuch: "1" }), "responder", 400],
      [addressOf(route, own, { tenant: "globex" }), "responder", 403],
      [addressOf(route), "emitter", 403],
    ];
    for (const [address, as, status] of failing) {
      const facts = await recorded(async () => await opened.ask(address, { as }));
      expect(facts).toMatchObject([{ actor: { id: as }, audit: { action, status } }]);
    }
  });

  test("when the store is not there", async () => {
    broken = (method) => method !== "publish";
    const facts = await recorded(
      async () => await opened.ask(addressOf(route), { as: "responder" }),
    );
    expect(facts).toMatchObject([{ audit: { action, status: 503 } }]);
  });

  test("as who asks for its head only", async () => {
    const facts = await recorded(
      async () => await opened.ask(addressOf(route), { as: "responder", method: "HEAD" }),
    );
    expect(facts.map(({ audit }) => audit?.status)).toEqual([recordedStatus(route)]);
  });

  test.each(roles.filter((role) => mayUse(role, route)))(
    "of %s, whatever the request says",
    async (role) => {
      const ways: [Record<string, string>, Record<string, string>][] = [
        [{ dnt: "1", "sec-gpc": "1" }, {}],
        [{ prefer: "return=minimal, respond-async", "cache-control": "no-store" }, {}],
        [{ "toolmark-audit": "off", "toolmark-record": "false", "toolmark-purpose": "" }, {}],
        [{ "toolmark-purpose": "%zz" }, {}],
        [{ "x-http-method-override": "OPTIONS", "x-original-url": "/v1/health" }, {}],
        [{ "x-forwarded-for": "127.0.0.1", "user-agent": "kube-probe/1.30" }, {}],
        [{}, { reveal: "false" }],
        [{}, { audit: "off" }],
        [{ purpose: "sec-fetch", "sec-purpose": "prefetch" }, {}],
      ];
      const ids = ways.map((_, index) => `way-${index}`);
      const facts = await recorded(async () => {
        for (const [index, [headers, parameters]] of ways.entries())
          await opened.ask(addressOf(route, own, parameters), {
            as: role,
            headers: { ...headers, "x-request-id": ids[index] ?? "" },
          });
      });
      expect(facts.map(({ request }) => request?.http_request_id)).toEqual(ids);
    },
  );
});

const answering = reads.filter((route) => statusFor(route) === 200);

describe.each(listed(answering))("%s is recorded once", (_key, route) => {
  test("with the number of what was read", async () => {
    const facts = await recorded(
      async () => await opened.ask(addressOf(route), { as: "responder" }),
    );
    const { rows, total } = facts[0]?.audit ?? {};
    expect(rows ?? total).toEqual(expect.any(Number));
  });
});

describe.each(listed(reads.filter(isAboutOne)))("%s is recorded once", (_key, route) => {
  test("when there is no such thing, with what was asked for", async () => {
    let status = 0;
    const facts = await recorded(async () => {
      ({ status } = await opened.ask(addressOf(route, never), { as: "responder" }));
    });
    expect(facts).toMatchObject([{ audit: { status } }]);
    expect(namesOf(never).some((name) => facts[0]?.audit?.query?.includes(name))).toBe(true);
  });
});

describe.each(listed(routes.filter(({ method }) => method !== "GET")))("%s", (_key, route) => {
  test("is recorded when the role may not", async () => {
    const facts = await recorded(
      async () => await opened.ask(addressOf(route), { ...requestOf(route), as: "emitter" }),
    );
    expect(facts).toMatchObject([{ actor: { id: "emitter" }, audit: { status: 403 } }]);
  });
});

describe.each(listed(gets.filter(isStream)))("%s", (_key, route) => {
  test("is recorded when it begins and when its reader leaves, with what was read", async () => {
    const facts = await recorded(
      async () => await opened.ask(addressOf(route), { as: "responder" }),
    );
    const asked = { action: `GET ${route.path}`, query: expect.any(String) };
    expect(facts).toMatchObject([{ audit: asked }, { audit: { ...asked, rows: 0 } }]);
  });
});

test("a reveal is recorded as one, with the names of what was shown", async () => {
  const address = `/v1/events/${own.eventId}?reveal=true`;
  const headers = { "toolmark-purpose": "incident" };
  const facts = await recorded(async () => await opened.ask(address, { as: "responder", headers }));
  expect(facts).toMatchObject([
    {
      event: { type: "audit.revealed" },
      audit: { revealed: ["params", "result", "changes", "intent"], purpose: "incident" },
    },
  ]);
});

describe.each(listed(routes))("%s", (_key, route) => {
  test("answers nothing that cannot be recorded", async () => {
    broken = (method) => method === "publish";
    const { status, text, body } = await opened.ask(addressOf(route), {
      ...requestOf(route),
      as: "admin",
    });
    expect({ status, body }).toMatchObject({ status: 503, body: { code: "log_unavailable" } });
    expect(text).not.toContain(own.name);
  });
});

test("who goes away while the answer is made is recorded all the same", async () => {
  const asked = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  await using slow = await openWorlds([own], {
    beforeCall: (method) => {
      if (method !== "search") return undefined;
      asked.resolve();
      return gate.promise;
    },
  });
  await using listener = await listen(slow.app, { port: 0 });
  const facts = await recorded(async () => {
    const socket = connect(listener.port, "127.0.0.1");
    socket.write("GET /v1/search HTTP/1.1\r\nhost: t\r\nauthorization: Bearer responder\r\n\r\n");
    await asked.promise;
    socket.destroy();
    await once(socket, "close");
    gate.resolve();
    await expect.poll(() => slow.facts.length).toBeGreaterThan(0);
  }, slow);
  expect(facts).toMatchObject([{ actor: { id: "responder" }, audit: { status: 200 } }]);
});

describe("limits", () => {
  test("what is above the rate is refused for its sender alone, and recorded once a second", async () => {
    const limits = { ...defaultQueryLimits, rate: 0.001, burst: 2 };
    await using limited = await openWorlds([own], { limits });
    const answers: Awaited<ReturnType<typeof search>>[] = [];
    const facts = await recorded(async () => {
      for (let index = 0; index < 6; index++) answers.push(await search(limited));
    }, limited);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429, 429, 429, 429]);
    expect(answers[2]).toMatchObject({ body: { code: "overloaded" } });
    expect(answers[2]?.headers.get("retry-after")).toBe("1");
    expect((await search(limited, "admin")).status).toBe(200);
    const refusals = facts.filter(({ audit }) => audit?.status === 429);
    expect(refusals.length).toBeGreaterThan(0);
    expect(refusals.length).toBeLessThan(4);
  });

  test("every route counts", async () => {
    await using limited = await openWorlds([], {
      limits: { ...defaultQueryLimits, rate: 0.001, burst: 1 },
    });
    expect((await search(limited, "admin")).status).toBe(200);
    for (const route of routes) {
      const { status } = await limited.ask(addressOf(route), { ...requestOf(route), as: "admin" });
      expect({ route: route.key, status }).toEqual({ route: route.key, status: 429 });
    }
  });

  test("what is one too many at once waits, then is refused", async () => {
    const gate = Promise.withResolvers<void>();
    await using limited = await openWorlds([own], {
      limits: { ...defaultQueryLimits, concurrency: 2, waitMs: 50 },
      beforeCall: (method) => (method === "search" ? gate.promise : undefined),
    });
    const held = [search(limited), search(limited)];
    const facts = await recorded(async () => {
      expect(await search(limited)).toMatchObject({ status: 429, body: { code: "overloaded" } });
    }, limited);
    expect(facts).toMatchObject([{ audit: { status: 429 } }]);
    expect((await limited.ask("/v1/facets", { as: "admin" })).status).toBe(200);
    gate.resolve();
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await search(limited)).status).toBe(200);
  });
});
