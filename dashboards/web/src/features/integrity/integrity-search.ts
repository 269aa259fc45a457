import { z } from "zod";

import { choiceField, rangeFields } from "../../lib/search-fields.ts";

/** Why records are refused, as the API names it. */
export const quarantineReasons = [
  "empty",
  "not_utf8",
  "not_json",
  "too_large",
  "too_deep",
  "lone_surrogate",
  "nul_character",
  "unknown_schema_version",
  "schema_violation",
  "time_implausible",
  "conflict",
  "store_rejected",
] as const;

/** Search parameters of the page on integrity. */
export const integritySearch = z.object({
  ...rangeFields,
  /** Absent: what is missing from the record. */
  tab: choiceField(["quarantine", "reconcile", "ledger"]),
  /** Only records that were refused for this reason. */
  reason: choiceField(quarantineReasons),
});

/** Search parameters of the page on integrity. */
export type IntegritySearch = z.infer<typeof integritySearch>;
