import { z } from "@hono/zod-openapi";
import { AuditError } from "@toolmark/runtime/errors";
import { newUuid } from "@toolmark/schemas/ids";

import { accessParameters } from "../query-parameters.ts";
import { changeRoute, idParameter, readOneRoute, readRoute } from "../read-route.ts";
import type { QueryApp, RouteContext } from "../read-route.ts";
import { removeRoute } from "../remove-route.ts";
import { CaseAnswer, CasesAnswer } from "./answers.ts";
import { caseAnswer, caseHead } from "./case-answer.ts";
import { mustBeOpen, readCase, readCases } from "./case-book.ts";
import { definitionOf } from "./own-facts.ts";
import type { OpenObjectFacts } from "./own-facts.ts";
import { pinSnapshot } from "./pin-snapshot.ts";
import { nameText, noteText } from "./plain-text.ts";
import { addTransferRoutes } from "./transfer-routes.ts";

const MAX_PINS = 2000;
const OpenedCase = z.strictObject({ name: nameText() }).openapi("OpenedCase");
const CaseText = z.strictObject({ text: noteText() }).openapi("CaseText");
const ClosingNote = z.strictObject({ note: noteText() }).openapi("ClosingNote");
const NewPins = z
  .strictObject({
    event_ids: z
      .array(z.guid("expected the id of an event").transform((id) => id.toLowerCase()))
      .min(1)
      .max(500)
      .openapi({ type: "array", items: { type: "string", format: "uuid" } }),
    note: noteText().optional(),
  })
  .openapi("NewPins");

const query = z.object({ tenant: accessParameters.tenant });

/** Adds `/v1/cases`. */
export function addCaseRoutes(
  app: QueryApp,
  context: RouteContext & { openFacts: OpenObjectFacts },
): void {
  const { admit, openFacts } = context;
  const permission = "cases";
  const change = { admit, permission, answer: CaseAnswer } as const;
  addTransferRoutes(app, context);

  app.openapi(
    changeRoute({
      ...change,
      method: "post",
      path: "/v1/cases",
      summary: "Opens a case",
      params: z.object({}),
      body: OpenedCase,
      status: 201,
    }),
    async (c) => {
      const { reader, note, record } = c.var;
      const { name } = c.req.valid("json");
      const id = newUuid();
      const facts = openFacts(reader);
      const event = await record({
        type: "case.opened",
        object: { kind: "case", id, name },
        note: { query: `case ${id}` },
      });
      note.isRecorded = true;
      await facts.untilRead([event]);
      const { folded, complete } = await readCase(facts, id, [event]);
      c.header("location", `/v1/cases/${id}`);
      return c.json(await caseAnswer(reader, folded, complete), 201);
    },
  );

  app.openapi(
    readRoute({
      path: "/v1/cases",
      summary: "Lists cases",
      admit,
      permission,
      query,
      answer: CasesAnswer,
    }),
    async (c) => {
      const { reader, note } = c.var;
      const { cases, complete } = await readCases(openFacts(reader));
      Object.assign(note, { query: "cases", rows: cases.length });
      return c.json({ cases: cases.map(caseHead), complete } satisfies CasesAnswer, 200);
    },
  );

  app.openapi(
    readOneRoute({
      path: "/v1/cases/{id}",
      summary: "Shows a case with its pins, notes and history",
      admit,
      permission,
      query,
      answer: CaseAnswer,
    }),
    async (c) => {
      const { reader, note } = c.var;
      const { id } = c.req.valid("param");
      const { folded, complete } = await readCase(openFacts(reader), id);
      Object.assign(note, { query: `case ${id}`, rows: folded.pins.size });
      return c.json(await caseAnswer(reader, folded, complete), 200);
    },
  );

  app.openapi(
    changeRoute({
      ...change,
      method: "post",
      path: "/v1/cases/{id}/pins",
      summary: "Pins events to a case",
      params: idParameter,
      body: NewPins,
      status: 200,
    }),
    async (c) => {
      const { reader, note, record } = c.var;
      const { id } = c.req.valid("param");
      const { event_ids: wanted, note: text } = c.req.valid("json");
      const facts = openFacts(reader);
      const { folded, complete } = await readCase(facts, id);
      mustBeOpen(folded);
      const found = await reader.get([...new Set(wanted)]);
      const missing = wanted.filter((eventId) => !found.has(eventId));
      if (missing.length > 0)
        throw new AuditError("not_found", "there is no event with some of these ids", {
          details: { event_ids: missing },
        });
      const fresh = [...found].filter(([eventId]) => !folded.pins.has(eventId));
      note.query = `case ${id}`;
      if (fresh.length === 0) return c.json(await caseAnswer(reader, folded, complete), 200);
      if (folded.pins.size + fresh.length > MAX_PINS)
        throw new AuditError("conflict", `a case holds up to ${MAX_PINS} pins; open another one`);
      const event = await record({
        type: "case.pinned",
        object: {
          kind: "case",
          id,
          event_ids: fresh.map(([eventId]) => eventId),
          ...(text !== undefined && { note: text }),
          definition: definitionOf({ pins: fresh.map(([, document]) => pinSnapshot(document)) }),
        },
        note: { rows: fresh.length },
      });
      note.isRecorded = true;
      await facts.untilRead([event]);
      const after = await readCase(facts, id, [event]);
      return c.json(await caseAnswer(reader, after.folded, after.complete), 200);
    },
  );

  app.openapi(
    removeRoute({
      ...change,
      path: "/v1/cases/{id}/pins/{eventId}",
      summary: "Unpins an event; that it was pinned stays recorded",
      params: idParameter.extend({ eventId: z.string().min(1).max(64) }),
    }),
    async (c) => {
      const { reader, note, record } = c.var;
      const { id, eventId } = c.req.valid("param");
      const facts = openFacts(reader);
      const { folded } = await readCase(facts, id);
      mustBeOpen(folded);
      const pinned = eventId.toLowerCase();
      if (!folded.pins.has(pinned))
        throw new AuditError("not_found", "this event is not pinned to the case");
      const event = await record({
        type: "case.unpinned",
        object: { kind: "case", id, event_ids: [pinned] },
        note: { query: `case ${id}` },
      });
      note.isRecorded = true;
      await facts.untilRead([event]);
      const after = await readCase(facts, id, [event]);
      return c.json(await caseAnswer(reader, after.folded, after.complete), 200);
    },
  );

  for (const { verb, summary, type, body } of [
    { verb: "notes", summary: "Adds a note to a case", type: "case.noted", body: CaseText },
    { verb: "close", summary: "Closes a case", type: "case.closed", body: ClosingNote },
  ] as const) {
    app.openapi(
      changeRoute({
        ...change,
        method: "post",
        path: `/v1/cases/{id}/${verb}`,
        summary,
        params: idParameter,
        body,
        status: 200,
      }),
      async (c) => {
        const { reader, note, record } = c.var;
        const { id } = c.req.valid("param");
        const given = c.req.valid("json");
        const facts = openFacts(reader);
        mustBeOpen((await readCase(facts, id)).folded);
        const event = await record({
          type,
          object: { kind: "case", id, note: "text" in given ? given.text : given.note },
          note: { query: `case ${id}` },
        });
        note.isRecorded = true;
        await facts.untilRead([event]);
        const { folded, complete } = await readCase(facts, id, [event]);
        return c.json(await caseAnswer(reader, folded, complete), 200);
      },
    );
  }
}
