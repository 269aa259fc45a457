import { z } from "@hono/zod-openapi";
import { verifyDocument } from "@toolmark/integrity/verify-document";
import { AuditError } from "@toolmark/runtime/errors";
import { callEventId } from "@toolmark/schemas/ids";
import type { SealedDocument } from "@toolmark/schemas/normalized-event";

import { CallAnswer, EventAnswer } from "./answers.ts";
import { describeCall } from "./describe-call.ts";
import { diffStates } from "./diff-states.ts";
import { revealedMembers, viewDocuments } from "./event-view.ts";
import type { EventView } from "./event-view.ts";
import { accessParameters } from "./query-parameters.ts";
import { readOneRoute } from "./read-route.ts";
import type { QueryApp, RouteContext } from "./read-route.ts";
import { recordOf } from "./summarize-timeline.ts";

const MAX_RELATED = 1000;
const uuid = z.guid();

/** Adds `/v1/events/{id}` and `/v1/calls/{id}`. */
export function addCallRoutes(app: QueryApp, context: RouteContext): void {
  const { admit, leaseMs } = context;

  app.openapi(
    readOneRoute({
      path: "/v1/events/{id}",
      summary: "Shows one event and checks its seal",
      admit,
      query: z.object(accessParameters),
      answer: EventAnswer,
    }),
    async (c) => {
      const { reader, note } = c.var;
      const id = uuidOf(c.req.valid("param").id, "event");
      const found = await reader.get([...new Set([id, id.toLowerCase()])]);
      const document = found.get(id) ?? found.get(id.toLowerCase());
      const [event] = document === undefined ? [] : await viewDocuments(reader, [document]);
      if (document === undefined || event === undefined)
        throw new AuditError("not_found", "there is no event with this id");
      Object.assign(note, {
        query: `event ${id}`,
        rows: 1,
        revealed: revealedMembers([document], reader.visibility),
      });
      const faults = faultsOf(document);
      const answer: EventAnswer = { event, verified: faults.length === 0, faults };
      return c.json(answer, 200);
    },
  );

  app.openapi(
    readOneRoute({
      path: "/v1/calls/{id}",
      summary: "Shows one call with everything that is recorded about it",
      admit,
      query: z.object(accessParameters),
      answer: CallAnswer,
    }),
    async (c) => {
      const { reader, note } = c.var;
      const callId = uuidOf(c.req.valid("param").id, "call").toLowerCase();
      const ids = (["attempted", "completed", "unresolved"] as const).map((record) =>
        callEventId(callId, record),
      );
      const [known, page] = await Promise.all([
        reader.get(ids),
        reader.search(
          { filter: { op: "is", field: "call", value: callId }, kind: "all" },
          { limit: MAX_RELATED, order: "oldest" },
        ),
      ]);
      const documents = [...known.values(), ...page.documents];
      const views = new Map<string, EventView>();
      for (const view of await viewDocuments(reader, documents)) {
        // An id that follows from this call's can in theory be claimed by another event.
        if (view.call?.id.toLowerCase() === callId) views.set(view.event.id, view);
      }
      if (views.size === 0) throw new AuditError("not_found", "there is no call with this id");
      Object.assign(note, {
        query: `call ${callId}`,
        rows: views.size,
        revealed: revealedMembers(documents, reader.visibility),
      });
      const answer = callAnswer(callId, [...views.values()], {
        now: Date.now(),
        leaseMs,
        truncated: page.next !== undefined,
      });
      return c.json(answer, 200);
    },
  );
}

function callAnswer(
  callId: string,
  views: readonly EventView[],
  options: { now: number; leaseMs: number; truncated: boolean },
): CallAnswer {
  // Records of imported calls may have ids of their own, so the first of each type stands for it.
  const of = (record: string) => views.find((view) => recordOf(view) === record);
  const records = {
    attempted: of("attempted"),
    completed: of("completed"),
    unresolved: of("unresolved"),
  };
  const shown = new Set<EventView | undefined>(Object.values(records));
  const related = views.filter((view) => !shown.has(view)).toSorted(byTime);
  const operation = views.find((view) => view.operation !== undefined)?.operation?.id;
  const touching = [records.completed ?? records.unresolved ?? records.attempted, ...related];
  return {
    call_id: callId,
    ...describeCall(records, options.now, options.leaseMs),
    ...(operation !== undefined && { operation_id: operation }),
    ...(records.attempted && { attempted: records.attempted }),
    ...(records.completed && { completed: records.completed }),
    ...(records.unresolved && { unresolved: records.unresolved }),
    related,
    related_truncated: options.truncated,
    touched: touching.flatMap((view) =>
      (view?.downstream ?? []).map((entry) => ({
        event_id: view?.event.id ?? "",
        ...entry,
        changes: diffStates(entry.operation, entry.before, entry.after),
      })),
    ),
  };
}

function byTime(left: EventView, right: EventView): number {
  const difference = Date.parse(left.time.occurred) - Date.parse(right.time.occurred);
  return difference === 0 ? (left.event.id < right.event.id ? -1 : 1) : difference;
}

function uuidOf(id: string, thing: "event" | "call"): string {
  if (uuid.safeParse(id).success) return id;
  throw new AuditError(
    "not_found",
    `there is no ${thing} with this id; ids of ${thing}s are UUIDs`,
  );
}

function faultsOf(document: SealedDocument): string[] {
  try {
    return verifyDocument(document);
  } catch (error) {
    // What was sealed always has a canonical form, so this one was changed since.
    if (error instanceof RangeError) return ["the stored event has no canonical form"];
    throw error;
  }
}
