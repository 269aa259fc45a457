import { join } from "node:path";

import type { Logger } from "@toolmark/runtime/logger";
import type { OidcOptions } from "@toolmark/runtime/oidc-authenticator";
import { openAuthenticator } from "@toolmark/runtime/open-authenticator";
import { ensureTokenFile } from "@toolmark/runtime/tokens";
import type { Authenticator, TokenEntry } from "@toolmark/runtime/tokens";

/** The tokens that an embedded form makes for itself. */
export interface EmbeddedTokens {
  adminToken: string;
  emitterToken: string;
  /** Whether the admin token was made just now; it is then printed once. */
  created: boolean;
  adminTokenFile: string;
  emitterTokenFile: string;
  entries: readonly TokenEntry[];
}

/**
 * Reads the tokens of a data directory, making on the first start `admin.token` (reads and writes)
 * and `emitter.token` (writes only), both mode 0600.
 */
export async function openTokens(directory: string, tenant: string): Promise<EmbeddedTokens> {
  const adminTokenFile = join(directory, "admin.token");
  const emitterTokenFile = join(directory, "emitter.token");
  const admin = await ensureTokenFile(adminTokenFile, { name: "admin", role: "admin", tenant });
  const emitter = await ensureTokenFile(emitterTokenFile, {
    name: "emitter",
    role: "emitter",
    tenant,
  });
  return {
    entries: [admin.entry, emitter.entry],
    adminToken: admin.token,
    emitterToken: emitter.token,
    created: admin.created,
    adminTokenFile,
    emitterTokenFile,
  };
}

/**
 * Opens the authenticator of an embedded form: its own tokens, those of `tokens.json` in its data
 * directory, which may come and go while it runs, and those of an identity provider.
 */
export async function openEmbeddedAuthenticator(options: {
  directory: string;
  tokens: EmbeddedTokens;
  oidc: OidcOptions | undefined;
  logger: Logger;
}): Promise<Authenticator> {
  const { directory, tokens, oidc, logger } = options;
  return await openAuthenticator({
    entries: tokens.entries,
    tokenFile: { path: join(directory, "tokens.json"), isOptional: true },
    oidc,
    logger,
  });
}
