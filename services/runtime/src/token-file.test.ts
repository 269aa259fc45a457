import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { createLogger } from "./logger.ts";
import { openAuthenticator } from "./open-authenticator.ts";
import { addToken, listTokens, revokeToken } from "./token-file.ts";
import type { NewToken } from "./token-file.ts";
import { createAuthenticator, loadTokenFile } from "./tokens.ts";

// Changes of files and outages are waited for, on busy machines as well.
vi.setConfig({ testTimeout: 20_000 });

const logger = createLogger({ service: "test", level: "silent" });
const mary: NewToken = { name: "mary", role: "responder", tenant: "acme" };
const soon = { timeout: 5000, interval: 100 };

let directory = "";
let path = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "toolmark-tokens-"));
  path = join(directory, "made", "tokens.json");
});
afterEach(async () => await rm(directory, { recursive: true, force: true }));

test("a made token is known, its file is private and holds only its digest", async () => {
  const token = await addToken(path, { ...mary, tenants: ["globex"], servers: ["crm"] });
  expect(token).toMatch(/^tm_[\w-]{43}$/);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, "utf8")).not.toContain(token);
  const authenticate = createAuthenticator(await loadTokenFile(path));
  expect(await authenticate(token)).toEqual({ ...mary, tenants: ["globex"], servers: ["crm"] });
  expect(await authenticate(`${token}x`)).toBeUndefined();
});

test("tokens are listed without digests, also when there is no file", async () => {
  expect(await listTokens(path)).toEqual([]);
  await addToken(path, { ...mary, expires: "2999-01-01T00:00:00Z" });
  expect(await listTokens(path)).toEqual([
    { ...mary, expires: "2999-01-01T00:00:00Z", isExpired: false },
  ]);
});

test("a name is given once, and again after it was revoked", async () => {
  await addToken(path, mary);
  await expect(addToken(path, mary)).rejects.toMatchObject({ code: "conflict" });
  await revokeToken(path, "mary");
  await expect(revokeToken(path, "mary")).rejects.toMatchObject({ code: "not_found" });
  expect(await listTokens(path)).toEqual([]);
  await addToken(path, mary);
  expect(await listTokens(path)).toHaveLength(1);
});

test.each([
  ["an empty name", { ...mary, name: "" }],
  ["no server at all", { ...mary, servers: [] }],
  ["an end that is no time", { ...mary, expires: "tomorrow" }],
  ["an end in the past", { ...mary, expires: "2020-01-01T00:00:00Z" }],
])("%s is refused and makes no file", async (_title, token) => {
  await expect(addToken(path, token)).rejects.toMatchObject({ code: "request_invalid" });
  await expect(stat(path)).rejects.toThrow("ENOENT");
});

test("commands at once do not undo each other", async () => {
  const names = Array.from({ length: 20 }, (_, index) => `user-${index}`);
  await Promise.all(names.map((name) => addToken(path, { ...mary, name })));
  await Promise.all(names.slice(0, 10).map((name) => revokeToken(path, name)));
  const left = (await listTokens(path)).map(({ name }) => name);
  expect(left.toSorted()).toEqual(names.slice(10).toSorted());
  await expect(stat(`${path}.lock`)).rejects.toThrow("ENOENT");
});

test("a running service knows a new token and forgets a revoked one", async () => {
  const authenticate = await openAuthenticator({
    tokenFile: { path, isOptional: true },
    logger,
  });
  const token = await addToken(path, mary);
  const name = async () => (await authenticate(token))?.name;
  await expect.poll(name, soon).toBe("mary");
  await revokeToken(path, "mary");
  await expect.poll(name, soon).toBeUndefined();
});

test("a token is unknown from its end on, without a change of the file", async () => {
  const expires = new Date(Date.now() + 500).toISOString();
  const token = await addToken(path, { ...mary, expires });
  const authenticate = await openAuthenticator({ tokenFile: { path }, logger });
  expect(await authenticate(token)).toBeDefined();
  await expect.poll(async () => await authenticate(token), soon).toBeUndefined();
  expect(await listTokens(path)).toMatchObject([{ name: "mary", isExpired: true }]);
});

test("a change that cannot be read leaves the tokens as they were, until it is mended", async () => {
  const token = await addToken(path, mary);
  const good = await readFile(path, "utf8");
  const authenticate = await openAuthenticator({ tokenFile: { path }, logger, checkIntervalMs: 0 });
  for (const bad of [good.slice(0, 40), "", "{}", '[{"name":"mary"}]']) {
    await writeFile(path, bad);
    expect(await authenticate(token)).toMatchObject({ name: "mary" });
  }
  await rm(path);
  expect(await authenticate(token)).toMatchObject({ name: "mary" });
  const john = await addToken(path, { ...mary, name: "john" });
  expect(await authenticate(john)).toMatchObject({ name: "john" });
  expect(await authenticate(token)).toBeUndefined();
});

test("an optional file that goes away takes its tokens with it", async () => {
  const token = await addToken(path, mary);
  const tokenFile = { path, isOptional: true };
  const authenticate = await openAuthenticator({ tokenFile, logger, checkIntervalMs: 0 });
  expect(await authenticate(token)).toBeDefined();
  await rm(path);
  expect(await authenticate(token)).toBeUndefined();
});

test("nobody is let in without a token file that can be read, and the start says so", async () => {
  const invalid = { code: "config_invalid" };
  await expect(openAuthenticator({ logger })).rejects.toMatchObject(invalid);
  await expect(openAuthenticator({ tokenFile: { path }, logger })).rejects.toMatchObject(invalid);
  await addToken(path, mary);
  await revokeToken(path, "mary");
  await expect(openAuthenticator({ tokenFile: { path }, logger })).rejects.toThrow(
    "holds no token",
  );
});
