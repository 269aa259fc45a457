import { z } from "@hono/zod-openapi";
import { durationSetting } from "@toolmark/runtime/config";
import { AuditError } from "@toolmark/runtime/errors";

import { encodeAsof } from "../cursor.ts";
import { accessParameters, checkRange, rangeParameters } from "../query-parameters.ts";
import { positionsAsof, rangeOf, readOneRoute } from "../read-route.ts";
import type { QueryApp, RouteContext } from "../read-route.ts";
import { summarizeTimeline } from "../summarize-timeline.ts";
import { TreeAnswer } from "./answers.ts";
import { buildTree } from "./build-tree.ts";
import { readTreeEvents } from "./read-tree-events.ts";

const TreeQuery = z.object({
  gap: durationSetting
    .refine((value) => value >= 1000, "expected at least 1s")
    .default(5 * 60 * 1000)
    .openapi({
      type: "string",
      description: "shortest stretch without events that is told, such as 2m; default 5m",
      example: "5m",
    }),
  ...rangeParameters,
  ...accessParameters,
});

const trees = [
  {
    path: "/v1/operations/{id}/tree",
    field: "operation",
    summary: "Shows an operation and what it led to as a tree",
  },
  {
    path: "/v1/sessions/{id}/tree",
    field: "session",
    summary: "Shows a session as a tree of operations and calls",
  },
] as const;

/** Adds `/v1/operations/{id}/tree` and `/v1/sessions/{id}/tree`. */
export function addTreeRoutes(app: QueryApp, context: RouteContext): void {
  const { admit, leaseMs } = context;
  for (const { path, field, summary } of trees) {
    app.openapi(
      readOneRoute({ path, summary, admit, query: TreeQuery, answer: TreeAnswer }),
      async (c) => {
        const { reader, note } = c.var;
        const { id } = c.req.valid("param");
        const request = c.req.valid("query");
        checkRange(request);
        const asof = await positionsAsof(reader, request.asof);
        const events = await readTreeEvents(reader, { field, id, asof, ...rangeOf(request) });
        if (events.own.length === 0)
          throw new AuditError(
            "not_found",
            `there is no ${field} with this id, or nothing of it in the range asked for`,
          );
        Object.assign(note, { query: `tree of ${field} ${id}`, rows: events.all.length });
        const now = Date.now();
        const answer: TreeAnswer = {
          id,
          asof: encodeAsof(asof),
          events: events.all.length,
          complete: events.complete,
          summary: summarizeTimeline(
            events.all.map(({ view }) => view),
            { complete: events.complete, now, leaseMs },
          ),
          ...buildTree(events.all, {
            now,
            leaseMs,
            gapMs: request.gap,
            ...(field === "session" && { session: id }),
          }),
        };
        return c.json(answer, 200);
      },
    );
  }
}
