import type { PositionVector } from "@toolmark/event-store/event-store";
import { maskedMembers, openExportedEvent } from "@toolmark/exports/exported-event";
import type { ExportedEvent, MaskedMember } from "@toolmark/exports/exported-event";
import type { EventType } from "@toolmark/schemas/event-types";
import { callEventId } from "@toolmark/schemas/ids";
import type { LogPosition, StoredDocument } from "@toolmark/schemas/normalized-event";

import type { Reader, Visibility } from "./access/reader.ts";

/** An event as the API shows it: the normalized event with what the store knows about it. */
export type EventView = ExportedEvent;

/** What of an answer was shown only because the request asked to reveal it, for the record of it. */
export function revealedMembers(
  documents: readonly StoredDocument[],
  visibility: Visibility,
): MaskedMember[] {
  if (!visibility.payload) return [];
  const found = new Set<MaskedMember>();
  for (const document of documents) {
    const { masked = [] } = openExportedEvent(document, { personal: true, payload: false });
    for (const member of masked) found.add(member);
  }
  return maskedMembers.filter((member) => found.has(member));
}

/**
 * Shows a page of documents and joins the records of each call that belong together: an attempt with
 * what concluded it, an unresolved fact with its late completion. The other records are found by the
 * ids that follow from the call's, all of a page with one look-up.
 *
 * @param asof records above these positions are not joined, so that an answer stays the same.
 */
export async function viewDocuments(
  reader: Reader,
  documents: readonly StoredDocument[],
  asof?: PositionVector,
): Promise<EventView[]> {
  const views = documents.map((document) => openExportedEvent(document, reader.visibility));
  const wanted = new Set(views.flatMap((view) => counterparts(view).map(([, id]) => id)));
  const found =
    wanted.size === 0 ? new Map<string, StoredDocument>() : await lookUp(reader, [...wanted]);
  for (const view of views) {
    for (const [member, id, type] of counterparts(view)) {
      const other = found.get(id);
      if (other === undefined || !isWithin(other.log, asof)) continue;
      if (typeOf(other) === type) view[member] ??= id;
    }
  }
  return views;
}

function typeOf({ p }: StoredDocument): unknown {
  return (p["event"] as { type?: unknown } | undefined)?.type;
}

const LOOK_UP_SIZE = 1000;

async function lookUp(
  reader: Reader,
  ids: readonly string[],
): Promise<Map<string, StoredDocument>> {
  const found = new Map<string, StoredDocument>();
  for (let start = 0; start < ids.length; start += LOOK_UP_SIZE) {
    const part = await reader.get(ids.slice(start, start + LOOK_UP_SIZE));
    for (const [id, document] of part) found.set(id, document);
  }
  return found;
}

type Join = readonly [
  member: "concluded_by" | "resolved_by" | "unresolved_before",
  id: string,
  type: EventType,
];

function counterparts(view: EventView): Join[] {
  const { event, call } = view;
  if (call === undefined) return [];
  const completed = callEventId(call.id, "completed");
  const unresolved = callEventId(call.id, "unresolved");
  if (event.type === "call.unresolved") return [["resolved_by", completed, "call.completed"]];
  // A completion that came after the lease is marked so, as far as its start is known.
  const isInTime = !view.marks.includes("late") && view.time.duration_ms !== undefined;
  if (event.type === "call.completed")
    return isInTime ? [] : [["unresolved_before", unresolved, "call.unresolved"]];
  if (event.type !== "call.attempted") return [];
  return [
    ["concluded_by", completed, "call.completed"],
    ["concluded_by", unresolved, "call.unresolved"],
  ];
}

function isWithin(position: LogPosition, asof: PositionVector | undefined): boolean {
  return asof === undefined || position.offset <= (asof[position.partition] ?? -1);
}
