import { z } from "@hono/zod-openapi";
import type { AuditEvent } from "@toolmark/schemas/event";

import type { AccessVariables } from "../access/open-read.ts";
import { revealedMembers, viewDocuments } from "../event-view.ts";
import { accessParameters } from "../query-parameters.ts";
import { changeRoute, readOneRoute } from "../read-route.ts";
import type { QueryApp, RouteContext } from "../read-route.ts";
import { CaseAnswer } from "./answers.ts";
import { caseAnswer, pinnedDocuments } from "./case-answer.ts";
import { findCase, readCase } from "./case-book.ts";
import {
  CASE_FORMAT,
  CaseDocument,
  caseFacts,
  EXPORTED_FROM,
  ImportedDocument,
} from "./case-document.ts";
import type { CaseFact } from "./case-document.ts";
import { definitionOf } from "./own-facts.ts";
import type { OpenObjectFacts } from "./own-facts.ts";

const AT_ONCE = 100;

const ImportAnswer = z
  .strictObject({
    case: CaseAnswer,
    added: z.int().openapi({ description: "facts that were not here yet; 0 for a repeat" }),
  })
  .openapi("ImportedCase");

/** Adds `/v1/cases/{id}/export` and `/v1/cases/import`. */
export function addTransferRoutes(
  app: QueryApp,
  context: RouteContext & { openFacts: OpenObjectFacts },
): void {
  const { admit, openFacts } = context;
  const permission = "cases";

  app.openapi(
    readOneRoute({
      path: "/v1/cases/{id}/export",
      summary: "Exports a case with everything in it",
      admit,
      permission,
      query: z.object(accessParameters),
      answer: CaseDocument,
    }),
    async (c) => {
      const { reader, principal, note, record } = c.var;
      const { id } = c.req.valid("param");
      const { folded, complete } = await readCase(openFacts(reader), id);
      const documents = [...(await pinnedDocuments(reader, folded)).values()];
      const answer: CaseDocument = {
        format: CASE_FORMAT,
        case_id: id,
        tenant: reader.tenant,
        exported_at: new Date().toISOString(),
        exported_by: principal.name,
        exported_from: EXPORTED_FROM,
        facts: caseFacts(folded, principal.servers),
        case: await caseAnswer(reader, folded, complete),
        events: await viewDocuments(reader, documents),
      };
      Object.assign(note, {
        query: `case ${id}`,
        rows: documents.length,
        revealed: revealedMembers(documents, reader.visibility),
      });
      await record({ type: "audit.exported", object: { kind: "case", id } });
      // What was revealed is recorded as such as well, so that who looks for that finds it.
      note.isRecorded = note.revealed?.length === 0;
      return c.json(answer, 200);
    },
  );

  app.openapi(
    changeRoute({
      method: "post",
      path: "/v1/cases/import",
      summary: "Imports a case that was exported; what is here already is not added again",
      admit,
      permission,
      params: z.object({}),
      body: ImportedDocument,
      answer: ImportAnswer,
      status: 200,
      // Room for a long case; its member `events` can be left out.
      maxBodyBytes: 8 * 1024 * 1024,
    }),
    async (c) => {
      const { reader, note, record } = c.var;
      const { case_id: caseId, facts: given } = c.req.valid("json");
      const id = caseId.toLowerCase();
      const facts = openFacts(reader);
      const known = new Set((await findCase(facts, id))?.steps.map(({ original }) => original));
      const fresh = given.filter((fact) => !known.has(fact.event_id));
      note.query = `import of case ${id}`;
      const recorded = await repeat(record, id, fresh);
      note.isRecorded = recorded.length > 0;
      await facts.untilRead(recorded.slice(-1));
      const { folded, complete } = await readCase(facts, id, recorded);
      return c.json(
        { case: await caseAnswer(reader, folded, complete), added: recorded.length },
        200,
      );
    },
  );
}

/** Records facts again, marked as imported. The last one goes alone: once it is read, all are. */
async function repeat(
  record: AccessVariables["record"],
  id: string,
  facts: readonly CaseFact[],
): Promise<AuditEvent[]> {
  const recorded: AuditEvent[] = [];
  const one = async (fact: CaseFact) => await record(repeated(id, fact));
  for (let start = 0; start < facts.length - 1; start += AT_ONCE) {
    const part = facts.slice(start, Math.min(start + AT_ONCE, facts.length - 1));
    recorded.push(...(await Promise.all(part.map(one))));
  }
  for (const fact of facts.slice(-1)) recorded.push(await one(fact));
  return recorded;
}

function repeated(id: string, fact: CaseFact) {
  const { event_id: eventId, type, time, author, name, note, event_ids: ids, pins } = fact;
  return {
    type,
    object: {
      kind: "case" as const,
      id,
      ...(name !== undefined && { name }),
      ...(note !== undefined && { note }),
      ...(ids && { event_ids: ids.map((pinned) => pinned.toLowerCase()) }),
      definition: definitionOf({ pins, imported: { event_id: eventId, time, author } }),
    },
  };
}
