import { createServer } from "node:http";

import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { JWK, JWTHeaderParameters, JWTPayload } from "jose";
import { Provider } from "oidc-provider";

/** What the trail's tokens are for, in tests. */
export const AUDIENCE = "https://toolmark.example";

/** A real OpenID Connect provider on loopback. */
export interface IdentityProvider extends AsyncDisposable {
  readonly issuer: string;
  /** Paths that were asked for since the last look. */
  takeRequests(): string[];
  /** An access token of the provider, got over HTTP by client credentials for a resource. */
  accessToken(claims: Readonly<Record<string, unknown>>, resource?: string): Promise<string>;
  /** Signs any payload with the provider's current key: tokens that a provider would not give. */
  sign(payload: JWTPayload, header?: Partial<JWTHeaderParameters>): Promise<string>;
  /** The current public key, as the provider publishes it. */
  publicKey(): JWK;
  /** Exchanges the signing key; tokens of the one before are no longer good. */
  rotateKey(): Promise<void>;
  /** Answers every request with this status, as a provider in trouble does; undefined ends it. */
  failWith(status: number | undefined): void;
}

/** Starts a provider; `port` when it must come back where it was. */
export async function startIdentityProvider(
  options: { algorithm?: "RS256" | "ES256" | "PS256" | "EdDSA"; port?: number } = {},
): Promise<IdentityProvider> {
  const { algorithm = "RS256" } = options;
  let extraClaims: Record<string, unknown> = {};
  let handle: ReturnType<Provider["callback"]> | undefined;
  let key: Awaited<ReturnType<typeof makeKey>>;
  let failure: number | undefined;
  let requests: string[] = [];
  let keyNumber = 0;

  const server = createServer((request, response) => {
    requests.push(request.url ?? "");
    if (failure === undefined) void handle?.(request, response);
    else response.writeHead(failure).end();
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  const client = { id: "investigator", secret: "test-secret" };

  async function rotateKey(): Promise<void> {
    keyNumber++;
    key = await makeKey(algorithm, `key-${keyNumber}`);
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: client.id,
          client_secret: client.secret,
          grant_types: ["client_credentials"],
          redirect_uris: [],
          response_types: [],
          id_token_signed_response_alg: algorithm,
        },
      ],
      jwks: { keys: [key.privateJwk] },
      cookies: { keys: ["test"] },
      ttl: { ClientCredentials: 600 },
      enabledJWA: { idTokenSigningAlgValues: ["RS256", "PS256", "ES256", "EdDSA"] },
      features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: (_context, resource) => ({
            audience: resource,
            scope: "read",
            accessTokenFormat: "jwt",
            jwt: { sign: { alg: algorithm } },
          }),
        },
      },
      extraTokenClaims: () => extraClaims,
    });
    handle = provider.callback();
  }

  await rotateKey();
  return {
    issuer,
    takeRequests: () => {
      const taken = requests;
      requests = [];
      return taken;
    },
    async accessToken(claims, resource = AUDIENCE) {
      extraClaims = claims;
      const response = await fetch(`${issuer}/token`, {
        method: "POST",
        headers: {
          authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString("base64")}`,
        },
        body: new URLSearchParams({ grant_type: "client_credentials", scope: "read", resource }),
      });
      const { access_token: token }: { access_token?: string } = JSON.parse(await response.text());
      if (token === undefined) throw new Error(`the provider answered ${response.status}`);
      return token;
    },
    sign: async (payload, header) =>
      await new SignJWT(payload)
        .setProtectedHeader({ alg: algorithm, kid: key.privateJwk.kid, typ: "at+jwt", ...header })
        // What a header calls critical must be known to who signs.
        .sign(key.privateKey, { crit: { unheard_of: false } }),
    publicKey: () => key.publicJwk,
    rotateKey,
    failWith(status) {
      failure = status;
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function makeKey(algorithm: string, kid: string) {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const about = { kid, alg: algorithm, use: "sig" };
  return {
    privateKey,
    privateJwk: { ...(await exportJWK(privateKey)), ...about },
    publicJwk: { ...(await exportJWK(publicKey)), ...about },
  };
}
