import { hash } from "node:crypto";

import type { Cleaner } from "./cleaner.ts";
import type { Actor } from "./event-parts.ts";
import { arrayOf, compact, objectOf, stringOf } from "./json-object.ts";
import type { JsonObject } from "./json-object.ts";

const MAX_DELEGATION = 10;

/**
 * The actor that a token's verifier stands for: `AuthInfo` of the MCP SDKs, whose `extra` may hold the
 * claims `sub`, `iss`, `name`, `email`, `groups` and `act` (RFC 8693 section 4.1). Verified, because
 * servers set `AuthInfo` only after their verifier accepted the token. The token itself never gets
 * into an event, only the start of its SHA-256.
 */
export function actorOf(authInfo: unknown, cleaner: Cleaner): Actor {
  const auth = objectOf(authInfo);
  if (auth === undefined) return { type: "unknown", assurance: "none" };
  const claims = objectOf(auth["extra"]) ?? {};
  const clientId = identifier(auth["clientId"], cleaner);
  const subject = identifier(claims["sub"], cleaner);
  const issuer = cleaner.text(claims["iss"]);
  const delegation = delegationOf(claims["act"], cleaner);
  const agentId = delegation[0]?.subject;
  return {
    type: subject === undefined ? "credential" : subject === clientId ? "service" : "user",
    ...compact({
      id: subject ?? clientId,
      issuer,
      claims: compact({
        name: cleaner.text(claims["name"]),
        email: cleaner.text(claims["email"]),
        groups: textsOf(claims["groups"], 64, cleaner),
      }),
      agent: agentId === undefined ? undefined : { id: agentId },
      delegation: delegation.length === 0 ? undefined : delegation,
      credential: compact({
        type: auth["token"] === undefined ? undefined : "bearer",
        client_id: clientId,
        scopes: textsOf(auth["scopes"], 128, cleaner),
        issuer,
        audience: cleaner.text(
          auth["resource"] instanceof URL ? auth["resource"].href : auth["resource"],
        ),
        expires_at: instantOf(auth["expiresAt"]),
        fingerprint: fingerprintOf(auth),
      }),
    }),
    assurance: "verified",
  };
}

/** A name for a token that does not give it away: the start of its SHA-256. */
export function fingerprintOf(auth: JsonObject | undefined): string | undefined {
  const token = stringOf(auth?.["token"]);
  if (token === undefined) return undefined;
  return `sha256:${hash("sha256", token, "hex").slice(0, 16)}`;
}

function identifier(value: unknown, cleaner: Cleaner): string | undefined {
  return cleaner.text(value, 512);
}

function textsOf(value: unknown, limit: number, cleaner: Cleaner): string[] | undefined {
  const texts = arrayOf(value)
    .slice(0, limit)
    .flatMap((item) => cleaner.text(item) ?? []);
  return texts.length === 0 ? undefined : texts;
}

/** The chain of `act` claims, the one who acts now first. */
function delegationOf(act: unknown, cleaner: Cleaner): NonNullable<Actor["delegation"]> {
  const chain: NonNullable<Actor["delegation"]> = [];
  let current = objectOf(act);
  while (current !== undefined && chain.length < MAX_DELEGATION) {
    const subject = identifier(current["sub"], cleaner);
    if (subject === undefined) break;
    const issuer = cleaner.text(current["iss"]);
    chain.push({ subject, ...(issuer === undefined ? {} : { issuer }) });
    current = objectOf(current["act"]);
  }
  return chain;
}

function instantOf(seconds: unknown): string | undefined {
  if (typeof seconds !== "number" || !Number.isFinite(seconds)) return undefined;
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
