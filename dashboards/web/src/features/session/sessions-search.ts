import { z } from "zod";

import { rangeFields, textField } from "../../lib/search-fields.ts";

/** Search parameters of the list of sessions. */
export const sessionsSearch = z.object({ q: textField(), ...rangeFields, asof: textField() });
/** Search parameters of the list of sessions. */
export type SessionsSearch = z.infer<typeof sessionsSearch>;
