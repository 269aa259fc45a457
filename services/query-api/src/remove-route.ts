import { createRoute, z } from "@hono/zod-openapi";
import type { Permission } from "@toolmark/runtime/permissions";

import { onlyParameters } from "./query-parameters.ts";
import { problem } from "./read-route.ts";
import type { RouteContext } from "./read-route.ts";

/** Defines a route that takes something away: a DELETE without a body. */
export function removeRoute<
  Path extends string,
  Params extends z.ZodObject,
  Answer extends z.ZodType,
>(definition: {
  path: Path;
  summary: string;
  admit: RouteContext["admit"];
  permission: Permission;
  params: Params;
  answer: Answer;
}) {
  const { path, summary, admit, permission, params, answer } = definition;
  return createRoute({
    method: "delete",
    path,
    summary,
    security: [{ bearer: [] }],
    middleware: [admit(permission), onlyParameters(["tenant"])] as const,
    request: { query: z.object({ tenant: z.string().optional() }), params },
    responses: {
      200: { description: "done", content: { "application/json": { schema: answer } } },
      400: problem("a parameter is unknown or not valid"),
      401: problem("no known token was sent"),
      403: problem("the token's role may not do this"),
      404: problem("there is no such thing among what the caller may see"),
      409: problem("it is not in a state that allows this"),
      412: problem("it was changed since; If-Match names an older version"),
      429: problem("too much at once"),
      503: problem("the store or the log is not available"),
    },
  });
}
