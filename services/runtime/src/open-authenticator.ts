import { stat } from "node:fs/promises";

import { AuditError, describeError } from "./errors.ts";
import type { Logger } from "./logger.ts";
import type { OidcOptions } from "./oidc-authenticator.ts";
import { createAuthenticator, loadTokenFile } from "./tokens.ts";
import type { Authenticator, TokenEntry } from "./tokens.ts";

/** Where principals come from. At least one of them must be there. */
export interface AuthenticatorOptions {
  /** Tokens that never change while the process runs. */
  entries?: readonly TokenEntry[];
  /** A token file; `isOptional` when it may be missing and come later. */
  tokenFile?: { path: string; isOptional?: boolean };
  /** An identity provider. */
  oidc?: OidcOptions | undefined;
  logger: Logger;
  /** Least time between two looks at the file; default a second. */
  checkIntervalMs?: number;
}

const CHECK_INTERVAL_MS = 1000;

/**
 * Opens an authenticator for the tokens of a file and of an identity provider. The file is read again
 * within a second of a change, so that tokens are made and revoked without a restart; a change that
 * cannot be read is logged and the tokens from before stay.
 *
 * @throws AuditError `config_invalid` when the token file cannot be read, or nobody could ever be let
 *   in.
 */
export async function openAuthenticator(options: AuthenticatorOptions): Promise<Authenticator> {
  const { entries = [], tokenFile, oidc, logger, checkIntervalMs = CHECK_INTERVAL_MS } = options;
  const listed = tokenFile && (await openTokenFile(tokenFile, checkIntervalMs, logger));
  const hasTokens = entries.length > 0 || listed?.isEmpty() === false;
  if (!hasTokens && oidc === undefined && tokenFile?.isOptional !== true)
    throw new AuditError(
      "config_invalid",
      `✖ nobody can be let in; ${tokenFile === undefined ? "set TOOLMARK_TOKENS_FILE or TOOLMARK_OIDC_ISSUER" : `${tokenFile.path} holds no token`}`,
    );

  const byProvider = oidc && (await openProvider(oidc, logger));
  const fixed = createAuthenticator(entries);
  return async (token) =>
    (await fixed(token)) ?? (await listed?.authenticate(token)) ?? (await byProvider?.(token));
}

async function openProvider(oidc: OidcOptions, logger: Logger): Promise<Authenticator> {
  // Who has no provider does not load what only a provider takes.
  const { createOidcAuthenticator } = await import("./oidc-authenticator.ts");
  return createOidcAuthenticator({ ...oidc, logger });
}

interface ListedTokens {
  authenticate: Authenticator;
  isEmpty(): boolean;
}

async function openTokenFile(
  { path, isOptional = false }: NonNullable<AuthenticatorOptions["tokenFile"]>,
  checkIntervalMs: number,
  logger: Logger,
): Promise<ListedTokens> {
  let version = await versionOf(path);
  let entries = version === MISSING && isOptional ? [] : await loadTokenFile(path);
  let authenticate = createAuthenticator(entries);
  let checkedAt = performance.now();
  let checking: Promise<void> | undefined;

  async function check(): Promise<void> {
    checkedAt = performance.now();
    const current = await versionOf(path);
    if (current === version) return;
    version = current;
    try {
      const next = current === MISSING && isOptional ? [] : await loadTokenFile(path);
      logger.info(namesOfChange(entries, next), "the token file has changed");
      entries = next;
      authenticate = createAuthenticator(next);
    } catch (error) {
      logger.error(
        { error: describeError(error) },
        "the token file has changed and cannot be read; the tokens from before stay",
      );
    }
  }

  return {
    isEmpty: () => entries.length === 0,
    async authenticate(token) {
      if (checking !== undefined || performance.now() - checkedAt >= checkIntervalMs) {
        checking ??= check().finally(() => {
          checking = undefined;
        });
        await checking;
      }
      return await authenticate(token);
    },
  };
}

const MISSING = "missing";

/** What changes with the content of a file; a replaced file has another inode. */
async function versionOf(path: string): Promise<string> {
  try {
    const { mtimeMs, ctimeMs, size, ino } = await stat(path);
    return [mtimeMs, ctimeMs, size, ino].join(" ");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? MISSING : "unreadable";
  }
}

function namesOfChange(
  before: readonly TokenEntry[],
  after: readonly TokenEntry[],
): { added: string[]; removed: string[] } {
  return { added: namesBeside(before, after), removed: namesBeside(after, before) };
}

function namesBeside(known: readonly TokenEntry[], entries: readonly TokenEntry[]): string[] {
  const digests = new Set(known.map(({ sha256 }) => sha256));
  return entries.filter(({ sha256 }) => !digests.has(sha256)).map(({ name }) => name);
}
