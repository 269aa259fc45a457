import { z } from "zod";

import { choiceField, rangeFields, textField } from "../../lib/search-fields.ts";

/** Search parameters of `/actors/$id`: what the id is of, and the time that is looked at. */
export const actorSearch = z.object({
  ...rangeFields,
  as: choiceField(["actor", "agent", "client", "credential", "server"]),
  asof: textField(8192),
});
export type ActorSearch = z.infer<typeof actorSearch>;
