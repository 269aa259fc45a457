import type { Principal } from "@toolmark/runtime/tokens";
import type { StoredDocument } from "@toolmark/schemas/normalized-event";

import type { Reader } from "../access/reader.ts";
import type { CaseAnswer, CasePin, CasesAnswer, PinSnapshot } from "./answers.ts";
import type { FoldedCase, FoldedPin, FoldedStep } from "./fold-case.ts";
import { pinSnapshot } from "./pin-snapshot.ts";

const LOOK_UP = 1000;

/** The pinned events that a reader may see, by id. */
export async function pinnedDocuments(
  reader: Reader,
  { pins }: FoldedCase,
): Promise<Map<string, StoredDocument>> {
  const ids = [...pins.keys()];
  const found = new Map<string, StoredDocument>();
  for (let start = 0; start < ids.length; start += LOOK_UP)
    for (const [id, document] of await reader.get(ids.slice(start, start + LOOK_UP)))
      found.set(id, document);
  return found;
}

/** A case as it is shown, with what is known of its pinned events now. */
export async function caseAnswer(
  reader: Reader,
  folded: FoldedCase,
  complete: boolean,
): Promise<CaseAnswer> {
  const documents = await pinnedDocuments(reader, folded);
  const pins = [...folded.pins.values()]
    .map((pin) => pinAnswer(pin, documents.get(pin.event_id), reader.principal))
    .toSorted((left, right) => compareText(left.time ?? "", right.time ?? ""));
  return {
    ...headOf(folded),
    pins,
    notes: folded.steps
      .filter(({ type }) => type === "case.noted")
      .map(({ original, note = "", at, by, imported }) => ({
        id: original,
        text: note,
        at,
        by,
        ...(imported && { imported }),
      })),
    history: folded.steps.map(stepAnswer),
    complete,
  };
}

/** A case in a list. */
export function caseHead(folded: FoldedCase): CasesAnswer["cases"][number] {
  return {
    ...headOf(folded),
    pins: folded.pins.size,
    notes: folded.steps.filter(({ type }) => type === "case.noted").length,
    changed_at: folded.steps.at(-1)?.at ?? folded.opened.at,
  };
}

function headOf({ id, name, opened, closed }: FoldedCase) {
  return {
    id,
    name,
    state: closed === undefined ? ("open" as const) : ("closed" as const),
    opened_at: opened.at,
    opened_by: opened.by,
    ...(closed && {
      closed_at: closed.at,
      closed_by: closed.by,
      ...(closed.note !== undefined && { closing_note: closed.note }),
    }),
  };
}

// Whoever may see some servers only is told of another's event no more than its id.
function pinAnswer(
  { snapshot, ...pin }: FoldedPin,
  document: StoredDocument | undefined,
  { servers }: Principal,
): CasePin {
  const now = document && pinSnapshot(document);
  const then = snapshot !== undefined && isOpenTo(servers, snapshot) ? snapshot : undefined;
  const shown = now ?? then;
  const isAltered = now !== undefined && snapshot !== undefined && now.sha256 !== snapshot.sha256;
  return {
    ...pin,
    stored: document !== undefined,
    ...(isAltered && { altered: true as const }),
    ...(shown && { type: shown.type, time: shown.time, summary: shown.summary }),
  };
}

/** Whether readers of some servers may see what a pin says of its event. */
export function isOpenTo(servers: readonly string[] | undefined, { server }: PinSnapshot): boolean {
  if (servers === undefined) return true;
  const name = server?.toLowerCase();
  return servers.some((known) => known.toLowerCase() === name);
}

function stepAnswer(step: FoldedStep): CaseAnswer["history"][number] {
  const { original: _original, pins: _pins, event_ids: ids, ...rest } = step;
  return { ...rest, ...(ids && { event_ids: [...ids] }) };
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
