import { z } from "zod";

import { rangeFields } from "../../lib/search-fields.ts";

/** Search parameters of the findings. */
export const findingsSearch = z.object({ ...rangeFields });
