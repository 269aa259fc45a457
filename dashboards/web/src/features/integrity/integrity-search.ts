import { quarantineReasons } from "@toolmark/schemas/normalized-event";
import { z } from "zod";

import { choiceField, rangeFields } from "../../lib/search-fields.ts";

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
