import type { OidcOptions } from "@toolmark/runtime/oidc-authenticator";
import { isTrustedUrl } from "@toolmark/runtime/trusted-url";
import { z } from "zod";

/** Where the identity provider sends browsers back to. */
export const CALLBACK_PATH = "/v1/sign-in/oidc/callback";

/** How an identity provider is told which service its access token is for. */
const resourceParameters = ["resource", "audience", "none"] as const;

/** Settings of signing browsers in at an identity provider. */
export const signInSettings = {
  TOOLMARK_OIDC_CLIENT_ID: z
    .string()
    .max(256)
    .optional()
    .describe("client id of this service at the identity provider; with it browsers can sign in"),
  TOOLMARK_OIDC_CLIENT_SECRET: z
    .string()
    .max(1024)
    .optional()
    .describe("secret of that client; without one it is a public client"),
  TOOLMARK_OIDC_REDIRECT_URL: z
    .url()
    .refine(isTrustedUrl, "expected an https URL, or http of this machine")
    .refine(
      (url) => new URL(url).pathname === CALLBACK_PATH,
      "expected an address that ends in /v1/sign-in/oidc/callback",
    )
    .optional()
    .describe(
      "address of /v1/sign-in/oidc/callback as browsers see it; default that of the request, which is not known behind a proxy",
    ),
  TOOLMARK_OIDC_SCOPE: z
    .string()
    .refine((scope) => scope.split(" ").includes("openid"), "expected a list with openid in it")
    .default("openid")
    .describe("scopes asked for when a browser signs in, with spaces between"),
  TOOLMARK_OIDC_RESOURCE_PARAMETER: z
    .enum(resourceParameters)
    .default("resource")
    .describe(
      "parameter that asks for an access token for TOOLMARK_OIDC_AUDIENCE: resource (RFC 8707), audience (Auth0), none where the scope or the client decides",
    ),
};

/** How browsers sign in at an identity provider. */
export interface OidcSignInOptions {
  issuer: string;
  audience: string;
  clientId: string;
  clientSecret?: string;
  /** Absent: the origin of each request with `CALLBACK_PATH`. */
  redirectUrl?: string;
  scope: string;
  resourceParameter: (typeof resourceParameters)[number];
}

type SignInSettings = z.infer<z.ZodObject<typeof signInSettings>>;

/** Reads how browsers sign in; undefined without a provider or a client of it. */
export function oidcSignInOptions(
  settings: SignInSettings,
  provider: Pick<OidcOptions, "issuer" | "audience"> | undefined,
): OidcSignInOptions | undefined {
  const {
    TOOLMARK_OIDC_CLIENT_ID: clientId,
    TOOLMARK_OIDC_CLIENT_SECRET: clientSecret,
    TOOLMARK_OIDC_REDIRECT_URL: redirectUrl,
  } = settings;
  if (clientId === undefined || provider === undefined) return undefined;
  return {
    issuer: provider.issuer,
    audience: provider.audience,
    clientId,
    ...(clientSecret !== undefined && { clientSecret }),
    ...(redirectUrl !== undefined && { redirectUrl }),
    scope: settings.TOOLMARK_OIDC_SCOPE,
    resourceParameter: settings.TOOLMARK_OIDC_RESOURCE_PARAMETER,
  };
}
