import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test, vi } from "vitest";
import { z } from "zod";

import { accessSettings, checkedAccess, openConfiguredAuthenticator } from "./access-settings.ts";
import { integerSetting, loadConfig } from "./config.ts";
import { AUDIENCE, startIdentityProvider } from "./identity-provider.fixture.ts";
import { createLogger } from "./logger.ts";
import { addToken } from "./token-file.ts";

const Config = checkedAccess(
  z.object({ TOOLMARK_PORT: integerSetting.default(1), ...accessSettings }),
  true,
);
// Changes of files and outages are waited for, on busy machines as well.
vi.setConfig({ testTimeout: 20_000 });

const logger = createLogger({ service: "test", level: "silent" });
const provider = {
  TOOLMARK_OIDC_ISSUER: "https://id.example",
  TOOLMARK_OIDC_AUDIENCE: AUDIENCE,
};

test.each([
  ["neither tokens nor an issuer", { TOOLMARK_PORT: "x" }, ["TOOLMARK_TOKENS_FILE", "PORT"]],
  ["an issuer alone", { TOOLMARK_OIDC_ISSUER: "https://id.example" }, ["set both or none"]],
  ["an audience alone", { TOOLMARK_OIDC_AUDIENCE: "x", TOOLMARK_TOKENS_FILE: "x" }, ["set both"]],
  [
    "an issuer anybody on the way can act as",
    { ...provider, TOOLMARK_OIDC_ISSUER: "http://id.example" },
    ["expected an https URL"],
  ],
  [
    "an issuer with a password",
    { ...provider, TOOLMARK_OIDC_ISSUER: "https://a:b@id.example" },
    ["expected an https URL"],
  ],
  ["a role that is none", { ...provider, TOOLMARK_OIDC_ROLES: "sre=on-cal" }, ["sre=on-cal"]],
  ["a name twice", { ...provider, TOOLMARK_OIDC_ROLES: "a=admin,a=on-call" }, ["a=on-call"]],
])("%s is a fault of the configuration", (_title, env, words) => {
  for (const word of words) expect(() => loadConfig(Config, env)).toThrow(word);
});

test("tokens of the file and of the provider are taken beside each other", async () => {
  const directory = await mkdtemp(join(tmpdir(), "toolmark-access-"));
  try {
    const path = join(directory, "tokens.json");
    const token = await addToken(path, { name: "cron", role: "compliance", tenant: "acme" });
    const identity = await startIdentityProvider();
    const { issuer } = identity;
    const config = loadConfig(Config, {
      TOOLMARK_TOKENS_FILE: path,
      TOOLMARK_OIDC_ISSUER: issuer,
      TOOLMARK_OIDC_AUDIENCE: AUDIENCE,
      TOOLMARK_OIDC_ROLE_CLAIM: "groups",
      TOOLMARK_OIDC_TENANTS_CLAIM: "org",
      TOOLMARK_OIDC_ROLES: "sre = on-call, secops=responder",
    });
    const authenticate = await openConfiguredAuthenticator(config, logger);
    const jwt = await identity.accessToken({ groups: ["staff", "secops"], org: "acme" });
    await identity[Symbol.asyncDispose]();

    await expect(authenticate(jwt)).rejects.toMatchObject({ code: "identity_unavailable" });
    expect(await authenticate(token)).toMatchObject({ name: "cron", role: "compliance" });
    expect(await authenticate("tm_unknown")).toBeUndefined();

    await using again = await startIdentityProvider({ port: Number(new URL(issuer).port) });
    const fresh = await again.accessToken({ groups: ["staff", "secops"], org: "acme" });
    await expect
      .poll(async () => await authenticate(fresh).catch(() => undefined), { timeout: 10_000 })
      .toMatchObject({ role: "responder", tenant: "acme", issuer });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
