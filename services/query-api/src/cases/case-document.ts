import { z } from "@hono/zod-openapi";
import { OWN_EMITTER } from "@toolmark/event-log/own-record";
import type { EventType } from "@toolmark/schemas/event-types";

import { EventView } from "../event-view-schema.ts";
import { CaseAnswer, PinSnapshot } from "./answers.ts";
import { isOpenTo } from "./case-answer.ts";
import type { FoldedCase } from "./fold-case.ts";
import { nameText, noteText } from "./plain-text.ts";

/** Value of `format` in a case document. */
export const CASE_FORMAT = "toolmark.case/1";

/** Every type that a step of a case can have. */
export const caseTypes = [
  "case.opened",
  "case.pinned",
  "case.unpinned",
  "case.noted",
  "case.closed",
] as const satisfies readonly EventType[];

const instant = z.iso.datetime().openapi({ type: "string", format: "date-time" });

/** One fact of a case, which an import repeats. */
export const CaseFact = z
  .strictObject({
    event_id: z.guid().openapi({ description: "the event that first recorded it" }),
    type: z.enum(caseTypes),
    time: instant,
    author: z.string().min(1).max(512),
    name: nameText().optional(),
    note: noteText().optional(),
    event_ids: z.array(z.guid()).max(1000).optional(),
    pins: z.array(PinSnapshot).max(1000).optional(),
  })
  .openapi("CaseFact");
export type CaseFact = z.infer<typeof CaseFact>;

const parts = {
  format: z.literal(CASE_FORMAT),
  case_id: z.guid(),
  tenant: z.string(),
  exported_at: instant,
  exported_by: z.string(),
  exported_from: z.string(),
  facts: z.array(CaseFact).min(1).max(10_000).openapi({
    description: "what an import repeats, oldest first",
  }),
};

/** Answer of `GET /v1/cases/{id}/export`. */
export const CaseDocument = z
  .strictObject({
    ...parts,
    case: CaseAnswer,
    events: z.array(EventView).openapi({
      description: "pinned events that the exporter may see, with what it may see of them",
    }),
  })
  .openapi("CaseDocument");
export type CaseDocument = z.infer<typeof CaseDocument>;

/** Body of `POST /v1/cases/import`; only what an import repeats is looked at. */
export const ImportedDocument = z
  .looseObject({ format: parts.format, case_id: parts.case_id, facts: parts.facts })
  .openapi("ImportedCaseDocument");

/**
 * The facts of a case for another reader: with original authors and times, so that exporting what was
 * imported gives the same document again. What pins say of events of other servers is left out for
 * those who may see some servers only.
 */
export function caseFacts(
  { steps }: FoldedCase,
  servers: readonly string[] | undefined,
): CaseFact[] {
  return steps.map(({ original, type, at, by, name, note, event_ids: ids, pins }) => ({
    event_id: original,
    type: caseTypes.find((known) => known === type) ?? "case.noted",
    time: at,
    author: by,
    ...(name !== undefined && { name }),
    ...(note !== undefined && { note }),
    ...(ids && { event_ids: [...ids] }),
    ...(pins && { pins: pins.filter((pin) => isOpenTo(servers, pin)) }),
  }));
}

/** Where a document comes from, in a word. */
export const EXPORTED_FROM = OWN_EMITTER;
