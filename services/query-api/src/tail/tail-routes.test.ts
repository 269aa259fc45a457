import { setTimeout as pause } from "node:timers/promises";

import type { Authenticator } from "@toolmark/runtime/tokens";
import { expect, test } from "vitest";

import { createQueryClient } from "../client.ts";
import type { EventView } from "../event-view.ts";
import { anEvent, connect, idOf, refused, serve } from "./served.fixture.ts";

test("a tail starts now and gives what is stored from then on, in the order of the log", async () => {
  await using served = await serve({}, { entries: [anEvent(), anEvent()] });
  const tail = await connect(served);
  const ready = await tail.next();
  expect(ready).toMatchObject({ event: "ready", id: expect.any(String), retry: 5 });
  expect(tail.response.headers.get("content-type")).toBe("text/event-stream");
  expect(tail.response.headers.get("cache-control")).toBe("no-store");
  const entries = Array.from({ length: 20 }, () => anEvent());
  for (const entry of entries) await served.living.store.append([entry]);
  const seen = await tail.events(20);
  expect(seen.map(({ event }) => event.id)).toEqual(entries.map(idOf));
  tail.leave();
});

test("connections that break anywhere lose and repeat nothing while events are stored", async () => {
  await using served = await serve();
  const entries = Array.from({ length: 600 }, () => anEvent());
  const first = await connect(served);
  let last = (await first.next()).id ?? "";
  first.leave();
  let isDone = false;
  const appending = (async () => {
    for (let start = 0; start < entries.length;) {
      const size = 1 + Math.floor(Math.random() * 12);
      await served.living.store.append(entries.slice(start, start + size));
      start += size;
      await pause(Math.random() * 4);
    }
    isDone = true;
  })();
  const seen: string[] = [];
  let connections = 0;
  while (!isDone || seen.length < entries.length) {
    connections++;
    const asHeader = connections % 2 === 0;
    const tail = await connect(
      served,
      asHeader ? "?after=ignored" : `?after=${encodeURIComponent(last)}`,
      asHeader ? { headers: { "last-event-id": last } } : {},
    );
    const stopAfter = Math.floor(Math.random() * 40);
    for (let index = 0; index <= stopAfter && seen.length < entries.length; index++) {
      const { event, id = "", data = "" } = await tail.next();
      last = id;
      if (event === "event") seen.push((JSON.parse(data) as EventView).event.id);
    }
    tail.leave();
  }
  await appending;
  expect(connections).toBeGreaterThan(10);
  expect(seen).toEqual(entries.map(idOf));
}, 60_000);

test("what lies far behind is given in order over many windows, rare or not", async () => {
  const entries = Array.from({ length: 6000 }, (_, index) =>
    anEvent({ session: { id: index % 997 === 0 ? "rare" : "common" } }),
  );
  await using served = await serve();
  const start = await connect(served);
  const { id = "" } = await start.next();
  start.leave();
  for (let from = 0; from < entries.length; from += 1500)
    await served.living.store.append(entries.slice(from, from + 1500));
  const all = await connect(served, `?after=${encodeURIComponent(id)}`);
  expect((await all.events(6000)).map(({ event }) => event.id)).toEqual(entries.map(idOf));
  all.leave();
  const rare = await connect(served, `?q=session:rare&after=${encodeURIComponent(id)}`);
  const expected = entries.filter((_, index) => index % 997 === 0).map(idOf);
  expect((await rare.events(7)).map(({ event }) => event.id)).toEqual(expected);
  rare.leave();
}, 60_000);

test("a tail gives only what its question and its reader's scope hold, values hidden", async () => {
  await using served = await serve();
  const tails = await Promise.all([
    connect(served, "?q=outcome:denied"),
    connect(served, "", { as: "nils" }),
    connect(served, "", { as: "gina" }),
    connect(served, "?kind=attempts"),
  ]);
  for (const tail of tails) await tail.next();
  const params = { value: { secret: "sesame" } };
  const denied = anEvent({
    server: { name: "crm" },
    params,
    outcome: { status: "denied", executed: false },
  });
  const wiki = anEvent({ server: { name: "wiki" }, params });
  const foreign = anEvent({ tenant: "globex" });
  const attempt = anEvent({ type: "call.attempted", server: { name: "crm" } });
  await served.living.store.append([denied, wiki, foreign, attempt]);
  const seen = await Promise.all(tails.map(async (tail) => await tail.events(1)));
  expect(seen.map(([event]) => event?.event.id)).toEqual(
    [denied, wiki, foreign, attempt].map(idOf),
  );
  expect(JSON.stringify(seen)).not.toContain("sesame");
  for (const tail of tails) tail.leave();
});

test("a heartbeat moves the place to go on from, also when nothing matches", async () => {
  await using served = await serve({ heartbeatMs: 20 });
  const tail = await connect(served, "?q=outcome:denied");
  const ready = await tail.next();
  await served.living.store.append([anEvent()]);
  await expect.poll(async () => (await tail.next()).id !== ready.id).toBe(true);
  tail.leave();
});

test("the start and the end of a tail are recorded, with what was asked and how much was given", async () => {
  await using served = await serve();
  const { facts } = served.living;
  const tail = await connect(served, "?q=server:wiki&reveal=true", {
    headers: { "toolmark-purpose": "incident 7" },
  });
  await tail.next();
  const start = { query: "tail server:wiki", purpose: "incident 7", action: "GET /v1/tail" };
  expect(facts).toMatchObject([{ event: { type: "audit.revealed" }, audit: start }]);
  const server = { name: "wiki" };
  await served.living.store.append([
    anEvent({ server, params: { value: { secret: "sesame" } } }),
    anEvent({ server }),
  ]);
  expect(JSON.stringify(await tail.events(2))).toContain("sesame");
  tail.leave();
  await expect.poll(() => facts.length).toBe(2);
  expect(facts[1]).toMatchObject({
    event: { type: "audit.revealed" },
    audit: { ...start, rows: 2, revealed: ["params"] },
  });
});

test("a principal has so many tails, and a place is free again when a client is gone", async () => {
  await using served = await serve({ perPrincipal: 2 });
  const [one, two] = [await connect(served), await connect(served)];
  await Promise.all([one.next(), two.next()]);
  expect(await refused(served, "")).toMatchObject({ status: 429, body: { code: "overloaded" } });
  const other = await connect(served, "", { as: "carl" });
  await other.next();
  one.leave();
  await expect
    .poll(
      async () =>
        await connect(served).then(
          (tail) => tail.leave() ?? true,
          () => false,
        ),
    )
    .toBe(true);
  two.leave();
  other.leave();
});

test("a tail ends when its token does, and says why", async () => {
  let isKnown = true;
  const authenticate: Authenticator = async () =>
    Promise.resolve(isKnown ? { name: "brief", role: "responder", tenant: "acme" } : undefined);
  await using served = await serve({ recheckMs: 20 }, { authenticate });
  const tail = await connect(served, "", { as: "brief" });
  await tail.next();
  isKnown = false;
  const end = await tail.next();
  expect(end.event).toBe("end");
  expect(JSON.parse(end.data ?? "")).toEqual({ reason: "the token is not valid any more" });
  await expect(tail.next()).rejects.toThrow("the stream ended");
});

test("a client that takes nothing is let go of and slows nobody else", async () => {
  await using served = await serve({ stallMs: 1000, perPrincipal: 1 });
  const slow = await connect(served, "", { as: "carl" });
  const fast = await connect(served);
  await fast.next();
  // More than all buffers between the two ends take.
  const entries = Array.from({ length: 240 }, () =>
    anEvent({ attr: { text: "x".repeat(100_000) } }),
  );
  for (let from = 0; from < entries.length; from += 20)
    await served.living.store.append(entries.slice(from, from + 20));
  const seen = await fast.events(entries.length);
  expect(seen.map(({ event }) => event.id)).toEqual(entries.map(idOf));
  // Its end is recorded with less than all: the rest was never read from the store.
  const ended = () =>
    served.living.facts.find(
      ({ actor, audit }) => actor?.id === "carl" && audit?.rows !== undefined,
    );
  await expect.poll(() => ended()?.audit?.rows, { timeout: 5000 }).toBeLessThan(entries.length);
  slow.leave();
  fast.leave();
}, 20_000);

test("a client of the API follows over connections that end, until it is told to stop", async () => {
  await using served = await serve();
  const first = await connect(served);
  const { id: after = "" } = await first.next();
  first.leave();
  const stop = new AbortController();
  let requests = 0;
  const client = createQueryClient({
    url: served.url,
    token: "rita",
    fetch: async (request) => {
      requests++;
      if (requests % 3 === 0) throw new TypeError("fetch failed");
      const response = await fetch(request);
      const cut = new TransformStream<Uint8Array, Uint8Array>();
      // Each connection breaks after a while, in the middle of whatever is on the wire.
      void response.body?.pipeTo(cut.writable, { signal: AbortSignal.timeout(40) }).catch(() => {});
      return new Response(cut.readable, response);
    },
  });
  const seen: string[] = [];
  const following = (async () => {
    for await (const { event } of client.tail({ after, signal: stop.signal }))
      seen.push(event.event.id);
  })();
  const entries = Array.from({ length: 60 }, () => anEvent());
  for (const entry of entries) {
    await served.living.store.append([entry]);
    await pause(5);
  }
  await expect.poll(() => seen.length, { timeout: 5000 }).toBe(entries.length);
  stop.abort();
  await following;
  expect(seen).toEqual(entries.map(idOf));
  expect(requests).toBeGreaterThan(3);
  const refusing = createQueryClient({ url: served.url, token: "unknown" }).tail();
  await expect(refusing.next()).rejects.toMatchObject({ status: 401 });
}, 20_000);

test("what cannot be followed is refused before anything is sent", async () => {
  await using served = await serve();
  for (const [query, status, reason] of [
    ["?from=2026-05-06T12:00:00Z", 400, "there is no parameter"],
    ["?q=time%3A%3Enow-1h", 400, "no range of time"],
    ["?after=nonsense", 400, "asof is not one that an answer gave"],
    ["?q=nofield%3A1", 400, "nofield"],
    ["?reveal=true", 403, "for a reason only"],
  ] as const)
    expect({ query, ...(await refused(served, query)) }).toMatchObject({
      query,
      status,
      body: { detail: expect.stringContaining(reason) },
    });
});
