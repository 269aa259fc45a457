import { z } from "@hono/zod-openapi";
import { AuditError } from "@toolmark/runtime/errors";
import type { MiddlewareHandler } from "hono";

import { quote, suggestName } from "./name-suggestion.ts";

/** Parameters that may be given more than once. */
const repeatable: ReadonlySet<string> = new Set(["fields"]);

/** An RFC 3339 instant; the value is milliseconds since the epoch. */
function instant(description: string) {
  return z
    .string()
    .transform((text, context) => {
      if (z.iso.datetime({ offset: true }).safeParse(text).success) return toMilliseconds(text);
      const hint = / \d\d:\d\d$/.test(text) ? "; write + as %2B" : "";
      context.addIssue({
        code: "custom",
        message: `expected an RFC 3339 time such as 2026-11-24T08:00:00Z, not ${quote(text)}${hint}`,
      });
      return z.NEVER;
    })
    .openapi({ type: "string", format: "date-time", description });
}

// Events are kept in milliseconds. Rounding up is exact for both ends of a half-open range.
function toMilliseconds(text: string): number {
  const beyond = /\.\d{3}(\d+)/.exec(text)?.[1] ?? "";
  return Date.parse(text) + (/[1-9]/.test(beyond) ? 1 : 0);
}

/** A whole number in digits, between two bounds. */
export function wholeNumber(minimum: number, maximum: number, byDefault: number) {
  const message = `expected a whole number from ${minimum} to ${maximum}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, message)
    .default(byDefault)
    .openapi({ type: "integer", minimum, maximum, default: byDefault });
}

/** `true` or `false`. */
export function flag(description: string) {
  return z
    .enum(["true", "false"])
    .default("false")
    .transform((text) => text === "true")
    .openapi({ type: "boolean", default: false, description });
}

/** Parameters of every route that reads events. */
export const accessParameters = {
  tenant: z
    .string()
    .optional()
    .openapi({ description: "tenant to read, of those the token opens; default its own" }),
  reveal: flag(
    "whether parameters, results and states are shown; needs a reason in the header Toolmark-Purpose",
  ),
};

/** Parameters of every question about time. */
export const rangeParameters = {
  from: instant("oldest time, included").optional(),
  to: instant("end of the range, not included").optional(),
  asof: z.string().optional().openapi({ description: "`asof` of an earlier answer; default now" }),
};

/** Parameters of every answer in pages. */
export const pageParameters = {
  limit: wholeNumber(1, 1000, 100),
  cursor: z.string().optional().openapi({ description: "`cursor` of the page before" }),
};

/** Parameter of answers that say how many events there are over all pages. */
export const countParameters = {
  count: z.enum(["capped", "all"]).default("capped").openapi({
    description: "capped: totals are exact up to 10,000, which is quick; all: always exact",
  }),
};

/** Parameters that say which events are asked for. */
export const questionParameters = {
  q: z.string().optional().openapi({
    description: "query in Toolmark's query language (docs/query-language.md); empty matches all",
    example: "actor:alice@example.com tool:crm.* -outcome:success",
  }),
  kind: z.enum(["rows", "attempts", "all"]).optional().openapi({
    description:
      "rows leaves attempts and reads of the trail out, which is the default unless the query asks for them by name (phase:attempt, type:audit.searched)",
  }),
};

/**
 * Refuses parameters that a route does not know, with the name that was probably meant, and single
 * ones given twice: a filter that is silently ignored shows events that were not asked for.
 *
 * @throws AuditError `query_invalid` from the handler.
 */
export function onlyParameters(names: readonly string[]): MiddlewareHandler {
  return async (context, next) => {
    const parameters = new URL(context.req.url).searchParams;
    for (const name of new Set(parameters.keys())) {
      if (!names.includes(name))
        throw new AuditError(
          "query_invalid",
          `there is no parameter ${quote(name)} here${suggestName(name, names)}`,
        );
      if (!repeatable.has(name) && parameters.getAll(name).length > 1)
        throw new AuditError("query_invalid", `${name} is given twice; give it once`);
    }
    await next();
  };
}

/**
 * Checks that a range is not empty or backwards.
 *
 * @throws AuditError `query_invalid`.
 */
export function checkRange(range: { from?: number | undefined; to?: number | undefined }): void {
  if (range.from !== undefined && range.to !== undefined && range.from >= range.to)
    throw new AuditError("query_invalid", "from must be before to");
}
