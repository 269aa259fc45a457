import { AuditError } from "@toolmark/runtime/errors";
import type { QuarantineEntry } from "@toolmark/schemas/normalized-event";

import type { Reader } from "../access/reader.ts";

/** Most entries that are looked through for one. */
export const MAX_LOOKED_THROUGH = 10_000;

// Entries carry their bytes.
const PAGE = 50;

/**
 * Finds an entry of quarantine by its id, newest first.
 *
 * @throws AuditError `not_found` when it is not among the newest 10,000.
 */
export async function findEntry(reader: Reader, id: string): Promise<QuarantineEntry> {
  let looked = 0;
  let after: { recorded: number; id: string } | undefined;
  do {
    const page = await reader.listQuarantine({ limit: PAGE, ...(after && { after }) });
    const entry = page.entries.find((candidate) => candidate.id === id);
    if (entry !== undefined) return entry;
    looked += page.entries.length;
    after = page.next;
  } while (after !== undefined && looked < MAX_LOOKED_THROUGH);
  throw new AuditError(
    "not_found",
    after === undefined
      ? "there is no such entry in quarantine"
      : `it is not among the newest ${MAX_LOOKED_THROUGH} entries; replay it with all of its reason`,
  );
}
