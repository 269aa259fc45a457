import { z } from "@hono/zod-openapi";
import { AuditError } from "@toolmark/runtime/errors";
import { fieldIds, fields } from "@toolmark/schemas/fields";
import type { MiddlewareHandler } from "hono";

import { filterNames, quote, suggestName } from "./query-filter.ts";

/** Parameters that may be given more than once. */
const repeatable: ReadonlySet<string> = new Set([
  ...filterNames,
  "text",
  "has",
  "missing",
  "fields",
]);

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

/**
 * Parameters that say which events are asked for. They are documented here and read by
 * `readConditions`, so most have no type of their own.
 */
export const filterParameters = {
  ...(Object.fromEntries(
    fieldIds.flatMap((id) => {
      const { description, example, aliases } = fields[id];
      return [
        [id, listed(`${description}; given again, any value matches`, example)],
        ...aliases.map((alias: string) => [alias, listed(`the same as ${id}`, example)]),
      ];
    }),
  ) as object),
  text: listed("words that must all occur in the event's text", "refund order"),
  has: listed("fields that must have a value", "approval"),
  missing: listed("fields that must have no value", "approval"),
  kind: z
    .string()
    .optional()
    .openapi({
      type: "string",
      enum: ["rows", "attempts", "all"],
      description:
        "rows (default) leaves attempts out; asking for phase=attempt or type=call.attempted makes it all",
    }),
};

function listed(description: string, example: string) {
  return z
    .union([z.string(), z.array(z.string())])
    .optional()
    .openapi({ type: "array", items: { type: "string" }, description, example: [example] });
}

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
