import type { PositionVector } from "@toolmark/event-store/event-store";
import { openDocument } from "@toolmark/integrity/open-document";
import type { EventType } from "@toolmark/schemas/event-types";
import { callEventId } from "@toolmark/schemas/ids";
import type {
  Change,
  EventMark,
  LogPosition,
  NormalizedEvent,
  StoredDocument,
} from "@toolmark/schemas/normalized-event";

import type { Reader, Visibility } from "./access/reader.ts";

type Downstream = NonNullable<NormalizedEvent["downstream"]>[number];

/** An event as the API shows it: the normalized event with what the store knows about it. */
export type EventView = Omit<NormalizedEvent, "time" | "downstream" | "changes"> & {
  /** `recorded` is when the event was sealed, RFC 3339 in UTC. */
  time: NormalizedEvent["time"] & { recorded: string };
  /** Downstream operations with the state before and after, where the emitter gave it. */
  downstream?: (Downstream & Change)[];
  /** Only for those who may configure: positions count the events of all tenants. */
  log?: LogPosition;
  marks: EventMark[];
  /** Members whose values are stored but not shown here. */
  masked?: MaskedMember[];
  /** SHA-256 of the sealed payload, base64url. */
  seal: { sha256: string };
  /** On an attempt: the event that says how the call ended, where one is stored. */
  concluded_by?: string;
  /** On `call.unresolved`: the completion that came late after all. */
  resolved_by?: string;
  /** On `call.completed`: the `call.unresolved` that was stored before it came. */
  unresolved_before?: string;
};

/** Members that can be hidden from an answer. */
export const maskedMembers = [
  "params",
  "result",
  "changes",
  "intent",
  "claims",
  "address",
] as const;
export type MaskedMember = (typeof maskedMembers)[number];

/** Shows one stored document as far as `visibility` allows, without looking at others. Pure. */
export function viewDocument(document: StoredDocument, visibility: Visibility): EventView {
  const masked: MaskedMember[] = [];
  const { time, downstream, changes, ...event } = mask(openDocument(document), visibility, masked);
  return {
    ...event,
    time: { ...time, recorded: new Date(document.leaf.ts).toISOString() },
    ...(downstream && {
      downstream: downstream.map((entry, index) => ({ ...entry, ...changes?.[index] })),
    }),
    ...(visibility.positions === true && { log: document.log }),
    marks: document.marks ?? [],
    seal: { sha256: document.leaf.sha256 },
    ...(masked.length > 0 && { masked }),
  };
}

/** What of an answer was shown only because the request asked to reveal it, for the record of it. */
export function revealedMembers(
  documents: readonly StoredDocument[],
  visibility: Visibility,
): MaskedMember[] {
  if (!visibility.payload) return [];
  const found = new Set<MaskedMember>();
  for (const document of documents) {
    const masked: MaskedMember[] = [];
    mask(openDocument(document), { personal: true, payload: false }, masked);
    for (const member of masked) found.add(member);
  }
  return maskedMembers.filter((member) => found.has(member));
}

function mask(
  event: NormalizedEvent,
  visibility: Visibility,
  masked: MaskedMember[],
): NormalizedEvent {
  const shown = { ...event };
  if (!visibility.payload) {
    for (const member of ["params", "result"] as const) {
      if (shown[member]?.value === undefined) continue;
      const { value: _value, ...rest } = shown[member];
      shown[member] = rest;
      masked.push(member);
    }
    if (shown.changes?.some((change) => change !== null) === true) {
      delete shown.changes;
      masked.push("changes");
    }
    if (shown.conversation?.intent !== undefined) {
      const { intent: _intent, ...rest } = shown.conversation;
      shown.conversation = rest;
      masked.push("intent");
    }
  }
  if (!visibility.personal) {
    if (shown.actor?.claims !== undefined) {
      const { claims: _claims, ...rest } = shown.actor;
      shown.actor = rest;
      masked.push("claims");
    }
    if (shown.client?.address !== undefined) {
      const { address: _address, ...rest } = shown.client;
      shown.client = rest;
      masked.push("address");
    }
  }
  return shown;
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
  const views = documents.map((document) => viewDocument(document, reader.visibility));
  const wanted = new Set(views.flatMap((view) => counterparts(view).map(([, id]) => id)));
  const found =
    wanted.size === 0 ? new Map<string, StoredDocument>() : await lookUp(reader, [...wanted]);
  for (const view of views) {
    for (const [member, id, type] of counterparts(view)) {
      const other = found.get(id);
      if (other === undefined || !isWithin(other.log, asof)) continue;
      if (openDocument(other).event.type === type) view[member] ??= id;
    }
  }
  return views;
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
