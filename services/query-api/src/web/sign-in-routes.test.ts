import { createLogger } from "@toolmark/runtime/logger";
import { rolePermissions } from "@toolmark/runtime/permissions";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { createQueryClient } from "../client.ts";
import { openStory, tokens } from "../story.fixture.ts";
import type { Story } from "../story.fixture.ts";
import { FAILURES_AT_ONCE } from "./failed-sign-ins.ts";

const HOST = "http://toolmark.test";

let story: Story;
let loads = 0;
const loadDemo = async () => ({ events: ++loads, from: 0, to: 1, wasLoaded: false });
beforeAll(async () => {
  story = await openStory({ web: { loadDemo } });
});
afterAll(async () => await story[Symbol.asyncDispose]());

interface Sent {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

async function send(path: string, { method = "GET", body, headers = {} }: Sent = {}, of = story) {
  const response = await of.fetch(
    new Request(`${HOST}${path}`, {
      method,
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? undefined : (JSON.parse(text) as Record<string, unknown>),
  };
}

async function signIn(token: string, headers: Record<string, string> = {}, of = story) {
  const answer = await send("/v1/sign-in", { method: "POST", body: { token }, headers }, of);
  const [set = ""] = answer.headers.getSetCookie();
  return { ...answer, set, cookie: set.split(";")[0] ?? "" };
}

const ownPage = { origin: HOST };

describe("signing in", () => {
  test("makes a cookie of a token with which every route answers as with the token", async () => {
    const { status, body, set, cookie } = await signIn(tokens.reader, ownPage);
    expect(status).toBe(200);
    expect(set).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(set).not.toContain(tokens.reader);
    const me = await send("/v1/me", { headers: { cookie } });
    expect(me.body).toEqual(body);
    const search = await send("/v1/search?limit=1", { headers: { cookie } });
    expect(search.body).toMatchObject({ events: [expect.anything()] });
    expect(search.headers.getSetCookie()).toEqual([]);
    const health = await send("/v1/health", { headers: { cookie } });
    expect(health.body).toHaveProperty("version");
    // Who reads is recorded as with the token.
    expect(story.facts.at(-1)).toMatchObject({ actor: { id: "r" } });
  });

  test("is by https where the page was, and then the cookie is Secure", async () => {
    const secure = await signIn(tokens.reader, { origin: "https://toolmark.test" });
    expect(secure.set).toContain("; Secure");
    expect((await signIn(tokens.reader)).set).not.toContain("; Secure");
  });

  test("is refused for a token that is not known, without saying which", async () => {
    for (const token of ["wrong", "tm_ü", " ", `${tokens.reader} `]) {
      const answer = await signIn(token);
      expect(answer).toMatchObject({ status: 401, body: { code: "not_authenticated" }, set: "" });
      expect(JSON.stringify(answer.body)).not.toContain("wrong");
    }
  });

  test("is refused for a body that is none, and for what another site's page sends", async () => {
    for (const body of [{}, { token: 1 }, { token: "" }, { token: "x", as: "admin" }, []])
      expect(await send("/v1/sign-in", { method: "POST", body })).toMatchObject({ status: 400 });
    const form = { "content-type": "text/plain" };
    expect(
      await send("/v1/sign-in", { method: "POST", body: { token: tokens.reader }, headers: form }),
    ).toMatchObject({ status: 400 });
    for (const origin of [
      "http://evil.test",
      "null",
      "http://toolmark.test.evil.test",
      "http://toolmark.test:81",
    ])
      expect(await signIn(tokens.reader, { origin })).toMatchObject({ status: 403, set: "" });
  });

  test("is refused for a while after many failures, and the log names no token", async () => {
    const lines: string[] = [];
    const logger = createLogger({
      service: "test",
      level: "info",
      destination: { write: (line: string) => void lines.push(line) },
    });
    await using other = await openStory({ logger });
    for (let count = 0; count < FAILURES_AT_ONCE; count++)
      expect((await signIn(`tm_guess${count}`, {}, other)).status).toBe(401);
    const refused = await signIn(tokens.reader, {}, other);
    expect(refused).toMatchObject({ status: 429, body: { code: "overloaded" }, set: "" });
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(lines.filter((line) => line.includes("a sign-in failed"))).toHaveLength(
      FAILURES_AT_ONCE,
    );
    expect(lines.join("\n")).not.toContain("tm_guess");
  });

  test("says whether there is another way", async () => {
    expect((await story.ask("/v1/sign-in", { token: null })).body).toEqual({ oidc: false });
  });
});

describe("with the cookie", () => {
  let cookie = "";
  beforeEach(async () => {
    ({ cookie } = await signIn(tokens.admin));
  });
  const change = { method: "POST", body: {} };

  test("nothing is changed for a page of another site, or for who does not say", async () => {
    for (const origin of [
      undefined,
      "null",
      "http://evil.test",
      "https://toolmark.test.evil.test",
    ]) {
      const headers = { cookie, ...(origin !== undefined && { origin }) };
      const answer = await send("/v1/demo", { ...change, headers });
      expect(answer).toMatchObject({ status: 403, body: { code: "not_permitted" } });
    }
    expect(loads).toBe(0);
    const changed = await send("/v1/demo", { ...change, headers: { cookie, ...ownPage } });
    expect(changed).toMatchObject({ status: 200, body: { events: 1 } });
  });

  test("a header counts before it, and takes no Origin", async () => {
    const authorization = `Bearer ${tokens.reader}`;
    const me = await send("/v1/me", { headers: { cookie, authorization } });
    expect(me.body).toMatchObject({ name: "r" });
    const admin = { cookie, authorization: `Bearer ${tokens.admin}` };
    expect((await send("/v1/demo", { ...change, headers: admin })).status).toBe(200);
    for (const wrong of ["Bearer wrong", "Basic x", ""])
      expect((await send("/v1/me", { headers: { cookie, authorization: wrong } })).status).toBe(
        401,
      );
  });

  test("signing out takes it back, from pages of this host", async () => {
    const out = { method: "POST" };
    const foreign = { cookie, origin: "http://evil.test" };
    expect((await send("/v1/sign-out", { ...out, headers: foreign })).status).toBe(403);
    const answer = await send("/v1/sign-out", { ...out, headers: { cookie, ...ownPage } });
    expect(answer).toMatchObject({ status: 200, body: { signed_in: false } });
    expect(answer.headers.getSetCookie()[0]).toMatch(/^toolmark_session=; Max-Age=0/);
    expect((await send("/v1/sign-out", out)).status).toBe(200);
  });
});

describe("/v1/me", () => {
  test("tells who asks and what they may do, and is not recorded", async () => {
    const before = story.facts.length;
    expect((await story.ask("/v1/me")).body).toEqual({
      name: "r",
      role: "responder",
      tenant: "acme",
      tenants: ["acme"],
      permissions: rolePermissions.responder,
      version: "1.2.3",
      form: "embedded",
      demo: true,
    });
    expect((await story.ask("/v1/me", { token: tokens.emitter })).body).toMatchObject({
      role: "emitter",
      permissions: ["emit"],
    });
    expect(story.facts.length).toBe(before);
  });

  test("names the tenants, servers and provider of who has them", async () => {
    await using other = await openStory({
      authenticate: async () => ({
        name: "mary",
        role: "compliance",
        tenant: "acme",
        tenants: ["globex", "acme"],
        servers: ["crm"],
        issuer: "https://id.example",
        subject: "42",
      }),
    });
    expect((await other.ask("/v1/me")).body).toMatchObject({
      tenants: ["acme", "globex"],
      servers: ["crm"],
      issuer: "https://id.example",
    });
  });

  test("is for those who are signed in, takes nothing, and counts as a request", async () => {
    for (const token of [null, "wrong"])
      expect(await story.ask("/v1/me", { token })).toMatchObject({
        status: 401,
        body: { code: "not_authenticated" },
      });
    expect((await story.ask("/v1/me?tenant=globex")).status).toBe(400);
    await using limited = await openStory({
      limits: { rate: 0.001, burst: 1, concurrency: 1, waitMs: 1 },
    });
    expect((await limited.ask("/v1/me")).status).toBe(200);
    expect((await limited.ask("/v1/me")).status).toBe(429);
  });

  test("is among the methods of the client, as signing in and out are", async () => {
    const client = createQueryClient({ url: HOST, token: tokens.reader, fetch: story.fetch });
    expect(await client.me()).toMatchObject({ name: "r" });
    expect(await client.signInWays()).toEqual({ oidc: false });
    expect(await client.signIn(tokens.admin)).toMatchObject({ name: "a" });
    expect(await client.signOut()).toEqual({ signed_in: false });
    await using without = await openStory();
    expect((await without.ask("/v1/me")).body).toMatchObject({ demo: false });
    await expect(client.loadDemo()).rejects.toMatchObject({ status: 403 });
  });
});
