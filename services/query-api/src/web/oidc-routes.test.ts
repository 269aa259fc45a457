import { startBrowserProvider } from "@toolmark/runtime/browser-provider.fixture";
import type { BrowserProvider } from "@toolmark/runtime/browser-provider.fixture";
import { listen } from "@toolmark/runtime/http";
import { AUDIENCE } from "@toolmark/runtime/identity-provider.fixture";
import { createLogger } from "@toolmark/runtime/logger";
import { openAuthenticator } from "@toolmark/runtime/open-authenticator";
import { describe, expect, test, vi } from "vitest";

import { openStory } from "../story.fixture.ts";
import { createBrowser } from "./browser.fixture.ts";
import { CALLBACK_PATH } from "./sign-in-settings.ts";
import type { OidcSignInOptions } from "./sign-in-settings.ts";

vi.setConfig({ testTimeout: 20_000 });

const logger = createLogger({ service: "test", level: "silent" });
const mary = {
  id: "mary",
  claims: {
    toolmark_role: "responder",
    toolmark_tenants: ["acme"],
    email: "mary@example.com",
    email_verified: true,
  },
};

const isCallback = (url: URL) => url.pathname === CALLBACK_PATH;

/** A running API whose browsers sign in at a provider. */
async function openSignIn(provider: BrowserProvider, more: Partial<OidcSignInOptions> = {}) {
  await using resources = new AsyncDisposableStack();
  const { issuer, clientId, clientSecret } = provider;
  const claims = {
    roleClaim: "toolmark_role",
    tenantsClaim: "toolmark_tenants",
    serversClaim: "toolmark_servers",
  };
  const story = resources.use(
    await openStory({
      authenticate: await openAuthenticator({
        oidc: { issuer, audience: AUDIENCE, ...claims },
        logger,
      }),
      web: {
        oidc: {
          issuer,
          audience: AUDIENCE,
          clientId,
          ...(clientSecret !== undefined && { clientSecret }),
          scope: "openid",
          resourceParameter: "resource",
          ...more,
        },
      },
    }),
  );
  const listener = resources.use(await listen({ fetch: story.fetch }, { port: 0 }));
  provider.sendBackTo(`${listener.url}${CALLBACK_PATH}`);
  const held = resources.move();
  return {
    url: listener.url,
    start: `${listener.url}/v1/sign-in/oidc`,
    story,
    [Symbol.asyncDispose]: async () => await held.disposeAsync(),
  };
}

describe("signing in at a provider", () => {
  test("leads to the page that was asked for, with a cookie that opens what the account may", async () => {
    await using provider = await startBrowserProvider();
    await using service = await openSignIn(provider);
    provider.account = mary;
    const browser = createBrowser();
    const page = "/investigate?q=actor%3Aalice";
    const { url } = await browser.go(`${service.start}?return=${encodeURIComponent(page)}`);
    expect(url).toBe(`${service.url}${page}`);

    const me = await browser.ask(`${service.url}/v1/me`);
    expect(me).toMatchObject({
      status: 200,
      body: {
        name: "mary@example.com",
        role: "responder",
        tenant: "acme",
        issuer: provider.issuer,
      },
    });
    expect(await browser.ask(`${service.url}/v1/search?limit=1`)).toMatchObject({ status: 200 });
    expect(service.story.facts.at(-1)).toMatchObject({
      actor: { id: "mary@example.com", issuer: provider.issuer, credential: { id: "mary" } },
    });
    const [cookie = ""] = browser.cookies(service.url);
    expect(cookie).toMatch(/^toolmark_session=.*HttpOnly.*SameSite=Strict/);
    // It ends with the access token.
    expect(Number(/Max-Age=(\d+)/.exec(cookie)?.[1])).toBeGreaterThan(590);

    const [asked] = provider.asked;
    expect(Object.fromEntries(asked ?? [])).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      resource: AUDIENCE,
      redirect_uri: `${service.url}${CALLBACK_PATH}`,
    });
    for (const name of ["state", "nonce", "code_challenge"])
      expect(asked?.get(name)?.length).toBeGreaterThan(40);

    expect(await browser.ask(`${service.url}/v1/sign-out`, { method: "POST" })).toMatchObject({
      status: 200,
    });
    expect((await browser.ask(`${service.url}/v1/me`)).status).toBe(401);
  });

  test("works for a client without a secret", async () => {
    await using provider = await startBrowserProvider({ isPublic: true });
    await using service = await openSignIn(provider);
    provider.account = mary;
    const browser = createBrowser();
    expect((await browser.go(service.start)).url).toBe(`${service.url}/`);
    expect((await browser.ask(`${service.url}/v1/me`)).status).toBe(200);
  });

  test.each(["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])(
    "never leads to %s",
    async (target) => {
      await using provider = await startBrowserProvider();
      await using service = await openSignIn(provider);
      provider.account = mary;
      const { url } = await createBrowser().go(
        `${service.start}?return=${encodeURIComponent(target)}`,
      );
      expect(url).toBe(`${service.url}/`);
    },
  );
});

describe("nobody is signed in", () => {
  test("whose account opens nothing here, or who breaks off", async () => {
    await using provider = await startBrowserProvider();
    await using service = await openSignIn(provider);
    const browser = createBrowser();
    provider.account = { id: "eve", claims: { toolmark_role: "nothing" } };
    const refused = await browser.go(`${service.start}?return=/policy`);
    expect(refused.url).toBe(`${service.url}/sign-in?error=not_permitted&return=%2Fpolicy`);
    browser.forget();
    provider.account = undefined;
    const broken = await browser.go(`${service.start}?return=/policy`);
    expect(broken.url).toBe(`${service.url}/sign-in?error=not_authenticated&return=%2Fpolicy`);
    expect(browser.cookies(service.url)).toEqual([]);
  });

  test("by the way back of somebody else's attempt, of an older one, or one that was changed", async () => {
    await using provider = await startBrowserProvider();
    await using service = await openSignIn(provider);
    provider.account = mary;
    const attacker = createBrowser(isCallback);
    const { url: stolen } = await attacker.go(service.start);
    expect(new URL(stolen).searchParams.get("code")).not.toBeNull();

    // Without an attempt, and in the middle of an attempt of one's own.
    const victim = createBrowser(isCallback);
    const failed = `${service.url}/sign-in?error=not_authenticated`;
    expect((await victim.go(stolen)).url).toBe(failed);
    await victim.go(service.start);
    expect((await victim.go(stolen)).url).toBe(failed);
    expect(victim.cookies(service.url)).toEqual([]);

    for (const [name, value] of [
      ["state", "x"],
      ["code", "x"],
      ["iss", "https://evil.example"],
    ] as const) {
      const browser = createBrowser(isCallback);
      const way = new URL((await browser.go(service.start)).url);
      way.searchParams.set(name, value);
      expect((await browser.go(way.href)).url).toBe(failed);
      expect(browser.cookies(service.url)).toEqual([]);
    }
    // An attempt counts once.
    const own = createBrowser(isCallback);
    const way = (await own.go(service.start)).url;
    expect((await own.go(way)).url).toBe(`${service.url}/`);
    expect((await own.go(way)).url).toBe(failed);
  });

  test("while the provider is away, and that is said", async () => {
    const provider = await startBrowserProvider();
    await using service = await openSignIn(provider);
    await provider[Symbol.asyncDispose]();
    const { url } = await createBrowser().go(service.start);
    expect(url).toBe(`${service.url}/sign-in?error=identity_unavailable`);
  });
});

test("without a client of a provider there is no way to one", async () => {
  await using story = await openStory();
  const response = await story.fetch(new Request("http://toolmark.test/v1/sign-in/oidc"));
  expect(response.status).toBe(404);
});

test("what goes over TLS is told by the address that browsers are sent back to", async () => {
  await using provider = await startBrowserProvider();
  const redirectUrl = `https://toolmark.example${CALLBACK_PATH}`;
  await using service = await openSignIn(provider, { redirectUrl });
  provider.sendBackTo(redirectUrl);
  provider.account = mary;
  const outside = createBrowser((url) => url.protocol === "https:");
  const { url } = await outside.go(service.start);
  expect(url.startsWith(redirectUrl)).toBe(true);
  expect(outside.cookies(service.url)[0]).toContain("; Secure");
  // The proxy hands it on.
  const back = await outside.go(`${service.url}${CALLBACK_PATH}${new URL(url).search}`);
  expect(back.url).toBe(`${service.url}/`);
  expect(outside.cookies(service.url)[0]).toMatch(/^toolmark_session=.*; Secure/);
});
