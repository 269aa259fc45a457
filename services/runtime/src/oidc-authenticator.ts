import { createRemoteJWKSet, customFetch, decodeJwt, errors, jwtVerify } from "jose";
import type { JWTVerifyGetKey, JWTVerifyResult } from "jose";
import { z } from "zod";

import { AuditError, describeError } from "./errors.ts";
import type { Logger } from "./logger.ts";
import { principalOfClaims } from "./principal-claims.ts";
import type { ClaimNames } from "./principal-claims.ts";
import type { Authenticator } from "./tokens.ts";
import { isTrustedUrl } from "./trusted-url.ts";

/** An identity provider whose access tokens are taken. */
export interface OidcOptions extends ClaimNames {
  /** Exactly as tokens and the provider's metadata write it. */
  issuer: string;
  /** What a token must be for: this trail. */
  audience: string;
}

/** Signatures that are taken: asymmetric ones only, so that a public key is never a secret. */
const algorithms = ["RS256", "PS256", "ES256", "EdDSA"];

/** What a token may call itself (RFC 9068, RFC 7519), where it does. */
const tokenTypes: ReadonlySet<string> = new Set(["jwt", "at+jwt"]);

const CLOCK_TOLERANCE_S = 5;
const MAX_TOKEN_AGE = "24h";
const TIMEOUT_MS = 5000;
const MAX_METADATA_BYTES = 1024 * 1024;
/** Least time between two requests for keys that are not there. */
const KEYS_COOLDOWN_MS = 30_000;
const KEYS_MAX_AGE_MS = 600_000;
/** How long after a failure the provider is not asked again. */
const FAILURE_COOLDOWN_MS = 2000;
const SAME_REFUSAL_LOG_MS = 10_000;

const Metadata = z.object({
  issuer: z.string(),
  jwks_uri: z.url().refine(isTrustedUrl, "expected an https URL, or http of this machine"),
});

/**
 * Creates an authenticator for the access tokens (RFC 9068) of an OpenID Connect provider. The
 * provider is found by discovery when the first token comes; its keys are kept for ten minutes and
 * asked for again when a token names another, at most every 30 seconds.
 *
 * A token counts when its signature, issuer, audience and times hold, it is not bound to a key of its
 * holder (`cnf`), and its claims name a role and a tenant. Why one does not is in the log only.
 *
 * @param options.keysCooldownMs for tests.
 * @throws AuditError from the authenticator: `identity_unavailable` while the provider cannot be
 *   reached.
 */
export function createOidcAuthenticator(
  options: OidcOptions & { logger: Logger; keysCooldownMs?: number },
): Authenticator {
  const { issuer, audience, logger } = options;
  const keys = createKeyFinder(options);
  const logRefusal = createRefusalLog(logger);

  return async (token) => {
    if (!isJwtShaped(token) || !isIssuedBy(token, issuer)) return undefined;
    let verified: JWTVerifyResult;
    try {
      verified = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms,
        clockTolerance: CLOCK_TOLERANCE_S,
        maxTokenAge: MAX_TOKEN_AGE,
        requiredClaims: ["exp", "sub"],
      });
    } catch (error) {
      if (error instanceof AuditError) throw error;
      logRefusal(error instanceof errors.JOSEError ? error.code : "key", describeError(error));
      return undefined;
    }
    const { payload, protectedHeader } = verified;
    const type = protectedHeader.typ?.toLowerCase().replace(/^application\//, "");
    if (type !== undefined && !tokenTypes.has(type)) {
      logRefusal("typ", "the token is of another type");
      return undefined;
    }
    if (payload["cnf"] !== undefined) {
      logRefusal("cnf", "the token is bound to a key, which a bearer token cannot prove");
      return undefined;
    }
    const claimed = principalOfClaims(payload, issuer, options);
    if (claimed.kind === "principal") return claimed.principal;
    logRefusal(claimed.claim, `the claim ${claimed.claim} does not say what it must`);
    return undefined;
  };
}

/** Whether a token can only be a signed JWT: three parts; tokens of a token file have no dots. */
function isJwtShaped(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token);
}

// Tokens of other issuers must not make this process ask the provider for anything.
function isIssuedBy(token: string, issuer: string): boolean {
  try {
    return decodeJwt(token).iss === issuer;
  } catch {
    return false;
  }
}

function createKeyFinder(options: {
  issuer: string;
  logger: Logger;
  keysCooldownMs?: number;
}): JWTVerifyGetKey {
  const { issuer, logger, keysCooldownMs = KEYS_COOLDOWN_MS } = options;
  let keySet: KeySet | undefined;
  let discovery: Promise<KeySet> | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;

  async function discover(): Promise<KeySet> {
    const address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
    const response = await boundedFetch(address, {
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status !== 200) throw new Error(`${address} answered ${response.status}`);
    const metadata = Metadata.parse(await response.json());
    if (metadata.issuer !== issuer)
      throw new Error(`${address} is of another issuer; set TOOLMARK_OIDC_ISSUER as it writes it`);
    const found = createRemoteJWKSet(new URL(metadata.jwks_uri), {
      timeoutDuration: TIMEOUT_MS,
      cooldownDuration: keysCooldownMs,
      cacheMaxAge: KEYS_MAX_AGE_MS,
      [customFetch]: boundedFetch,
    });
    await found.reload();
    return found;
  }

  async function find(kid: string | undefined): Promise<KeySet> {
    const fresh = keySet?.fresh === true ? keySet : undefined;
    const isKnown = fresh?.jwks()?.keys.some((key) => key.kid === kid) === true;
    // Tokens that anybody can make up must not become requests to a provider that is in trouble.
    if (!isKnown && performance.now() - failedAt < FAILURE_COOLDOWN_MS)
      throw new Error("the provider failed a moment ago");
    if (fresh !== undefined) return fresh;
    discovery ??= discover().finally(() => {
      discovery = undefined;
    });
    keySet = await discovery;
    return keySet;
  }

  function failed(error: unknown): AuditError {
    if (performance.now() - failedAt >= FAILURE_COOLDOWN_MS) {
      failedAt = performance.now();
      logger.error({ issuer, error: describeError(error) }, "the identity provider gives no keys");
    }
    return new AuditError(
      "identity_unavailable",
      "the identity provider of this token cannot be reached now; try again",
      { cause: error },
    );
  }

  return async (header, token) => {
    try {
      const found = await find(header?.kid);
      return await found(header, token);
    } catch (error) {
      if (isAboutToken(error)) throw error;
      throw failed(error);
    }
  };
}

type KeySet = ReturnType<typeof createRemoteJWKSet>;

function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}

async function boundedFetch(address: string, init: RequestInit): Promise<Response> {
  const response = await fetch(address, init);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_METADATA_BYTES) throw new Error(`${address} answered too much`);
    chunks.push(chunk);
  }
  return new Response(Buffer.concat(chunks), { status: response.status });
}

function createRefusalLog(logger: Logger): (reason: string, detail: string) => void {
  const last = new Map<string, number>();
  return (reason, detail) => {
    const now = performance.now();
    if (now - (last.get(reason) ?? Number.NEGATIVE_INFINITY) < SAME_REFUSAL_LOG_MS) return;
    last.set(reason, now);
    logger.warn({ reason, detail }, "a token of the identity provider was refused");
  };
}
