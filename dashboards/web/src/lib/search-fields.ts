import { z } from "zod";

import { isRangeEnd } from "./range.ts";

/** A text in an address; left out where it is too long. */
export function textField(most = 8192) {
  return z.string().max(most).optional().catch(undefined);
}

/** One of several words in an address; left out where it is another. */
export function choiceField<const Choice extends string>(choices: readonly [Choice, ...Choice[]]) {
  return z.enum(choices).optional().catch(undefined);
}

/** A time range in an address: `from` and `to`, RFC 3339 or relative. */
export const rangeFields = {
  from: z.string().refine(isRangeEnd).optional().catch(undefined),
  to: z.string().refine(isRangeEnd).optional().catch(undefined),
};
