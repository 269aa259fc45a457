import { generateKeyPairSync } from "node:crypto";

import { base64url, CompactEncrypt, decodeJwt, importJWK, SignJWT } from "jose";
import type { JWTPayload } from "jose";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";

import { AUDIENCE, startIdentityProvider } from "./identity-provider.fixture.ts";
import type { IdentityProvider } from "./identity-provider.fixture.ts";
import { createLogger } from "./logger.ts";
import { createOidcAuthenticator } from "./oidc-authenticator.ts";
import type { OidcOptions } from "./oidc-authenticator.ts";

// Keys are made and an outage is waited for, on busy machines as well.
vi.setConfig({ testTimeout: 20_000, hookTimeout: 20_000 });

const logger = createLogger({ service: "test", level: "silent" });
const mary = {
  toolmark_role: "responder",
  toolmark_tenants: ["acme", "globex"],
  email: "mary@example.com",
};

let provider: IdentityProvider;
beforeAll(async () => {
  provider = await startIdentityProvider();
});
afterAll(async () => await provider[Symbol.asyncDispose]());
afterEach(() => void vi.useRealTimers());

function optionsFor({ issuer }: Pick<IdentityProvider, "issuer">): OidcOptions {
  return {
    issuer,
    audience: AUDIENCE,
    roleClaim: "toolmark_role",
    tenantsClaim: "toolmark_tenants",
    serversClaim: "toolmark_servers",
  };
}

function authenticatorOf(
  of: Pick<IdentityProvider, "issuer">,
  more: { keysCooldownMs?: number } = {},
) {
  return createOidcAuthenticator({ ...optionsFor(of), logger, ...more });
}

/** A payload that would be let in; each test spoils one thing. */
function aPayload(changes: Record<string, unknown> = {}): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: provider.issuer,
    aud: AUDIENCE,
    sub: "user-1",
    iat: now,
    exp: now + 600,
    ...mary,
    ...changes,
  };
}

test.each(["RS256", "PS256", "ES256", "EdDSA"] as const)(
  "a provider that signs with %s is found by discovery and its tokens are principals",
  async (algorithm) => {
    await using other = await startIdentityProvider({ algorithm });
    const authenticate = authenticatorOf(other);
    expect(await authenticate(await other.accessToken(mary))).toEqual({
      name: "mary@example.com",
      role: "responder",
      tenant: "acme",
      tenants: ["globex"],
      issuer: other.issuer,
      subject: "investigator",
    });
  },
);

test("keys are asked for once, however many tokens come at once", async () => {
  const authenticate = authenticatorOf(provider);
  const token = await provider.accessToken(mary);
  provider.takeRequests();
  const found = await Promise.all(Array.from({ length: 20 }, () => authenticate(token)));
  expect(found.every((principal) => principal?.name === "mary@example.com")).toBe(true);
  expect(await authenticate(token)).toBeDefined();
  expect(provider.takeRequests()).toEqual(["/.well-known/openid-configuration", "/jwks"]);
});

test("a token for another service is refused", async () => {
  const token = await provider.accessToken(mary, "https://payroll.example");
  expect(decodeJwt(token).aud).toBe("https://payroll.example");
  expect(await authenticatorOf(provider)(token)).toBeUndefined();
});

test("a token of another issuer is refused without asking anybody", async () => {
  await using other = await startIdentityProvider();
  const token = await other.accessToken(mary);
  provider.takeRequests();
  other.takeRequests();
  expect(await authenticatorOf(provider)(token)).toBeUndefined();
  expect([...provider.takeRequests(), ...other.takeRequests()]).toEqual([]);
});

test("a token is refused once it is expired, with seconds for clocks that differ", async () => {
  const authenticate = authenticatorOf(provider);
  const token = await provider.accessToken(mary);
  const end = (decodeJwt(token).exp ?? 0) * 1000;
  vi.useFakeTimers({ toFake: ["Date"], now: end + 3000 });
  expect(await authenticate(token)).toBeDefined();
  vi.setSystemTime(end + 10_000);
  expect(await authenticate(token)).toBeUndefined();
});

const critical = { crit: ["unheard_of"], unheard_of: 1 };
const now = Math.floor(Date.now() / 1000);
const spoiled: [title: string, make: () => Promise<string>][] = [
  ["without an end", () => provider.sign(aPayload({ exp: undefined }))],
  ["without a subject", () => provider.sign(aPayload({ sub: undefined }))],
  ["without an audience", () => provider.sign(aPayload({ aud: undefined }))],
  ["that is not yet good", () => provider.sign(aPayload({ nbf: now + 60 }))],
  ["that was made more than a day ago", () => provider.sign(aPayload({ iat: now - 90_000 }))],
  ["that does not say when it was made", () => provider.sign(aPayload({ iat: undefined }))],
  ["that is a logout token", () => provider.sign(aPayload(), { typ: "logout+jwt" })],
  ["that is bound to a key", () => provider.sign(aPayload({ cnf: { jkt: "x" } }))],
  ["with a critical header nobody knows", () => provider.sign(aPayload(), critical)],
  ["without a role", () => provider.sign(aPayload({ toolmark_role: undefined }))],
  ["with a role that is none", () => provider.sign(aPayload({ toolmark_role: "root" }))],
  ["without a tenant", () => provider.sign(aPayload({ toolmark_tenants: [] }))],
  ["with servers that cannot be read", () => provider.sign(aPayload({ toolmark_servers: {} }))],
  ["whose payload was changed", changedPayload],
  ["that says it needs no signature", unsigned],
  ["signed with the public key as a secret", signedWithPublicKey],
  ["signed with another key under the same name", signedWithOtherKey],
  ["that brings its own key", withOwnKey],
  ["that is encrypted", encrypted],
];

test.each(spoiled)("a token %s is nobody's", async (_title, make) => {
  const authenticate = authenticatorOf(provider);
  expect(await authenticate(await provider.sign(aPayload()))).toBeDefined();
  expect(await authenticate(await make())).toBeUndefined();
});

test.each(["", "a.b.c", "..", "tm_abc", "e30.e30.", "a.b.c.d.e", "x".repeat(100)])(
  "%j is nobody's, and no question to the provider",
  async (token) => {
    provider.takeRequests();
    expect(await authenticatorOf(provider)(token)).toBeUndefined();
    expect(provider.takeRequests()).toEqual([]);
  },
);

test("a new key of the provider is found when its first token comes, and the old one is gone", async () => {
  await using other = await startIdentityProvider();
  const authenticate = authenticatorOf(other, { keysCooldownMs: 0 });
  const before = await other.accessToken(mary);
  expect(await authenticate(before)).toBeDefined();
  await other.rotateKey();
  expect(await authenticate(await other.accessToken(mary))).toBeDefined();
  expect(await authenticate(before)).toBeUndefined();
});

test("made-up key names are no requests to the provider", async () => {
  const authenticate = authenticatorOf(provider);
  await authenticate(await provider.sign(aPayload()));
  provider.takeRequests();
  for (let index = 0; index < 20; index++)
    expect(
      await authenticate(await provider.sign(aPayload(), { kid: `made up ${index}` })),
    ).toBeUndefined();
  expect(provider.takeRequests()).toEqual([]);
});

const unavailable = { code: "identity_unavailable", status: 503, retryable: true };

test("while the provider fails, its tokens are told to come again, and it is not flooded", async () => {
  await using other = await startIdentityProvider();
  const token = await other.accessToken(mary);
  const authenticate = authenticatorOf(other);
  other.failWith(500);
  other.takeRequests();
  for (let index = 0; index < 10; index++)
    await expect(authenticate(token)).rejects.toMatchObject(unavailable);
  expect(other.takeRequests()).toHaveLength(1);
  other.failWith(undefined);
  await expect
    .poll(async () => (await authenticate(token).catch(() => undefined))?.name, { timeout: 10_000 })
    .toBe("mary@example.com");
});

test("a provider that cannot be reached is not a token that is wrong", async () => {
  const gone = await startIdentityProvider();
  const token = await gone.accessToken(mary);
  await gone[Symbol.asyncDispose]();
  await expect(authenticatorOf(gone)(token)).rejects.toMatchObject(unavailable);
});

test("known keys outlive an outage of the provider", async () => {
  await using other = await startIdentityProvider();
  const authenticate = authenticatorOf(other, { keysCooldownMs: 0 });
  const token = await other.accessToken(mary);
  await authenticate(token);
  other.failWith(503);
  const madeUp = await other.sign(aPayload({ iss: other.issuer }), { kid: "made up" });
  other.takeRequests();
  for (let index = 0; index < 5; index++)
    await expect(authenticate(madeUp)).rejects.toMatchObject(unavailable);
  expect(other.takeRequests()).toHaveLength(1);
  expect(await authenticate(token)).toBeDefined();
});

test("metadata of another issuer is not believed", async () => {
  const issuer = `${provider.issuer}/`;
  const token = await provider.sign(aPayload({ iss: issuer }));
  await expect(authenticatorOf({ issuer })(token)).rejects.toMatchObject(unavailable);
});

async function changedPayload(): Promise<string> {
  const [header, , signature] = (await provider.sign(aPayload())).split(".");
  return [header, encode(aPayload({ toolmark_role: "admin" })), signature].join(".");
}

async function unsigned(): Promise<string> {
  return await Promise.resolve(`${encode({ alg: "none", typ: "at+jwt" })}.${encode(aPayload())}.`);
}

async function signedWithPublicKey(): Promise<string> {
  const secret = new TextEncoder().encode(JSON.stringify(provider.publicKey()));
  return await new SignJWT(aPayload())
    .setProtectedHeader({ alg: "HS256", kid: provider.publicKey().kid ?? "" })
    .sign(secret);
}

async function signedWithOtherKey(): Promise<string> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return await new SignJWT(aPayload())
    .setProtectedHeader({ alg: "RS256", kid: provider.publicKey().kid ?? "" })
    .sign(privateKey);
}

async function withOwnKey(): Promise<string> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = publicKey.export({ format: "jwk" });
  return await new SignJWT(aPayload())
    .setProtectedHeader({ alg: "RS256", jwk: { kty: "RSA", n: jwk.n ?? "", e: jwk.e ?? "" } })
    .sign(privateKey);
}

async function encrypted(): Promise<string> {
  const { use: _use, alg: _alg, ...key } = provider.publicKey();
  return await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(aPayload())))
    .setProtectedHeader({ alg: "RSA-OAEP-256", enc: "A256GCM", cty: "JWT" })
    .encrypt(await importJWK(key, "RSA-OAEP-256"));
}

function encode(value: unknown): string {
  return base64url.encode(JSON.stringify(value));
}
