import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

import { loadConfig } from "@toolmark/runtime/config";
import { expect, test } from "vitest";

import { QueryApiConfig } from "../config.ts";
import { oidcSignInOptions } from "./sign-in-settings.ts";
import { webDirectory } from "./web-directory.ts";

const required = {
  TOOLMARK_TOKENS_FILE: "tokens.json",
  TOOLMARK_CURSOR_KEY: Buffer.alloc(32).toString("base64"),
  TOOLMARK_ELASTICSEARCH_URL: "http://127.0.0.1:9200",
  TOOLMARK_KAFKA_BROKERS: "127.0.0.1:9092",
};
const provider = { issuer: "https://id.example", audience: "https://toolmark.example" };

test("pages come from this checkout, another directory, or not at all", () => {
  const checkout = webDirectory(undefined) ?? "";
  expect(checkout.endsWith(join("dashboards", "web", "dist"))).toBe(true);
  expect(existsSync(join(dirname(checkout), "package.json"))).toBe(true);
  expect(webDirectory("/srv/pages")).toBe("/srv/pages");
  expect(webDirectory("off")).toBeUndefined();
});

test("a client of a provider is enough to sign browsers in", () => {
  const config = loadConfig(QueryApiConfig, {
    ...required,
    TOOLMARK_OIDC_ISSUER: provider.issuer,
    TOOLMARK_OIDC_AUDIENCE: provider.audience,
    TOOLMARK_OIDC_CLIENT_ID: "toolmark",
  });
  expect(oidcSignInOptions(config, provider)).toEqual({
    ...provider,
    clientId: "toolmark",
    scope: "openid",
    resourceParameter: "resource",
  });
  expect(oidcSignInOptions(config, undefined)).toBeUndefined();
  const without = loadConfig(QueryApiConfig, required);
  expect(oidcSignInOptions(without, provider)).toBeUndefined();
});

test.each([
  [{ TOOLMARK_OIDC_CLIENT_ID: "x" }, "set TOOLMARK_OIDC_ISSUER too"],
  [{ TOOLMARK_OIDC_REDIRECT_URL: "http://toolmark.example/v1/sign-in/oidc/callback" }, "https URL"],
  [{ TOOLMARK_OIDC_REDIRECT_URL: "https://toolmark.example/" }, "/v1/sign-in/oidc/callback"],
  [{ TOOLMARK_OIDC_SCOPE: "profile email" }, "openid"],
  [{ TOOLMARK_OIDC_RESOURCE_PARAMETER: "aud" }, "TOOLMARK_OIDC_RESOURCE_PARAMETER"],
])("%o is a fault of the configuration", (env, words) => {
  expect(() => loadConfig(QueryApiConfig, { ...required, ...env })).toThrow(words);
});
