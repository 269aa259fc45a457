import type { EventStore, PositionVector } from "@toolmark/event-store/event-store";
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

type Downstream = NonNullable<NormalizedEvent["downstream"]>[number];

/** An event as the API shows it: the normalized event with what the store knows about it. */
export type EventView = Omit<NormalizedEvent, "time" | "downstream" | "changes"> & {
  /** `recorded` is when the event was sealed, RFC 3339 in UTC. */
  time: NormalizedEvent["time"] & { recorded: string };
  /** Downstream operations with the state before and after, where the emitter gave it. */
  downstream?: (Downstream & Change)[];
  log: LogPosition;
  marks: EventMark[];
  /** SHA-256 of the sealed payload, base64url. */
  seal: { sha256: string };
  /** On an attempt: the event that says how the call ended, where one is stored. */
  concluded_by?: string;
  /** On `call.unresolved`: the completion that came late after all. */
  resolved_by?: string;
  /** On `call.completed`: the `call.unresolved` that was stored before it came. */
  unresolved_before?: string;
};

/** Shows one stored document, without looking at others. Pure. */
export function viewDocument(document: StoredDocument): EventView {
  const { time, downstream, changes, ...event } = openDocument(document);
  return {
    ...event,
    time: { ...time, recorded: new Date(document.leaf.ts).toISOString() },
    ...(downstream && {
      downstream: downstream.map((entry, index) => ({ ...entry, ...changes?.[index] })),
    }),
    log: document.log,
    marks: document.marks ?? [],
    seal: { sha256: document.leaf.sha256 },
  };
}

/**
 * Shows a page of documents and joins the records of each call that belong together: an attempt with
 * what concluded it, an unresolved fact with its late completion. The other records are found by the
 * ids that follow from the call's, all of a page with one look-up.
 *
 * @param asof records above these positions are not joined, so that an answer stays the same.
 */
export async function viewDocuments(
  store: EventStore,
  tenant: string,
  documents: readonly StoredDocument[],
  asof?: PositionVector,
): Promise<EventView[]> {
  const views = documents.map(viewDocument);
  const wanted = new Set(views.flatMap((view) => counterparts(view).map(([, id]) => id)));
  const found =
    wanted.size === 0
      ? new Map<string, StoredDocument>()
      : await lookUp(store, tenant, [...wanted]);
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
  store: EventStore,
  tenant: string,
  ids: readonly string[],
): Promise<Map<string, StoredDocument>> {
  const found = new Map<string, StoredDocument>();
  for (let start = 0; start < ids.length; start += LOOK_UP_SIZE) {
    const part = await store.get(tenant, ids.slice(start, start + LOOK_UP_SIZE));
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
  if (event.type === "call.completed")
    return [["unresolved_before", unresolved, "call.unresolved"]];
  if (event.type !== "call.attempted") return [];
  return [
    ["concluded_by", completed, "call.completed"],
    ["concluded_by", unresolved, "call.unresolved"],
  ];
}

function isWithin(position: LogPosition, asof: PositionVector | undefined): boolean {
  return asof === undefined || position.offset <= (asof[position.partition] ?? -1);
}
