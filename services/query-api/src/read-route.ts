import { createRoute, z } from "@hono/zod-openapi";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { EventLog } from "@toolmark/event-log/event-log";
import type { PositionVector, StoreQuery } from "@toolmark/event-store/event-store";
import type { Permission } from "@toolmark/runtime/permissions";
import type { RequestIdVariables } from "hono/request-id";

import type { AccessVariables, Admit } from "./access/open-read.ts";
import type { Reader } from "./access/reader.ts";
import { ProblemDocument } from "./answers.ts";
import { decodeAsof } from "./cursor.ts";
import { limitBody } from "./limit-body.ts";
import { onlyParameters } from "./query-parameters.ts";

/** The application that routes are added to. */
export type QueryApp = OpenAPIHono<{ Variables: AccessVariables & RequestIdVariables }>;

/** What routes need. */
export interface RouteContext {
  /** Admits holders of a permission, opens their reader and records what they read. */
  admit: Admit;
  /** How long after its recording an attempt counts as running. */
  leaseMs: number;
  /** Where refused records are sent again. */
  log: EventLog;
}

/** Longest id or URI in a path or parameter. */
export const MAX_ID_LENGTH = 8192;

/** Path parameter of routes about one thing. */
export const idParameter = z.object({ id: z.string().min(1).max(MAX_ID_LENGTH) });

const purposeHeader = z.object({
  "toolmark-purpose": z.string().optional().openapi({
    description: "reason of the read, percent-encoded UTF-8; recorded, and needed to reveal values",
    example: "ticket%204711",
  }),
});

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
  /** Default `search`. */
  permission?: Permission;
}) {
  const { path, summary, admit, query, answer, permission = "search" } = definition;
  return createRoute({
    method: "get",
    path,
    summary,
    security: [{ bearer: [] }],
    middleware: [admit(permission), onlyParameters(Object.keys(query.shape))] as const,
    request: { query, headers: purposeHeader },
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
  /** Default `search`. */
  permission?: Permission;
}) {
  const { path, summary, admit, query, answer, permission = "search" } = definition;
  return createRoute({
    method: "get",
    path,
    summary,
    security: [{ bearer: [] }],
    middleware: [admit(permission), onlyParameters(Object.keys(query.shape))] as const,
    request: { query, params: idParameter, headers: purposeHeader },
    responses: {
      200: { description: "the answer", content: { "application/json": { schema: answer } } },
      404: problem("there is no such thing among what the caller may see"),
      ...readProblems,
    },
  });
}

/**
 * Defines a route that changes something: a case, a view, an export. Its handler records what it does
 * with `c.var.record` and sets `c.var.note.isRecorded`.
 */
export function changeRoute<
  Method extends "post" | "put" | "delete",
  Path extends string,
  Params extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType,
  Status extends 200 | 201 | 202,
>(definition: {
  method: Method;
  path: Path;
  summary: string;
  admit: RouteContext["admit"];
  permission: Permission;
  /** `z.object({})` for a path without parameters. */
  params: Params;
  body: Body;
  answer: Answer;
  status: Status;
  /** Default 64 KiB. */
  maxBodyBytes?: number;
}) {
  const { method, path, summary, admit, permission, params, body, answer, status } = definition;
  const limit = limitBody(definition.maxBodyBytes ?? 64 * 1024);
  const query = z.object({ tenant: z.string().optional() });
  return createRoute({
    method,
    path,
    summary,
    security: [{ bearer: [] }],
    middleware: [admit(permission), onlyParameters(["tenant"]), limit] as const,
    request: {
      query,
      params,
      body: { required: true, content: { "application/json": { schema: body } } },
    },
    responses: {
      [status]: { description: "done", content: { "application/json": { schema: answer } } },
      404: problem("there is no such thing among what the caller may see"),
      409: problem("it is not in a state that allows this"),
      412: problem("it was changed since; If-Match names an older version"),
      413: problem("the body is too large"),
      ...readProblems,
    } as unknown as Record<
      Status,
      { description: string; content: { "application/json": { schema: Answer } } }
    > &
      typeof readProblems,
  });
}

const readProblems = {
  400: problem("a parameter is unknown or not valid"),
  401: problem("no known token was sent"),
  403: problem("the token's role may not do this, or a reason is missing"),
  429: problem("too much at once"),
  503: problem("the store is not available, or the query took too long"),
};

/** The positions that an answer stands for: those asked for, or all that is stored now. */
export async function positionsAsof(
  reader: Reader,
  asof: string | undefined,
): Promise<PositionVector> {
  return asof === undefined ? await reader.positions() : decodeAsof(asof);
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
