import { z } from "zod";

import { choiceField, rangeFields, textField } from "../../lib/search-fields.ts";

/** Search parameters of `/reports`: the export that is being made up, or the one that is shown. */
export const reportsSearch = z.object({
  ...rangeFields,
  /** What of the page is shown; default a new export. */
  tab: choiceField(["exports", "schedules"]),
  q: textField(2048),
  kind: choiceField(["rows", "attempts", "all"]),
  /** A report's template, or `data` for rows as they are. */
  template: choiceField(["data", "events", "access-review", "changes", "approvals", "denied"]),
  format: textField(16),
  /** Columns of a table, with commas between. */
  columns: textField(4096),
  asof: textField(8192),
  /** Export that is shown. */
  id: textField(64),
});
export type ReportsSearch = z.infer<typeof reportsSearch>;
