import { z } from "@hono/zod-openapi";
import { openDocument } from "@toolmark/integrity/open-document";

import { ResourceAnswer } from "./answers.ts";
import { revealedMembers, viewDocuments } from "./event-view.ts";
import {
  accessParameters,
  countParameters,
  flag,
  pageParameters,
  rangeParameters,
} from "./query-parameters.ts";
import { readPage } from "./read-page.ts";
import { MAX_ID_LENGTH, rangeOf, readRoute } from "./read-route.ts";
import type { QueryApp, RouteContext } from "./read-route.ts";
import { accessesOf, accessFilter } from "./resource-accesses.ts";
import { summarizeResource } from "./summarize-resource.ts";

const ResourceQuery = z.object({
  uri: z
    .string("expected the URI of a resource, such as crm://contact/42")
    .min(1, "expected the URI of a resource, such as crm://contact/42")
    .max(MAX_ID_LENGTH)
    .openapi({ example: "crm://contact/42" }),
  reads: flag("whether accesses that only read are shown too"),
  summary: flag("whether all accesses are counted by action and actor, which takes long for many"),
  ...rangeParameters,
  ...pageParameters,
  ...countParameters,
  ...accessParameters,
});

/** Adds `/v1/resources`. */
export function addResourceRoutes(app: QueryApp, context: RouteContext): void {
  const { admit } = context;
  app.openapi(
    readRoute({
      path: "/v1/resources",
      summary: "Shows who accessed or changed a resource",
      admit,
      query: ResourceQuery,
      answer: ResourceAnswer,
    }),
    async (c) => {
      const { reader, note } = c.var;
      const request = c.req.valid("query");
      const { uri, reads } = request;
      const page = await readPage(
        reader,
        { filter: accessFilter(uri, reads), kind: "rows" },
        { ...request, route: "resources", order: "newest" },
      );
      const [views, summary] = await Promise.all([
        viewDocuments(reader, page.documents, page.positions),
        page.isFirst && request.summary
          ? summarizeResource(reader, uri, { ...rangeOf(request), asof: page.positions })
          : undefined,
      ]);
      Object.assign(note, {
        query: `resource ${uri}`,
        rows: page.documents.length,
        total: page.total,
        revealed: revealedMembers(page.documents, reader.visibility),
      });
      const answer: ResourceAnswer = {
        uri,
        accesses: views.flatMap((view, index) => {
          const document = page.documents[index];
          const states = document && openDocument(document).changes;
          return accessesOf(view, uri, { withReads: reads, states });
        }),
        total: page.total,
        total_is_exact: page.isExact,
        asof: page.asof,
        ...(page.cursor !== undefined && { cursor: page.cursor }),
        ...(summary && { summary }),
      };
      return c.json(answer, 200);
    },
  );
}
