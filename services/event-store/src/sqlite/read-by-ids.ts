import { storedRow } from "./part-writer.ts";
import type { ReadPart } from "./read-part.ts";
import { uuidBytes } from "./uuid-bytes.ts";

/** The stored events of a tenant among `ids`, each as its id and its document in JSON. */
export function readByIds(
  parts: readonly ReadPart[],
  { tenant, ids }: { tenant: string; ids: readonly string[] },
): [string, string][] {
  const found: [string, string][] = [];
  const missing = new Set(ids);
  for (const part of parts.toReversed()) {
    const number = part.tenant(tenant);
    if (number === undefined) continue;
    for (const id of missing) {
      const bytes = uuidBytes(id);
      if (bytes === undefined) continue;
      const [row] = part.all(
        "SELECT row, lp, lo FROM ev WHERE id = ? AND tenant = ?",
        bytes,
        number,
      );
      const stored = row && storedRow({ row: row[0], lp: row[1], lo: row[2] });
      if (stored === undefined) continue;
      found.push([id, part.document(stored)]);
      missing.delete(id);
    }
    if (missing.size === 0) break;
  }
  return found;
}
