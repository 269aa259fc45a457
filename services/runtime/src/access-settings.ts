import { z } from "zod";

import type { Logger } from "./logger.ts";
import type { OidcOptions } from "./oidc-authenticator.ts";
import { openAuthenticator } from "./open-authenticator.ts";
import { roles } from "./permissions.ts";
import type { Role } from "./permissions.ts";
import type { Authenticator } from "./tokens.ts";
import { isTrustedUrl } from "./trusted-url.ts";

const claim = z.string().min(1).max(256);

/** Settings of an identity provider, for every process that takes tokens. */
export const oidcSettings = {
  TOOLMARK_OIDC_ISSUER: z
    .url()
    .refine(isTrustedUrl, "expected an https URL, or http of this machine")
    .optional()
    .describe("issuer of OpenID Connect access tokens that are taken; found by discovery"),
  TOOLMARK_OIDC_AUDIENCE: z
    .string()
    .optional()
    .describe("audience that such a token must name; required with an issuer"),
  TOOLMARK_OIDC_ROLE_CLAIM: claim
    .default("toolmark_role")
    .describe("claim with the role, or names that TOOLMARK_OIDC_ROLES turns into it"),
  TOOLMARK_OIDC_TENANTS_CLAIM: claim
    .default("toolmark_tenants")
    .describe("claim with the tenants that the holder may see, the first is its own"),
  TOOLMARK_OIDC_SERVERS_CLAIM: claim
    .default("toolmark_servers")
    .describe("claim with the servers whose events the holder may see; without the claim all"),
  TOOLMARK_OIDC_ROLES: z
    .string()
    .transform(readRoleMap)
    .optional()
    .describe(
      "names of the role claim as roles, such as sre=on-call,secops=responder; the first that fits counts",
    ),
};

/** Settings that say whose tokens a process takes. */
export const accessSettings = {
  TOOLMARK_TOKENS_FILE: z
    .string()
    .optional()
    .describe(
      "JSON file of token digests, as 'toolmark token create' writes it; read again when it changes",
    ),
  ...oidcSettings,
};

type OidcSettings = z.infer<z.ZodObject<typeof oidcSettings>>;
type AccessSettings = z.infer<z.ZodObject<typeof accessSettings>>;

/** Reads the options of an identity provider from settings; undefined where none is set. */
export function oidcOptions(settings: OidcSettings): OidcOptions | undefined {
  const { TOOLMARK_OIDC_ISSUER: issuer, TOOLMARK_OIDC_AUDIENCE: audience } = settings;
  if (issuer === undefined || audience === undefined) return undefined;
  return {
    issuer,
    audience,
    roleClaim: settings.TOOLMARK_OIDC_ROLE_CLAIM,
    tenantsClaim: settings.TOOLMARK_OIDC_TENANTS_CLAIM,
    serversClaim: settings.TOOLMARK_OIDC_SERVERS_CLAIM,
    ...(settings.TOOLMARK_OIDC_ROLES && { roleMap: settings.TOOLMARK_OIDC_ROLES }),
  };
}

/**
 * Opens the authenticator of a process from its settings.
 *
 * @throws AuditError `config_invalid` when the token file cannot be read or nobody could be let in.
 */
export async function openConfiguredAuthenticator(
  settings: AccessSettings,
  logger: Logger,
): Promise<Authenticator> {
  const { TOOLMARK_TOKENS_FILE: path } = settings;
  return await openAuthenticator({
    ...(path !== undefined && { tokenFile: { path } }),
    oidc: oidcOptions(settings),
    logger,
  });
}

/**
 * Makes a configuration refuse an issuer without an audience, with which any token of the issuer, for
 * whatever service, would be let in; a client of an issuer that is not named; and, where `isRequired`,
 * the absence of both a token file and an issuer.
 */
export function checkedAccess<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  isRequired = false,
): z.ZodObject<Shape> {
  return schema
    .refine((settings) => isSet(settings, "ISSUER") === isSet(settings, "AUDIENCE"), {
      path: ["TOOLMARK_OIDC_AUDIENCE"],
      message: "TOOLMARK_OIDC_ISSUER and TOOLMARK_OIDC_AUDIENCE go together; set both or none",
      when: always,
    })
    .refine((settings) => !isSet(settings, "CLIENT_ID") || isSet(settings, "ISSUER"), {
      path: ["TOOLMARK_OIDC_CLIENT_ID"],
      message: "a client is one of an identity provider; set TOOLMARK_OIDC_ISSUER too",
      when: always,
    })
    .refine(
      (settings) => !isRequired || isSet(settings, "ISSUER") || "TOOLMARK_TOKENS_FILE" in settings,
      {
        path: ["TOOLMARK_TOKENS_FILE"],
        message: "nobody can be let in; set TOOLMARK_TOKENS_FILE or TOOLMARK_OIDC_ISSUER",
        when: always,
      },
    );
}

// Checked also when other settings are not valid, so that one message names every fault.
function always(): boolean {
  return true;
}

function isSet(settings: object, name: "ISSUER" | "AUDIENCE" | "CLIENT_ID"): boolean {
  return `TOOLMARK_OIDC_${name}` in settings;
}

function readRoleMap(text: string, context: z.RefinementCtx): ReadonlyMap<string, Role> {
  const map = new Map<string, Role>();
  for (const pair of text.split(",")) {
    const place = pair.lastIndexOf("=");
    const name = pair.slice(0, place).trim();
    const role = roles.find((known) => known === pair.slice(place + 1).trim());
    if (place > 0 && name !== "" && role !== undefined && !map.has(name)) map.set(name, role);
    else
      context.addIssue({
        code: "custom",
        message: `expected name=role pairs with commas between, each name once, roles ${roles.join(", ")}; not ${JSON.stringify(pair)}`,
      });
  }
  return map;
}
