import { hash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { replaceFile } from "./job-file.ts";

const PREFIX = ".tenant-";

/**
 * Remembers that a tenant has schedules: the trail is asked one tenant at a time, and no list of them
 * exists anywhere else.
 */
export async function rememberTenant(directory: string, tenant: string): Promise<void> {
  const name = PREFIX + hash("sha256", tenant, "hex");
  await replaceFile(directory, name, tenant, { isDurable: true });
}

/** The tenants remembered in a directory. */
export async function rememberedTenants(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => /^\.tenant-[0-9a-f]{64}$/.test(name));
  return await Promise.all(
    names.map(async (name) => await readFile(join(directory, name), "utf8")),
  );
}
