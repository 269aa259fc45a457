import { z } from "@hono/zod-openapi";

// Control and bidirectional characters: a name is shown in lists, where they would deceive.
const hidden = /[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;

/** A name of one line that a person gives. */
export function nameText(maxLength = 200) {
  return z
    .string()
    .trim()
    .min(1, "expected a name")
    .max(maxLength)
    .refine((text) => !hidden.test(text) && text.isWellFormed(), {
      message: "a name may not hold line breaks, control or direction characters",
    });
}

/** Text of several lines that a person writes. */
export function noteText() {
  return z
    .string()
    .trim()
    .min(1, "expected some text")
    .max(8192)
    .refine((text) => !text.includes("\0") && text.isWellFormed(), {
      message: "text may not hold U+0000 or half a surrogate pair",
    });
}
