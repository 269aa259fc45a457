import { createServer } from "node:http";

import { exportJWK, generateKeyPair } from "jose";
import { Provider } from "oidc-provider";

import { AUDIENCE } from "./identity-provider.fixture.ts";

/** Who signs in at the provider, and what its access tokens say of them. */
export interface BrowserAccount {
  id: string;
  claims: Readonly<Record<string, unknown>>;
}

/** A real OpenID Connect provider on loopback at which browsers sign in, without any question. */
export interface BrowserProvider extends AsyncDisposable {
  readonly issuer: string;
  readonly clientId: string;
  /** Absent for a public client. */
  readonly clientSecret: string | undefined;
  /** From now on browsers are sent back there and nowhere else. */
  sendBackTo(redirectUrl: string): void;
  /** Who sits at the browser; undefined: somebody who breaks off. */
  account: BrowserAccount | undefined;
  /** Parameters of the requests for authorization so far. */
  readonly asked: readonly URLSearchParams[];
}

/** Starts a provider; with `isPublic` its client has no secret. */
export async function startBrowserProvider(
  options: { isPublic?: boolean; tokenSeconds?: number } = {},
): Promise<BrowserProvider> {
  const { isPublic = false, tokenSeconds = 600 } = options;
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: "key-1", alg: "RS256", use: "sig" };
  const client = { id: "toolmark", secret: "browser-test-secret" };
  const asked: URLSearchParams[] = [];
  let provider: Provider | undefined;

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", issuer);
    if (url.pathname === "/auth" && url.searchParams.has("client_id")) asked.push(url.searchParams);
    if (provider === undefined) return void response.writeHead(503).end();
    if (!url.pathname.startsWith("/interaction/"))
      return void provider.callback()(request, response);
    const { account } = result;
    void provider.interactionFinished(
      request,
      response,
      account === undefined
        ? { error: "access_denied", error_description: "they went away" }
        : { login: { accountId: account.id } },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;

  function sendBackTo(redirectUrl: string): void {
    provider = new Provider(issuer, {
      clients: [
        {
          client_id: client.id,
          ...(isPublic ? {} : { client_secret: client.secret }),
          token_endpoint_auth_method: isPublic ? "none" : "client_secret_basic",
          application_type: "web",
          grant_types: ["authorization_code"],
          response_types: ["code"],
          redirect_uris: [redirectUrl],
        },
      ],
      jwks: { keys: [jwk] },
      cookies: { keys: ["test"] },
      pkce: { required: () => true },
      ttl: { AccessToken: tokenSeconds, Session: 600, Interaction: 600, Grant: 600, IdToken: 600 },
      features: {
        devInteractions: { enabled: false },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: (_context, resource) => ({
            audience: resource,
            scope: "read",
            accessTokenFormat: "jwt",
            jwt: { sign: { alg: "RS256" } },
          }),
        },
      },
      findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
      extraTokenClaims: () => ({ ...result.account?.claims }),
      // The person agrees to everything.
      async loadExistingGrant(context) {
        const { client: known, session, provider: own } = context.oidc;
        const grant = new own.Grant({
          clientId: known?.clientId ?? "",
          accountId: session?.accountId ?? "",
        });
        grant.addOIDCScope("openid");
        grant.addResourceScope(AUDIENCE, "read");
        await grant.save();
        return grant;
      },
    });
  }

  const result: BrowserProvider = {
    issuer,
    clientId: client.id,
    clientSecret: isPublic ? undefined : client.secret,
    sendBackTo,
    account: undefined,
    asked,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
  return result;
}
