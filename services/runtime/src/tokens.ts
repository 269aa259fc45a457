import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";

import { z } from "zod";

import { AuditError, describeError } from "./errors.ts";
import { roles } from "./permissions.ts";
import type { Role } from "./permissions.ts";
import { writePrivateFile } from "./private-file.ts";

/** Who a request comes from, as its token says. */
export interface Principal {
  /** Name of the token's holder; for emitters the authenticated emitter id. */
  name: string;
  role: Role;
  /** Every read and write of this principal happens in this tenant unless it asks for another. */
  tenant: string;
  /** Tenants it may ask for beside its own. */
  tenants?: readonly string[];
  /** Servers whose events it may read, where it may not read all. */
  servers?: readonly string[];
  /** Who gave the identity, where it was not our own token file. */
  issuer?: string;
  /** The issuer's own, lasting name of this principal, where there is an issuer. */
  subject?: string;
}

const name = z.string().min(1).max(256);

/** One token of a token file. */
export const TokenEntry = z.strictObject({
  name,
  role: z.enum(roles),
  tenant: name.default("default"),
  tenants: z.array(name).max(1000).optional(),
  servers: z.array(name).min(1).max(1000).optional(),
  /** RFC 3339; the token is unknown from then on. */
  expires: z.iso.datetime({ offset: true }).optional(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "expected the SHA-256 of the token in hex"),
});

export type TokenEntry = z.infer<typeof TokenEntry>;

/** Content of a token file: digests only, never the tokens. */
const TokenFile = z.array(TokenEntry);

/**
 * Finds who holds a token; undefined for tokens that are unknown, expired or not valid.
 *
 * @throws AuditError `identity_unavailable` when that cannot be told now.
 */
export type Authenticator = (token: string) => Promise<Principal | undefined>;

/**
 * Builds an authenticator from token entries. Comparison is by SHA-256, so its time says nothing
 * about other tokens.
 */
export function createAuthenticator(entries: readonly TokenEntry[]): Authenticator {
  const byDigest = new Map(
    entries.map(({ sha256, expires, ...principal }) => [sha256, { principal, expires }] as const),
  );
  return async (token) => {
    const found = byDigest.get(digestOf(token));
    if (found === undefined) return undefined;
    const { principal, expires } = found;
    return expires !== undefined && Date.parse(expires) <= Date.now()
      ? undefined
      : withoutUndefined(principal);
  };
}

function withoutUndefined({ tenants, servers, ...principal }: Entry): Principal {
  return { ...principal, ...(tenants && { tenants }), ...(servers && { servers }) };
}

type Entry = Omit<TokenEntry, "sha256" | "expires">;

/**
 * Reads a token file: a JSON array of `{name, role, tenant, sha256}`.
 *
 * @throws AuditError `config_invalid` when it cannot be read or is not valid.
 */
export async function loadTokenFile(path: string): Promise<TokenEntry[]> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new AuditError(
      "config_invalid",
      `✖ the token file ${path} cannot be read: ${describeError(error)}`,
    );
  }
  const result = TokenFile.safeParse(parsed);
  if (result.success) return result.data;
  throw new AuditError(
    "config_invalid",
    `✖ the token file ${path} is not valid\n${z.prettifyError(result.error)}`,
  );
}

/**
 * Reads the token in a file that only its owner can read, or makes a new random one there (256 bits,
 * mode 0600). The entry for the authenticator comes with it.
 */
export async function ensureTokenFile(
  path: string,
  principal: Pick<Principal, "name" | "role" | "tenant">,
): Promise<{ token: string; created: boolean; entry: TokenEntry }> {
  let created = false;
  let token = (await readFile(path, "utf8").catch(ignoreMissing))?.trim();
  if (token === undefined || token === "") {
    token = newToken();
    await writePrivateFile(path, `${token}\n`);
    created = true;
  }
  return { token, created, entry: { ...principal, sha256: digestOf(token) } };
}

/** A new random token of 256 bits. */
export function newToken(): string {
  return `tm_${randomBytes(32).toString("base64url")}`;
}

/** The SHA-256 of a token in hex: all that is kept of it. */
export function digestOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
