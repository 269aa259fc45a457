import { z } from "@hono/zod-openapi";
import { quarantineReasons } from "@toolmark/schemas/normalized-event";
import type { QuarantineEntry } from "@toolmark/schemas/normalized-event";

import { QuarantineAnswer } from "./answers.ts";
import { decodeCursor, encodeCursor, questionDigest } from "./cursor.ts";
import { accessParameters, flag, pageParameters } from "./query-parameters.ts";
import { readRoute } from "./read-route.ts";
import type { QueryApp, RouteContext } from "./read-route.ts";
import { previewBytes, visibleText } from "./visible-text.ts";

const QuarantineQuery = z.object({
  reason: z.enum(quarantineReasons).optional(),
  raw: flag("whether each revealed entry carries its bytes in base64"),
  ...pageParameters,
  ...accessParameters,
});

/** Adds `/v1/quarantine`. */
export function addQuarantineRoutes(app: QueryApp, context: RouteContext): void {
  const { admit } = context;
  app.openapi(
    readRoute({
      path: "/v1/quarantine",
      summary: "Shows what could not be parsed, mapped or believed, newest first",
      admit,
      permission: "quarantine",
      query: QuarantineQuery,
      answer: QuarantineAnswer,
    }),
    async (c) => {
      const { reader, note } = c.var;
      const { reason, raw, limit, cursor } = c.req.valid("query");
      const question = questionDigest("quarantine", reader.tenant, reason);
      const place = cursor === undefined ? undefined : decodeCursor(cursor, question).point;
      const page = await reader.listQuarantine({
        limit,
        ...(reason !== undefined && { reason }),
        ...(place && { after: { recorded: place.time, id: place.id } }),
      });
      Object.assign(note, {
        query: reason === undefined ? "quarantine" : `quarantine ${reason}`,
        rows: page.entries.length,
        total: page.total,
        revealed: reader.visibility.payload && page.entries.length > 0 ? ["raw"] : [],
      });
      const answer: QuarantineAnswer = {
        entries: page.entries.map((entry) =>
          viewEntry(entry, { raw, payload: reader.visibility.payload }),
        ),
        total: page.total,
        by_reason: page.byReason,
        ...(page.next && {
          cursor: encodeCursor({
            point: { time: page.next.recorded, id: page.next.id },
            question,
          }),
        }),
      };
      return c.json(answer, 200);
    },
  );
}

function viewEntry(
  entry: QuarantineEntry,
  shown: { raw: boolean; payload: boolean },
): QuarantineAnswer["entries"][number] {
  const { id, reason, detail, recorded, position, bytes, emitter, event_id, raw } = entry;
  return {
    id,
    reason,
    detail: visibleText(detail),
    recorded: new Date(recorded).toISOString(),
    ...(position && { position }),
    bytes,
    ...(emitter !== undefined && { emitter: visibleText(emitter) }),
    ...(event_id !== undefined && { event_id: visibleText(event_id) }),
    // A refused record is shown like parameters are: nobody knows what is in it.
    ...(shown.payload && { preview: previewBytes(Buffer.from(raw, "base64")) }),
    ...(shown.payload && shown.raw && { raw }),
  };
}
