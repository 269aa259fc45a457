import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

import { z } from "zod";

import { AuditError, describeError } from "./errors.ts";

/** What a token's holder may do. `emitter` writes only, `reader` reads only, `admin` both. */
export const roles = ["admin", "reader", "emitter"] as const;
export type Role = (typeof roles)[number];

/** Who a request comes from, as its token says. */
export interface Principal {
  /** Name of the token's holder; for emitters the authenticated emitter id. */
  name: string;
  role: Role;
  /** Every read and write of this principal happens in this tenant. */
  tenant: string;
}

const TokenEntry = z.strictObject({
  name: z.string().min(1).max(256),
  role: z.enum(roles),
  tenant: z.string().min(1).max(256).default("default"),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "expected the SHA-256 of the token in hex"),
});

/** Content of a token file: digests only, never the tokens. */
export const TokenFile = z.array(TokenEntry).min(1);

/** Finds who holds a token. Comparison is by SHA-256, so its time says nothing about other tokens. */
export type Authenticator = (token: string) => Principal | undefined;

/** Builds an authenticator from token entries. */
export function createAuthenticator(entries: z.infer<typeof TokenFile>): Authenticator {
  const byDigest = new Map(
    entries.map(({ name, role, tenant, sha256 }) => [sha256, { name, role, tenant }] as const),
  );
  return (token) => byDigest.get(digestOf(token));
}

/**
 * Reads a token file: a JSON array of `{name, role, tenant, sha256}`.
 *
 * @throws AuditError `config_invalid` when it cannot be read or is not valid.
 */
export async function loadTokenFile(path: string): Promise<z.infer<typeof TokenFile>> {
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
  principal: Principal,
): Promise<{ token: string; created: boolean; entry: z.infer<typeof TokenEntry> }> {
  let created = false;
  let token = (await readFile(path, "utf8").catch(ignoreMissing))?.trim();
  if (token === undefined || token === "") {
    token = `tm_${randomBytes(32).toString("base64url")}`;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = `${path}.${process.pid}.tmp`;
    const file = await open(temporary, "w", 0o600);
    try {
      await file.writeFile(`${token}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path).catch(async (error: unknown) => {
      await rm(temporary, { force: true });
      throw error;
    });
    created = true;
  }
  return { token, created, entry: { ...principal, sha256: digestOf(token) } };
}

function digestOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
