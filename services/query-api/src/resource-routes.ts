import { z } from "@hono/zod-openapi";

import { ResourceAnswer } from "./answers.ts";
import { viewDocuments } from "./event-view.ts";
import { flag, pageParameters, rangeParameters } from "./query-parameters.ts";
import { readPage } from "./read-page.ts";
import { MAX_ID_LENGTH, readRoute } from "./read-route.ts";
import type { QueryApp, RouteContext } from "./read-route.ts";
import { accessesOf, accessFilter } from "./resource-accesses.ts";

const ResourceQuery = z.object({
  uri: z
    .string("expected the URI of a resource, such as crm://contact/42")
    .min(1, "expected the URI of a resource, such as crm://contact/42")
    .max(MAX_ID_LENGTH)
    .openapi({ example: "crm://contact/42" }),
  reads: flag("whether accesses that only read are shown too"),
  ...rangeParameters,
  ...pageParameters,
});

/** Adds `/v1/resources`. */
export function addResourceRoutes(app: QueryApp, context: RouteContext): void {
  const { store, admit } = context;
  app.openapi(
    readRoute({
      path: "/v1/resources",
      summary: "Shows who accessed or changed a resource",
      admit,
      query: ResourceQuery,
      answer: ResourceAnswer,
    }),
    async (c) => {
      const { tenant } = c.var.principal;
      const request = c.req.valid("query");
      const { uri, reads } = request;
      const page = await readPage(
        store,
        { tenant, filter: accessFilter(uri, reads), kind: "rows" },
        { ...request, route: "resources", order: "newest" },
      );
      const views = await viewDocuments(store, tenant, page.documents, page.positions);
      const answer: ResourceAnswer = {
        uri,
        accesses: views.flatMap((view) => accessesOf(view, uri, reads)),
        total: page.total,
        asof: page.asof,
        ...(page.cursor !== undefined && { cursor: page.cursor }),
      };
      return c.json(answer, 200);
    },
  );
}
