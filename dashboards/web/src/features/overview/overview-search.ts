import { z } from "zod";

import { choiceField, rangeFields } from "../../lib/search-fields.ts";

/** Search parameters of the overview. */
export const overviewSearch = z.object({
  ...rangeFields,
  /** Whether numbers are compared with the time before; they are unless switched off. */
  vs: choiceField(["off"]),
  /** Asks again every 15 seconds. */
  live: choiceField(["on"]),
});

/** Search parameters of the overview. */
export type OverviewSearch = z.infer<typeof overviewSearch>;
