import { z } from "zod";

import { textField } from "../../lib/search-fields.ts";

/** Search parameters of a case. */
export const caseSearch = z.object({
  /** The open event, and the tab of its drawer. */
  e: textField(64),
  tab: textField(32),
});
