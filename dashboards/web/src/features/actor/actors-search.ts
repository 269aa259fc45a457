import { z } from "zod";

import { choiceField, rangeFields, textField } from "../../lib/search-fields.ts";

/** Search parameters of `/actors`. */
export const actorsSearch = z.object({
  ...rangeFields,
  /** What is listed; default people and services. */
  of: choiceField(["agent", "client", "credential", "server"]),
  /** Query that the events must meet as well. */
  q: textField(2048),
  asof: textField(8192),
});
export type ActorsSearch = z.infer<typeof actorsSearch>;
