import { existsSync } from "node:fs";
import { join } from "node:path";

import { createAuthenticator, ensureTokenFile, loadTokenFile } from "@toolmark/runtime/tokens";
import type { Authenticator } from "@toolmark/runtime/tokens";

/** The tokens of an embedded form. */
export interface EmbeddedTokens {
  authenticate: Authenticator;
  adminToken: string;
  emitterToken: string;
  /** Whether the admin token was made just now; it is then printed once. */
  created: boolean;
  adminTokenFile: string;
  emitterTokenFile: string;
}

/**
 * Reads the tokens of a data directory, making on the first start `admin.token` (reads and writes)
 * and `emitter.token` (writes only), both mode 0600. More tokens can be listed in `tokens.json`.
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
  const listed = join(directory, "tokens.json");
  const more = existsSync(listed) ? await loadTokenFile(listed) : [];
  return {
    authenticate: createAuthenticator([admin.entry, emitter.entry, ...more]),
    adminToken: admin.token,
    emitterToken: emitter.token,
    created: admin.created,
    adminTokenFile,
    emitterTokenFile,
  };
}
