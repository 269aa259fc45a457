import { z } from "zod";

import { choiceField, rangeFields, textField } from "../../lib/search-fields.ts";

/**
 * Search parameters of `/resources`: without `uri` the recently changed ones are listed, without a
 * range all that is recorded is shown.
 */
export const resourceSearch = z.object({
  ...rangeFields,
  uri: textField(4096),
  /** Start of the URIs that are listed. */
  prefix: textField(4096),
  /** RFC 3339: when the state is looked at; default now. */
  at: z.iso.datetime().optional().catch(undefined),
  /** What of the activity is shown; default all. */
  show: choiceField(["changes", "reads", "denied"]),
  /** Event that is chosen in the activity, whether its drawer is open, and the open tab in it. */
  e: textField(64),
  open: choiceField(["event"]),
  tab: textField(32),
  asof: textField(8192),
});
export type ResourceSearch = z.infer<typeof resourceSearch>;
