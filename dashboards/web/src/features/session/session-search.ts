import { z } from "zod";

import { choiceField, rangeFields, textField } from "../../lib/search-fields.ts";

/** Search parameters of one session. */
export const sessionSearch = z.object({
  /** The view; the timeline without one. */
  tab: choiceField(["tree", "graph", "tools"]),
  /** Which steps: all but reads, or those that changed something; all without one. */
  show: choiceField(["no-reads", "changes"]),
  /** What of the session is in sight; all, or its most telling part, without it. */
  ...rangeFields,
  /** The open event, and the tab of its drawer. */
  e: textField(64),
  view: textField(32),
  asof: textField(),
});
/** Search parameters of one session. */
export type SessionSearch = z.infer<typeof sessionSearch>;
