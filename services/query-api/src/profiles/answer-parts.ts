import { z } from "@hono/zod-openapi";

import { accessParameters, rangeParameters, wholeNumber } from "../query-parameters.ts";
import { limitCodes, MAX_EVENTS } from "./bounded-scan.ts";

/** An RFC 3339 time of an answer. */
export const instant = z.iso.datetime().openapi({ type: "string", format: "date-time" });

/** A number of things. */
export const count = z.int().nonnegative();

/** An event as evidence. */
export const Citation = z.strictObject({ event_id: z.string(), time: instant }).openapi("Citation");

/** The first and last event of something. */
export const span = { first: Citation, last: Citation };

/** Calls in numbers. */
export const callCounts = {
  calls: count.openapi({ description: "each counts once, however often it was recorded" }),
  writes: count.openapi({ description: "that write or destroy, whatever came of them" }),
  denied: count,
  errors: count.openapi({ description: "errors, requests refused as not valid, timeouts" }),
  unresolved: count.openapi({ description: "without a recorded result that should have one" }),
};

/** Whether an answer holds everything, and what it was answered from. */
export const completeness = {
  complete: z.boolean().openapi({
    description: "false: limits says what was not looked at; figures are lower bounds",
  }),
  limits: z.array(
    z
      .strictObject({
        code: z.enum(limitCodes),
        detail: z.string(),
        bound: z.int().optional(),
      })
      .openapi("Limit"),
  ),
  asof: z.string().openapi({
    description: "what was stored when this was asked; give it back to get the same answer later",
  }),
};

/** Parameters of every route that reconstructs from many events. */
export const reconstructionParameters = {
  ...rangeParameters,
  ...accessParameters,
  bound: wholeNumber(1, MAX_EVENTS, MAX_EVENTS).openapi({
    description: "most events to look at; an answer that needs more says complete: false",
  }),
};
