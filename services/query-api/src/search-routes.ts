import { z } from "@hono/zod-openapi";
import type { StoreQuery } from "@toolmark/event-store/event-store";
import { durationSetting } from "@toolmark/runtime/config";
import { AuditError } from "@toolmark/runtime/errors";
import { facetIds } from "@toolmark/schemas/fields";
import type { FieldId } from "@toolmark/schemas/fields";
import type { Context } from "hono";

import { FacetsAnswer, HistogramAnswer, SearchAnswer } from "./answers.ts";
import type { NormalizedQuery } from "./answers.ts";
import { bucketInterval } from "./bucket-interval.ts";
import { encodeAsof } from "./cursor.ts";
import { viewDocument, viewDocuments } from "./event-view.ts";
import { explainQuery } from "./explain-query.ts";
import { fieldNamed, quote, readConditions, toFilter } from "./query-filter.ts";
import type { Conditions } from "./query-filter.ts";
import {
  checkRange,
  filterParameters,
  pageParameters,
  rangeParameters,
  wholeNumber,
} from "./query-parameters.ts";
import { readPage } from "./read-page.ts";
import { positionsAsof, rangeOf, readRoute } from "./read-route.ts";
import type { QueryApp, RouteContext } from "./read-route.ts";

const SearchQuery = z.object({
  ...filterParameters,
  ...rangeParameters,
  ...pageParameters,
  order: z.enum(["newest", "oldest"]).default("newest"),
});

const FacetsQuery = z.object({
  ...filterParameters,
  ...rangeParameters,
  fields: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .openapi({
      type: "string",
      description: `fields to count, with commas between; default and choice: ${facetIds.join(", ")}`,
    }),
  limit: wholeNumber(1, 1000, 20),
});

const MAX_INTERVAL_MS = 10 * 365 * 86_400_000;

const HistogramQuery = z.object({
  ...filterParameters,
  ...rangeParameters,
  interval: durationSetting
    .refine((value) => value >= 1 && value <= MAX_INTERVAL_MS, "expected 1ms to 3650d")
    .optional()
    .openapi({
      type: "string",
      description: "such as 1h; default: what cuts the range into at most 200 buckets",
      example: "1h",
    }),
  by: z
    .string()
    .optional()
    .openapi({ description: `field to split each bucket by: ${facetIds.join(", ")}` }),
});

/** Adds `/v1/search`, `/v1/facets` and `/v1/histogram`. */
export function addSearchRoutes(app: QueryApp, context: RouteContext): void {
  const { store, admit } = context;

  app.openapi(
    readRoute({
      path: "/v1/search",
      summary: "Finds events",
      admit,
      query: SearchQuery,
      answer: SearchAnswer,
    }),
    async (c) => {
      const { tenant } = c.var.principal;
      const conditions = conditionsOf(c);
      const request = c.req.valid("query");
      const page = await readPage(
        store,
        { tenant, filter: toFilter(conditions), kind: conditions.kind },
        { ...request, route: "search" },
      );
      const answer: SearchAnswer = {
        events: await viewDocuments(store, tenant, page.documents, page.positions),
        total: page.total,
        asof: page.asof,
        ...(page.cursor !== undefined && { cursor: page.cursor }),
        query: { ...normalized(conditions, request), order: request.order },
      };
      return c.json(answer, 200);
    },
  );

  app.openapi(
    readRoute({
      path: "/v1/facets",
      summary: "Counts events per value of fields",
      admit,
      query: FacetsQuery,
      answer: FacetsAnswer,
    }),
    async (c) => {
      const request = c.req.valid("query");
      const conditions = conditionsOf(c);
      const wanted = [request.fields ?? []].flat().flatMap((names) => names.split(","));
      const ids = wanted.map((name) => facetNamed("fields", name.trim()));
      const query = await storeQuery(c.var.principal.tenant, conditions, request);
      const [facets, total] = await Promise.all([
        store.facets(query, ids.length === 0 ? facetIds : [...new Set(ids)], request.limit),
        store.count(query),
      ]);
      const answer: FacetsAnswer = {
        facets,
        total,
        asof: encodeAsof(query.asof),
        query: normalized(conditions, request),
      };
      return c.json(answer, 200);
    },
  );

  app.openapi(
    readRoute({
      path: "/v1/histogram",
      summary: "Counts events over time",
      admit,
      query: HistogramQuery,
      answer: HistogramAnswer,
    }),
    async (c) => {
      const request = c.req.valid("query");
      const conditions = conditionsOf(c);
      const by = request.by === undefined ? undefined : facetNamed("by", request.by);
      const query = await storeQuery(c.var.principal.tenant, conditions, request);
      const interval = request.interval ?? (await defaultInterval(query));
      const [buckets, total] = await Promise.all([
        store.histogram(query, interval, by),
        store.count(query),
      ]);
      const answer: HistogramAnswer = {
        interval_ms: interval,
        buckets: buckets.map(({ start, count, by: counts }) => ({
          start: new Date(start).toISOString(),
          count,
          ...(counts && { by: counts }),
        })),
        total,
        asof: encodeAsof(query.asof),
        query: normalized(conditions, request),
      };
      return c.json(answer, 200);
    },
  );

  async function storeQuery(
    tenant: string,
    conditions: Conditions,
    request: { from?: number | undefined; to?: number | undefined; asof?: string | undefined },
  ): Promise<StoreQuery & Required<Pick<StoreQuery, "asof">>> {
    checkRange(request);
    const asof = await positionsAsof(store, request.asof);
    const { kind } = conditions;
    return { tenant, filter: toFilter(conditions), kind, ...rangeOf(request), asof };
  }

  async function defaultInterval(query: StoreQuery): Promise<number> {
    const edge = async (order: "oldest" | "newest"): Promise<number> => {
      const { documents } = await store.search(query, { limit: 1, order });
      const [document] = documents;
      return document === undefined ? 0 : Date.parse(viewDocument(document).time.occurred);
    };
    const from = query.from ?? (await edge("oldest"));
    const to = query.to ?? (await edge("newest")) + 1;
    return bucketInterval(from, Math.max(to, from + 1));
  }
}

function conditionsOf(c: Context): Conditions {
  return readConditions(new URL(c.req.url).searchParams);
}

function facetNamed(parameter: string, name: string): FieldId {
  const field = fieldNamed(parameter, name);
  if (facetIds.includes(field)) return field;
  throw new AuditError(
    "query_invalid",
    `${quote(field)} has too many values to count; ${parameter} takes ${facetIds.join(", ")}`,
  );
}

function normalized(
  conditions: Conditions,
  range: { from?: number | undefined; to?: number | undefined },
): NormalizedQuery {
  return {
    ...conditions,
    ...(range.from !== undefined && { from: new Date(range.from).toISOString() }),
    ...(range.to !== undefined && { to: new Date(range.to).toISOString() }),
    explanation: explainQuery(conditions, range),
  };
}
