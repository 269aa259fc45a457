import type { PositionVector } from "@toolmark/event-store/event-store";
import { openExportedEvent } from "@toolmark/exports/exported-event";
import { openDocument } from "@toolmark/integrity/open-document";
import type { FieldId } from "@toolmark/schemas/fields";
import type { Filter } from "@toolmark/schemas/filter";
import { callEventId } from "@toolmark/schemas/ids";
import type { StoredDocument } from "@toolmark/schemas/normalized-event";

import type { Reader, ReaderQuery } from "../access/reader.ts";
import { changesOf } from "../diff-states.ts";
import { descendants } from "./descendants.ts";
import type { TreeEvent } from "./tree-parts.ts";

/** Most events of one tree. */
export const MAX_TREE_EVENTS = 10_000;

const MAX_NAMED = 1000;
const CHUNK = 200;
const LOOK_UP = 1000;

/** The events of a tree, oldest first. */
export interface TreeEvents {
  /** Those that were asked for. */
  own: TreeEvent[];
  /** Those and what belongs to their operations or is below them. */
  all: TreeEvent[];
  complete: boolean;
}

/**
 * Reads the events of an operation or session, then what belongs to their operations or stands below
 * them elsewhere: operations have no field to be asked for by parent, so these are looked for by
 * operation, trace and session. The records of a call are completed by their ids, so that a call
 * whose end lies beyond the range or the bound does not look as if it had none.
 */
export async function readTreeEvents(
  reader: Reader,
  question: {
    field: "operation" | "session";
    id: string;
    asof: PositionVector;
    from?: number;
    to?: number;
  },
): Promise<TreeEvents> {
  const { field, id, asof, ...range } = question;
  const found = new Map<string, TreeEvent>();
  const query: ReaderQuery = { filter: is(field, id), kind: "all", ...range, asof };
  let complete = await collect(reader, query, found);
  const own = [...found.values()];
  if (own.length === 0) return { own, all: [], complete };

  const related = new Map(found);
  const { filters, isWhole } = relatedFilters(own, field);
  const from = Math.min(...own.map(({ view }) => Date.parse(view.time.occurred)));
  complete &&= isWhole;
  for (const filter of filters)
    complete = (await collect(reader, { filter, kind: "all", from, asof }, related)) && complete;
  for (const event of descendants(own, related.values())) found.set(event.view.event.id, event);
  await addCallRecords(reader, found, asof);
  return { own, all: [...found.values()].toSorted(compare), complete };
}

/** Adds events up to the bound; tells whether that were all. */
async function collect(
  reader: Reader,
  query: ReaderQuery,
  found: Map<string, TreeEvent>,
): Promise<boolean> {
  for await (const documents of reader.scan(query, "oldest")) {
    for (const document of documents) {
      const event = treeEvent(document);
      const { id } = event.view.event;
      if (found.has(id)) continue;
      if (found.size >= MAX_TREE_EVENTS) return false;
      found.set(id, event);
    }
  }
  return true;
}

function relatedFilters(
  events: readonly TreeEvent[],
  field: "operation" | "session",
): { filters: Filter[]; isWhole: boolean } {
  const names = new Map<string, Filter>();
  const add = (name: FieldId, value: string | undefined): void => {
    if (value !== undefined) names.set(`${name} ${value}`, is(name, value));
  };
  for (const { view } of events) {
    add("trace", view.trace?.id);
    if (field === "session") add("operation", view.operation?.id);
    else add("session", view.session?.id);
  }
  const all = [...names.values()].slice(0, MAX_NAMED);
  const filters: Filter[] = [];
  for (let start = 0; start < all.length; start += CHUNK)
    filters.push({ op: "any", of: all.slice(start, start + CHUNK) });
  return { filters, isWhole: names.size <= MAX_NAMED };
}

async function addCallRecords(
  reader: Reader,
  found: Map<string, TreeEvent>,
  asof: PositionVector,
): Promise<void> {
  const missing = new Set<string>();
  for (const { view } of found.values())
    if (view.call !== undefined)
      for (const record of ["attempted", "completed", "unresolved"] as const) {
        const id = callEventId(view.call.id, record);
        if (!found.has(id)) missing.add(id);
      }
  const ids = [...missing];
  for (let start = 0; start < ids.length; start += LOOK_UP)
    for (const [id, document] of await reader.get(ids.slice(start, start + LOOK_UP))) {
      const { partition, offset } = document.log;
      if (offset <= (asof[partition] ?? -1)) found.set(id, treeEvent(document));
    }
}

// Values are not part of a tree, so none is read from events: only the names of what changed.
function treeEvent(document: StoredDocument): TreeEvent {
  const { downstream = [], changes } = openDocument(document);
  return {
    view: openExportedEvent(document, { payload: false, personal: false }),
    changed: downstream.map((entry, index) =>
      changesOf({ ...entry, ...changes?.[index] }, false).map(({ field }) => field),
    ),
  };
}

function compare({ view: left }: TreeEvent, { view: right }: TreeEvent): number {
  if (left.time.occurred !== right.time.occurred)
    return left.time.occurred < right.time.occurred ? -1 : 1;
  return left.event.id < right.event.id ? -1 : 1;
}

function is(field: FieldId, value: string): Filter {
  return { op: "is", field, value };
}
