import type { StoredDocument } from "@toolmark/schemas/normalized-event";

import { documentId, indexOf, monthOfId } from "./index-names.ts";
import type { IndexNames } from "./index-names.ts";
import type { StoreIndices } from "./month-indices.ts";
import type { Requests } from "./requests.ts";
import { readEvent } from "./stored-document.ts";
import type { EventSource } from "./stored-document.ts";

const MAX_PER_REQUEST = 500;
const NO_INDEX = "index_not_found_exception";

/** A place where an event may be. */
export interface Place {
  index: string;
  id: string;
}

/**
 * The events at these places, by `_id`, as of now: what was stored a moment ago is found before it
 * can be searched for. A place without an event, or in an index that is not there, is left out.
 */
export async function readPlaces(
  requests: Requests,
  places: readonly Place[],
): Promise<Map<string, EventSource>> {
  const found = new Map<string, EventSource>();
  for (let start = 0; start < places.length; start += MAX_PER_REQUEST) {
    const docs = places
      .slice(start, start + MAX_PER_REQUEST)
      .map(({ index, id }) => ({ _index: index, _id: id }));
    const { docs: answers } = await requests.read("look up events", async (client) => {
      const answer = await client.mget<EventSource>({ docs });
      for (const item of answer.docs) {
        // Items fail one by one; only a missing index means that the event is not there.
        const type = "error" in item ? item.error.type : NO_INDEX;
        if (type !== NO_INDEX) throw new Error(`an event could not be read: ${type}`);
      }
      return answer;
    });
    for (const item of answers) {
      if (!("found" in item)) continue;
      const { _id: id, _source: source } = item;
      if (source) found.set(id, source);
    }
  }
  return found;
}

/** The stored events of a tenant among `ids`, by id. */
export async function getEvents(
  requests: Requests,
  indices: StoreIndices,
  names: IndexNames,
  tenant: string,
  ids: readonly string[],
): Promise<Map<string, StoredDocument>> {
  requests.mustBeOpen();
  const timed = new Set<string>();
  const untimed = new Set<string>();
  for (const id of ids) (monthOfId(id) === undefined ? untimed : timed).add(id);
  const places = Array.from(timed, (id) => ({
    index: indexOf(names, { id, time: 0 }),
    id: documentId(tenant, id),
  }));
  if (untimed.size > 0) {
    const months = await indices.months();
    for (const id of untimed) places.push(...placesOf(months, documentId(tenant, id)));
  }
  const found = new Map<string, StoredDocument>();
  for (const source of (await readPlaces(requests, places)).values()) {
    found.set(source.id, readEvent(source));
  }
  return found;
}

/** One place per index. */
export function placesOf(indices: readonly string[], id: string): Place[] {
  return indices.map((index) => ({ index, id }));
}
