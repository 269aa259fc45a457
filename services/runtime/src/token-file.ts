import { mkdir, open, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { z } from "zod";

import { AuditError } from "./errors.ts";
import { writePrivateFile } from "./private-file.ts";
import { digestOf, loadTokenFile, newToken, TokenEntry } from "./tokens.ts";

/** What a token file says of a token; the token itself is nowhere. */
export type ListedToken = Omit<TokenEntry, "sha256"> & { isExpired: boolean };

/** What a new token is for. */
export interface NewToken extends Pick<TokenEntry, "name" | "role" | "tenant"> {
  /** Tenants it opens beside its own. */
  tenants?: readonly string[];
  /** Servers whose events it opens; default all. */
  servers?: readonly string[];
  /** RFC 3339; the token is unknown from then on. */
  expires?: string;
}

/**
 * Makes a token and adds it to a token file, which is made when it is missing; services that use the
 * file know the token within a second. The token is told here and never again: the file keeps its
 * digest.
 *
 * @throws AuditError `conflict` when the file has a token of this name, `request_invalid` for values
 *   that are not valid, `config_invalid` when the file is not a token file.
 */
export async function addToken(path: string, principal: NewToken): Promise<string> {
  const token = newToken();
  const entry = TokenEntry.safeParse({ ...principal, sha256: digestOf(token) });
  if (!entry.success)
    throw new AuditError(
      "request_invalid",
      `this token cannot be made\n${z.prettifyError(entry.error)}`,
    );
  if (principal.expires !== undefined && Date.parse(principal.expires) <= Date.now())
    throw new AuditError("request_invalid", "expires is in the past; give a time to come");
  await changeTokens(path, (entries) => {
    if (entries.some(({ name }) => name === principal.name))
      throw new AuditError(
        "conflict",
        `there is a token named ${principal.name}; revoke it first or choose another name`,
      );
    return [...entries, entry.data];
  });
  return token;
}

/**
 * Lists the tokens of a file in the order in which they were made; none when the file is missing.
 *
 * @throws AuditError `config_invalid` when it is not a token file.
 */
export async function listTokens(path: string): Promise<ListedToken[]> {
  const now = Date.now();
  return (await readTokens(path)).map(({ sha256: _sha256, ...entry }) => ({
    ...entry,
    isExpired: entry.expires !== undefined && Date.parse(entry.expires) <= now,
  }));
}

/**
 * Removes a token from a file; services that use the file refuse it within a second.
 *
 * @throws AuditError `not_found` when the file has no token of this name.
 */
export async function revokeToken(path: string, name: string): Promise<void> {
  await changeTokens(path, (entries) => {
    const rest = entries.filter((entry) => entry.name !== name);
    if (rest.length === entries.length)
      throw new AuditError("not_found", `there is no token named ${name} in ${path}`);
    return rest;
  });
}

async function changeTokens(
  path: string,
  change: (entries: readonly TokenEntry[]) => readonly TokenEntry[],
): Promise<void> {
  await using _lock = await lockFile(`${path}.lock`);
  const entries = change(await readTokens(path));
  await writePrivateFile(path, `${JSON.stringify(entries, null, 2)}\n`);
}

async function readTokens(path: string): Promise<TokenEntry[]> {
  const exists = await stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
  return exists ? await loadTokenFile(path) : [];
}

const LOCK_WAIT_MS = 5000;
const LOCK_PAUSE_MS = 20;

// Two commands at once must not undo each other: a revoked token would be known again.
async function lockFile(path: string): Promise<AsyncDisposable> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const deadline = Date.now() + LOCK_WAIT_MS;
  for (;;) {
    try {
      const file = await open(path, "wx", 0o600);
      await file.close();
      return { [Symbol.asyncDispose]: async () => await rm(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if (Date.now() > deadline)
        throw new AuditError(
          "conflict",
          `another command changes the tokens; if none runs, remove ${path}`,
          { cause: error },
        );
      await pause(LOCK_PAUSE_MS);
    }
  }
}
