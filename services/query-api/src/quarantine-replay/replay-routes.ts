import { z } from "@hono/zod-openapi";
import type { LogRecord } from "@toolmark/event-log/event-log";
import { AuditError } from "@toolmark/runtime/errors";
import type { QuarantineEntry } from "@toolmark/schemas/normalized-event";

import type { Reader } from "../access/reader.ts";
import { decodeCursor, encodeCursor, questionDigest } from "../cursor.ts";
import { changeRoute, idParameter } from "../read-route.ts";
import type { QueryApp, RouteContext } from "../read-route.ts";
import { ReplayManyAnswer, ReplayManyBody, ReplayOneAnswer, ReplayOneBody } from "./answers.ts";
import { findEntry } from "./find-entry.ts";
import { replayRecord } from "./replay-record.ts";

// Entries carry their bytes.
const PAGE = 50;

/** Adds `/v1/quarantine/{id}/replay` and `/v1/quarantine/replay`. */
export function addReplayRoutes(app: QueryApp, context: RouteContext): void {
  const { admit, log } = context;

  app.openapi(
    changeRoute({
      method: "post",
      path: "/v1/quarantine/{id}/replay",
      summary: "Sends a refused record through the pipeline again",
      admit,
      permission: "configure",
      params: idParameter,
      body: ReplayOneBody,
      answer: ReplayOneAnswer,
      status: 200,
    }),
    async (c) => {
      const { reader, note, record } = c.var;
      const { id } = c.req.valid("param");
      const { reason } = c.req.valid("json");
      note.query = `replay of quarantine ${id}: ${reason}`;
      const entry = await findEntry(reader, id);
      const replay = replayRecord(entry, Date.now());
      if (replay.record === undefined) throw new AuditError("conflict", replay.detail);
      // First the record that it is done, then the deed: never the deed without the record.
      const fact = await record({ type: "audit.config_changed", note: { rows: 1 } });
      await log.publish([replay.record]);
      note.isRecorded = true;
      const answer: ReplayOneAnswer = {
        id,
        expected: replay.expected,
        recorded_as: fact.event.id,
      };
      return c.json(answer, 200);
    },
  );

  app.openapi(
    changeRoute({
      method: "post",
      path: "/v1/quarantine/replay",
      summary: "Sends all refused records of one reason through the pipeline again, newest first",
      admit,
      permission: "configure",
      params: z.object({}),
      body: ReplayManyBody,
      answer: ReplayManyAnswer,
      status: 200,
    }),
    async (c) => {
      const { reader, note, record } = c.var;
      const { quarantine_reason, reason, limit, cursor } = c.req.valid("json");
      note.query = `replay of quarantine ${quarantine_reason}: ${reason}`;
      const question = questionDigest("replay", reader.tenant, quarantine_reason);
      const place = cursor === undefined ? undefined : decodeCursor(cursor, question).point;
      let after = place && { recorded: place.time, id: place.id };
      let next: typeof after;
      let left = limit;
      let total = 0;
      const fact = await record({ type: "audit.config_changed", note: { rows: limit } });
      const replayed: ReplayManyAnswer["replayed"] = [];
      const skipped: ReplayManyAnswer["skipped"] = [];
      do {
        const page = await listPage(reader, quarantine_reason, Math.min(PAGE, left), after);
        const records: LogRecord[] = [];
        // Within a page in the order in which they came.
        for (const entry of page.entries.toReversed()) {
          const replay = replayRecord(entry, Date.now());
          if (replay.record === undefined) skipped.push({ id: entry.id, detail: replay.detail });
          else {
            records.push(replay.record);
            replayed.push({ id: entry.id, expected: replay.expected });
          }
        }
        if (records.length > 0) await log.publish(records);
        left -= page.entries.length;
        ({ next, total } = page);
        after = next;
      } while (next !== undefined && left > 0);
      Object.assign(note, { rows: replayed.length, total, isRecorded: true });
      const answer: ReplayManyAnswer = {
        replayed,
        skipped,
        total,
        recorded_as: fact.event.id,
        ...(next && {
          cursor: encodeCursor({ point: { time: next.recorded, id: next.id }, question }),
        }),
      };
      return c.json(answer, 200);
    },
  );
}

async function listPage(
  reader: Reader,
  reason: QuarantineEntry["reason"],
  limit: number,
  after: { recorded: number; id: string } | undefined,
) {
  const page = await reader.listQuarantine({ limit, reason, ...(after && { after }) });
  return { entries: page.entries, total: page.total, next: page.next };
}
