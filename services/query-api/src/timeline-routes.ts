import { z } from "@hono/zod-openapi";
import type { TimelinePoint } from "@toolmark/event-store/event-store";
import { openExportedEvent } from "@toolmark/exports/exported-event";
import { AuditError } from "@toolmark/runtime/errors";
import type { StoredDocument } from "@toolmark/schemas/normalized-event";

import type { Reader, ReaderQuery } from "./access/reader.ts";
import { TimelineAnswer } from "./answers.ts";
import { revealedMembers, viewDocuments } from "./event-view.ts";
import {
  accessParameters,
  countParameters,
  pageParameters,
  rangeParameters,
} from "./query-parameters.ts";
import { readPage } from "./read-page.ts";
import { rangeOf, readOneRoute } from "./read-route.ts";
import type { QueryApp, RouteContext } from "./read-route.ts";
import { summarizeTimeline } from "./summarize-timeline.ts";
import type { TimelineSummary } from "./summarize-timeline.ts";

const TimelineQuery = z.object({
  ...rangeParameters,
  ...pageParameters,
  ...countParameters,
  ...accessParameters,
});

const PAGE = 1000;
const MAX_SUMMARIZED = 10_000;

const timelines = [
  { path: "/v1/operations/{id}", field: "operation", summary: "Shows retries and approval rounds" },
  { path: "/v1/sessions/{id}", field: "session", summary: "Shows what happened in a session" },
] as const;

/** Adds `/v1/operations/{id}` and `/v1/sessions/{id}`. */
export function addTimelineRoutes(app: QueryApp, context: RouteContext): void {
  const { admit, leaseMs } = context;
  for (const { path, field, summary } of timelines) {
    const query = TimelineQuery;
    app.openapi(
      readOneRoute({ path, summary, admit, query, answer: TimelineAnswer }),
      async (c) => {
        const { reader, note } = c.var;
        const { id } = c.req.valid("param");
        const request = c.req.valid("query");
        const filter = { op: "is", field, value: id } as const;
        const page = await readPage(
          reader,
          { filter, kind: "all" },
          { ...request, route: field, order: "oldest" },
        );
        if (page.total === 0)
          throw new AuditError(
            "not_found",
            `there is no ${field} with this id, or nothing of it in the range asked for`,
          );
        Object.assign(note, {
          query: `${field} ${id}`,
          rows: page.documents.length,
          total: page.total,
          revealed: revealedMembers(page.documents, reader.visibility),
        });
        const answer: TimelineAnswer = {
          id,
          events: await viewDocuments(reader, page.documents, page.positions),
          total: page.total,
          total_is_exact: page.isExact,
          asof: page.asof,
          ...(page.cursor !== undefined && { cursor: page.cursor }),
          ...(page.isFirst && {
            summary: await summarize(reader, {
              filter,
              kind: "all",
              ...rangeOf(request),
              asof: page.positions,
            }),
          }),
        };
        return c.json(answer, 200);
      },
    );
  }

  async function summarize(reader: Reader, query: ReaderQuery): Promise<TimelineSummary> {
    const documents: StoredDocument[] = [];
    let after: TimelinePoint | undefined;
    do {
      const page = await reader.search(query, {
        limit: PAGE,
        order: "oldest",
        ...(after && { after }),
      });
      documents.push(...page.documents);
      after = page.next;
    } while (after !== undefined && documents.length < MAX_SUMMARIZED);
    return summarizeTimeline(
      documents.map((document) => openExportedEvent(document, reader.visibility)),
      {
        complete: after === undefined,
        now: Date.now(),
        leaseMs,
      },
    );
  }
}
