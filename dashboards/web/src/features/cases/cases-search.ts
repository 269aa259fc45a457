import { z } from "zod";

import { choiceField } from "../../lib/search-fields.ts";

/** Search parameters of the list of cases. */
export const casesSearch = z.object({ state: choiceField(["open", "closed"]) });
