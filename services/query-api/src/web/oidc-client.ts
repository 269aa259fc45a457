import { AuditError, describeError } from "@toolmark/runtime/errors";
import type { Logger } from "@toolmark/runtime/logger";
import type { Configuration } from "openid-client";

import type { OidcSignInOptions } from "./sign-in-settings.ts";

/** What has to be kept from the way to the provider until the way back. */
export interface SignInAttempt {
  state: string;
  nonce: string;
  codeVerifier: string;
}

/** Leads browsers through the authorization code flow of OpenID Connect with PKCE (RFC 7636). */
export interface OidcClient {
  /** @throws AuditError `identity_unavailable` while the provider cannot be reached. */
  begin(redirectUrl: string): Promise<{ url: URL; attempt: SignInAttempt }>;
  /**
   * Takes what the provider sent the browser back with, and gives the access token.
   *
   * @throws AuditError `not_authenticated` when the answer is not one to this attempt, or not valid;
   *   `identity_unavailable` while the provider cannot be reached.
   */
  finish(
    returned: URL,
    attempt: SignInAttempt,
  ): Promise<{ accessToken: string; expiresAt: number | undefined }>;
}

const TIMEOUT_S = 5;
const METADATA_MAX_AGE_MS = 600_000;

/**
 * Creates the client. State, nonce, issuer (RFC 9207 too), PKCE and the signature of the ID token are
 * checked by openid-client; which access tokens count is for the authenticator to say.
 */
export function createOidcClient(options: OidcSignInOptions & { logger: Logger }): OidcClient {
  const { issuer, clientId, clientSecret, scope, audience, logger } = options;
  let known: { configuration: Promise<Configuration>; at: number } | undefined;
  const forAudience: Record<string, string> =
    options.resourceParameter === "none" ? {} : { [options.resourceParameter]: audience };

  async function discover(): Promise<Configuration> {
    const oidc = await import("openid-client");
    const execute = [oidc.enableNonRepudiationChecks];
    // The issuer may be http on this machine only; its setting sees to that.
    if (new URL(issuer).protocol === "http:") execute.push(oidc.allowInsecureRequests);
    const found = await oidc.discovery(new URL(issuer), clientId, undefined, oidc.None(), {
      execute,
      timeout: TIMEOUT_S,
    });
    if (clientSecret === undefined) return found;
    // Where a provider does not say how clients prove themselves it is Basic (OpenID Connect
    // Discovery 1.0, section 3).
    const methods = found.serverMetadata().token_endpoint_auth_methods_supported;
    const isBasic = methods?.includes("client_secret_basic") ?? true;
    const authentication = isBasic ? oidc.ClientSecretBasic : oidc.ClientSecretPost;
    const configuration = new oidc.Configuration(
      found.serverMetadata(),
      clientId,
      undefined,
      authentication(clientSecret),
    );
    configuration.timeout = TIMEOUT_S;
    for (const enable of execute) enable(configuration);
    return configuration;
  }

  async function configured(): Promise<Configuration> {
    if (known === undefined || performance.now() - known.at > METADATA_MAX_AGE_MS)
      known = { configuration: discover(), at: performance.now() };
    const { configuration } = known;
    try {
      return await configuration;
    } catch (error) {
      if (known?.configuration === configuration) known = undefined;
      logger.error({ issuer, error: describeError(error) }, "the identity provider is not found");
      throw new AuditError(
        "identity_unavailable",
        "the identity provider cannot be reached now; try again",
        { cause: error },
      );
    }
  }

  return {
    async begin(redirectUrl) {
      const oidc = await import("openid-client");
      const configuration = await configured();
      const attempt: SignInAttempt = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        codeVerifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUrl,
        scope,
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(attempt.codeVerifier),
        code_challenge_method: "S256",
        ...forAudience,
      });
      return { url, attempt };
    },

    async finish(returned, { state, nonce, codeVerifier }) {
      const oidc = await import("openid-client");
      const configuration = await configured();
      try {
        const tokens = await oidc.authorizationCodeGrant(
          configuration,
          returned,
          {
            expectedState: state,
            expectedNonce: nonce,
            pkceCodeVerifier: codeVerifier,
            idTokenExpected: true,
          },
          forAudience,
        );
        const seconds = tokens.expiresIn();
        return {
          accessToken: tokens.access_token,
          expiresAt: seconds === undefined ? undefined : Date.now() + seconds * 1000,
        };
      } catch (error) {
        logger.warn({ reason: reasonOf(error) }, "a sign-in at the identity provider failed");
        throw new AuditError("not_authenticated", "the identity provider did not let you in", {
          cause: error,
        });
      }
    },
  };
}

/** Why a sign-in failed, without what a provider or a browser wrote freely. */
function reasonOf(error: unknown): string {
  const { code, error: named } = (error ?? {}) as { code?: unknown; error?: unknown };
  return [describeError(error), code, named]
    .filter((part) => typeof part === "string" && part !== "")
    .join(", ")
    .slice(0, 300);
}
