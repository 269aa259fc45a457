import { createRoute, z } from "@hono/zod-openapi";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { EventStore, PositionVector, StoreQuery } from "@toolmark/event-store/event-store";
import type { AuthVariables } from "@toolmark/runtime/bearer-auth";
import type { MiddlewareHandler } from "hono";

import { ProblemDocument } from "./answers.ts";
import { decodeAsof } from "./cursor.ts";
import { onlyParameters } from "./query-parameters.ts";

/** The application that routes are added to. */
export type QueryApp = OpenAPIHono<{ Variables: AuthVariables }>;

/** What routes need. */
export interface RouteContext {
  store: EventStore;
  /** Admits readers and sets the principal. */
  admit: MiddlewareHandler<{ Variables: AuthVariables }>;
  /** How long after its recording an attempt counts as running. */
  leaseMs: number;
}

/** Longest id or URI in a path or parameter. */
export const MAX_ID_LENGTH = 8192;

/** Path parameter of routes about one thing. */
export const idParameter = z.object({ id: z.string().min(1).max(MAX_ID_LENGTH) });

/** Describes an answer that is a problem document. */
export function problem(description: string) {
  return { description, content: { "application/problem+json": { schema: ProblemDocument } } };
}

/**
 * Defines a route that reads: for readers only, with exactly the parameters that are described.
 */
export function readRoute<
  Path extends string,
  Query extends z.ZodObject,
  Answer extends z.ZodType,
>(definition: {
  path: Path;
  summary: string;
  admit: RouteContext["admit"];
  query: Query;
  answer: Answer;
}) {
  const { path, summary, admit, query, answer } = definition;
  return createRoute({
    method: "get",
    path,
    summary,
    security: [{ bearer: [] }],
    middleware: [admit, onlyParameters(Object.keys(query.shape))] as const,
    request: { query },
    responses: {
      200: { description: "the answer", content: { "application/json": { schema: answer } } },
      ...readProblems,
    },
  });
}

/** The same for a route about one thing that is named by `{id}` in the path. */
export function readOneRoute<
  Path extends string,
  Query extends z.ZodObject,
  Answer extends z.ZodType,
>(definition: {
  path: Path;
  summary: string;
  admit: RouteContext["admit"];
  query: Query;
  answer: Answer;
}) {
  const { path, summary, admit, query, answer } = definition;
  return createRoute({
    method: "get",
    path,
    summary,
    security: [{ bearer: [] }],
    middleware: [admit, onlyParameters(Object.keys(query.shape))] as const,
    request: { query, params: idParameter },
    responses: {
      200: { description: "the answer", content: { "application/json": { schema: answer } } },
      404: problem("there is no such thing in the caller's tenant"),
      ...readProblems,
    },
  });
}

const readProblems = {
  400: problem("a parameter is unknown or not valid"),
  401: problem("no known token was sent"),
  403: problem("the token's role may not read"),
  503: problem("the store is not available, or the query took too long"),
};

/** The positions that an answer stands for: those asked for, or all that is stored now. */
export async function positionsAsof(
  store: EventStore,
  asof: string | undefined,
): Promise<PositionVector> {
  return asof === undefined ? await store.positions() : decodeAsof(asof);
}

/** Members of a store query that say when; absent ones are left out. */
export function rangeOf(query: {
  from?: number | undefined;
  to?: number | undefined;
}): Pick<StoreQuery, "from" | "to"> {
  return {
    ...(query.from !== undefined && { from: query.from }),
    ...(query.to !== undefined && { to: query.to }),
  };
}
