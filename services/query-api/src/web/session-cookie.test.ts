import { Hono } from "hono";
import { afterEach, expect, test, vi } from "vitest";

import { createCursorSeal } from "../cursor-seal.ts";
import { createSessionCookies, MAX_SESSION_MS } from "./session-cookie.ts";

afterEach(() => {
  vi.useRealTimers();
});

const key = new Uint8Array(32).fill(3);

function anApp(seal = createCursorSeal(key, "sign-in"), expiresAt?: number) {
  const sessions = createSessionCookies(seal);
  return new Hono()
    .get("/set/:token", (c) => {
      const options = { isSecure: true, ...(expiresAt !== undefined && { expiresAt }) };
      return c.text(String(sessions.set(c, c.req.param("token"), options)));
    })
    .get("/clear", (c) => {
      sessions.clear(c, { isSecure: true });
      return c.text("cleared");
    })
    .get("/token", (c) => c.text(sessions.token(c) ?? "none"));
}

/** Sends cookies on as a browser does. */
function aBrowser(app: ReturnType<typeof anApp>) {
  const jar = new Map<string, string>();
  return {
    jar,
    go: async (path: string) => {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
      const response = await app.request(path, { headers: { cookie } });
      for (const set of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        if (/max-age=0/i.test(set)) jar.delete(name);
        else jar.set(name, value);
      }
      return { text: await response.text(), set: response.headers.getSetCookie() };
    },
  };
}

test("a token comes back from the cookie and cannot be read in it", async () => {
  const { go, jar } = aBrowser(anApp());
  const { set } = await go("/set/tm_secret");
  expect(set).toHaveLength(1);
  expect(set[0]).toMatch(/^toolmark_session=[\w-]+; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  for (const text of [set[0] ?? "", Buffer.from(jar.get("toolmark_session") ?? "", "base64url")])
    expect(text.toString()).not.toContain("secret");
  expect((await go("/token")).text).toBe("tm_secret");
  await go("/clear");
  expect((await go("/token")).text).toBe("none");
  expect(jar.size).toBe(0);
});

test("a cookie of another key, another purpose, or changed by somebody is none", async () => {
  const { go, jar } = aBrowser(anApp());
  await go("/set/tm_secret");
  const value = jar.get("toolmark_session") ?? "";
  const others = [
    createCursorSeal(new Uint8Array(32).fill(4), "sign-in"),
    createCursorSeal(key, "cursor"),
  ];
  for (const seal of others) {
    const other = aBrowser(anApp(seal));
    other.jar.set("toolmark_session", value);
    expect((await other.go("/token")).text).toBe("none");
  }
  for (const changed of [`${value.slice(0, -1)}A`, value.slice(1), `${value}AAAA`, "", "x"]) {
    jar.set("toolmark_session", changed);
    expect((await go("/token")).text).toBe(changed === value ? "tm_secret" : "none");
  }
});

test("long tokens of providers travel in parts, and what is too long is refused", async () => {
  const { go, jar } = aBrowser(anApp());
  const long = "x".repeat(6000);
  expect((await go(`/set/${long}`)).text).toBe("true");
  expect(jar.size).toBe(3);
  for (const [name, value] of jar) expect(name.length + value.length).toBeLessThan(4000);
  expect((await go("/token")).text).toBe(long);
  await go("/set/tm_short");
  expect(jar.size).toBe(1);
  expect((await go("/token")).text).toBe("tm_short");
  const refused = await go(`/set/${"x".repeat(9000)}`);
  expect([refused.text, refused.set]).toEqual(["false", []]);
});

test("a sign-in ends with its token, and after twelve hours", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
  const short = aBrowser(anApp(undefined, 1_000_000 + 300_000));
  const { set } = await short.go("/set/tm_short");
  expect(set[0]).toContain("Max-Age=300");
  const long = aBrowser(anApp());
  await long.go("/set/tm_long");
  vi.setSystemTime(1_000_000 + 300_001);
  expect((await short.go("/token")).text).toBe("none");
  expect((await long.go("/token")).text).toBe("tm_long");
  vi.setSystemTime(1_000_000 + MAX_SESSION_MS + 1);
  expect((await long.go("/token")).text).toBe("none");
});
