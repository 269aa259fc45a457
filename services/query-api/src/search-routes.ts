import { z } from "@hono/zod-openapi";
import { openExportedEvent } from "@toolmark/exports/exported-event";
import { durationSetting } from "@toolmark/runtime/config";
import { AuditError } from "@toolmark/runtime/errors";
import { facetIds } from "@toolmark/schemas/fields";
import type { FieldId } from "@toolmark/schemas/fields";

import type { Reader, ReaderQuery } from "./access/reader.ts";
import { FacetsAnswer, HistogramAnswer, SearchAnswer } from "./answers.ts";
import { bucketInterval } from "./bucket-interval.ts";
import { encodeAsof } from "./cursor.ts";
import { revealedMembers, viewDocuments } from "./event-view.ts";
import { fieldNamed, quote } from "./name-suggestion.ts";
import {
  accessParameters,
  countParameters,
  questionParameters,
  pageParameters,
  rangeParameters,
  wholeNumber,
} from "./query-parameters.ts";
import { readPage } from "./read-page.ts";
import { readQuestion } from "./read-question.ts";
import type { Question } from "./read-question.ts";
import { positionsAsof, rangeOf, readRoute } from "./read-route.ts";
import type { QueryApp, RouteContext } from "./read-route.ts";

const SearchQuery = z.object({
  ...questionParameters,
  ...accessParameters,
  ...rangeParameters,
  ...pageParameters,
  ...countParameters,
  order: z.enum(["newest", "oldest"]).default("newest"),
});

const FacetsQuery = z.object({
  ...questionParameters,
  ...accessParameters,
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
  ...questionParameters,
  ...accessParameters,
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
  const { admit } = context;

  app.openapi(
    readRoute({
      path: "/v1/search",
      summary: "Finds events",
      admit,
      query: SearchQuery,
      answer: SearchAnswer,
    }),
    async (c) => {
      const { reader, note } = c.var;
      const request = c.req.valid("query");
      const question = readQuestion(reader.principal, request);
      note.query = question.normalized.text;
      const page = await readPage(reader, question, {
        ...request,
        ...rangeOf(question),
        route: "search",
      });
      Object.assign(note, {
        rows: page.documents.length,
        total: page.total,
        revealed: revealedMembers(page.documents, reader.visibility),
      });
      const answer: SearchAnswer = {
        events: await viewDocuments(reader, page.documents, page.positions),
        total: page.total,
        total_is_exact: page.isExact,
        asof: page.asof,
        ...(page.cursor !== undefined && { cursor: page.cursor }),
        query: { ...question.normalized, order: request.order },
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
      const { reader, note } = c.var;
      const request = c.req.valid("query");
      const question = readQuestion(reader.principal, request);
      note.query = question.normalized.text;
      const wanted = [request.fields ?? []].flat().flatMap((names) => names.split(","));
      const ids = wanted.map((name) => facetNamed("fields", name.trim()));
      const query = await readerQuery(reader, question, request.asof);
      const [facets, total] = await Promise.all([
        reader.facets(query, ids.length === 0 ? facetIds : [...new Set(ids)], request.limit),
        reader.count(query),
      ]);
      note.total = total;
      const answer: FacetsAnswer = {
        facets,
        total,
        asof: encodeAsof(query.asof),
        query: question.normalized,
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
      const { reader, note } = c.var;
      const request = c.req.valid("query");
      const question = readQuestion(reader.principal, request);
      note.query = question.normalized.text;
      const by = request.by === undefined ? undefined : facetNamed("by", request.by);
      const query = await readerQuery(reader, question, request.asof);
      const interval = request.interval ?? (await defaultInterval(reader, query));
      const [buckets, total] = await Promise.all([
        reader.histogram(query, interval, by),
        reader.count(query),
      ]);
      note.total = total;
      const answer: HistogramAnswer = {
        interval_ms: interval,
        buckets: buckets.map(({ start, count, by: counts }) => ({
          start: new Date(start).toISOString(),
          count,
          ...(counts && { by: counts }),
        })),
        total,
        asof: encodeAsof(query.asof),
        query: question.normalized,
      };
      return c.json(answer, 200);
    },
  );
}

async function readerQuery(
  reader: Reader,
  question: Question,
  asof: string | undefined,
): Promise<ReaderQuery & Required<Pick<ReaderQuery, "asof">>> {
  const { filter, kind } = question;
  return { filter, kind, ...rangeOf(question), asof: await positionsAsof(reader, asof) };
}

async function defaultInterval(reader: Reader, query: ReaderQuery): Promise<number> {
  const edge = async (order: "oldest" | "newest"): Promise<number> => {
    const { documents } = await reader.search(query, { limit: 1, order });
    const [document] = documents;
    return document === undefined
      ? 0
      : Date.parse(openExportedEvent(document, reader.visibility).time.occurred);
  };
  const from = query.from ?? (await edge("oldest"));
  const to = query.to ?? (await edge("newest")) + 1;
  return bucketInterval(from, Math.max(to, from + 1));
}

function facetNamed(parameter: string, name: string): FieldId {
  const field = fieldNamed(parameter, name);
  if (facetIds.includes(field)) return field;
  throw new AuditError(
    "query_invalid",
    `${quote(field)} has too many values to count; ${parameter} takes ${facetIds.join(", ")}`,
  );
}
