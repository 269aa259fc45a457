import { AuditError } from "@toolmark/runtime/errors";
import type { LogPosition } from "@toolmark/schemas/normalized-event";

import type { AppendOutcome, StoreEntry } from "../event-store.ts";
import { createDocuments } from "./create-documents.ts";
import { documentId, indexOf, monthOfId } from "./index-names.ts";
import type { IndexNames } from "./index-names.ts";
import { placesOf, readPlaces } from "./look-up-events.ts";
import type { Place } from "./look-up-events.ts";
import type { StoreIndices } from "./month-indices.ts";
import type { Requests } from "./requests.ts";
import type { Sequence } from "./sequence.ts";
import { asStored, readEvent, renderEvent } from "./stored-document.ts";
import type { EventSource } from "./stored-document.ts";

/** One entry on its way: where it goes and what becomes of it. */
interface Pending {
  entry: StoreEntry;
  position: LogPosition;
  place: Place;
  outcome?: AppendOutcome;
}

const MAX_ROUNDS = 5;

/** Appends entries to the months that they belong to. See `EventStore.append`. */
export async function appendEvents(
  requests: Requests,
  indices: StoreIndices,
  names: IndexNames,
  sequence: Sequence,
  entries: readonly StoreEntry[],
): Promise<AppendOutcome[]> {
  requests.mustBeOpen();
  const unplaced = entries.filter((entry) => entry.position === undefined).length;
  if (unplaced === 0) return await appendFrom(0);
  return await sequence.take(unplaced, appendFrom);

  async function appendFrom(first: number): Promise<AppendOutcome[]> {
    let next = first;
    const batch = entries.map((entry): Pending => ({
      entry,
      position: entry.position ?? { partition: 0, offset: next++ },
      place: {
        index: indexOf(names, entry.index),
        id: documentId(entry.index.tenant, entry.index.id),
      },
    }));
    await settle(batch);
    return batch.map(({ outcome }) => outcome ?? unsettled());
  }

  async function settle(batch: readonly Pending[]): Promise<void> {
    for (let round = 1; round <= MAX_ROUNDS; round++) {
      const open = batch.filter(({ outcome }) => outcome === undefined);
      if (open.length === 0) return;
      const firsts = firstOfEach(open);
      await findUntimed([...firsts.values()]);
      await createAll([...firsts.values()].filter(({ outcome }) => outcome === undefined));
      for (const pending of open) repeat(firsts.get(pending.place.id), pending);
    }
    throw new AuditError("store_unavailable", "could not store events: they come and go", {});
  }

  // An id without a time can be in any month, depending on the time that was claimed for it first.
  async function findUntimed(firsts: readonly Pending[]): Promise<void> {
    const untimed = firsts.filter(({ entry }) => monthOfId(entry.index.id) === undefined);
    if (untimed.length === 0) return;
    const months = await indices.months();
    const places = untimed.flatMap(({ place }) =>
      placesOf(
        months.filter((month) => month !== place.index),
        place.id,
      ),
    );
    const found = await readPlaces(requests, places);
    for (const pending of untimed) setExisting(pending, found.get(pending.place.id));
  }

  async function createAll(firsts: readonly Pending[]): Promise<void> {
    for (const [index, group] of Map.groupBy(firsts, ({ place }) => place.index)) {
      const outcomes = await createDocuments(
        requests,
        indices,
        index,
        group.map(({ entry, position, place }) => ({
          id: place.id,
          json: renderEvent(entry, position),
        })),
      );
      const known = group.filter((_, each) => outcomes[each]?.status === "known");
      const found = await readPlaces(
        requests,
        known.map(({ place }) => place),
      );
      for (const [each, pending] of group.entries()) {
        const outcome = outcomes[each] ?? unsettled();
        const there = found.get(pending.place.id);
        if (outcome.status === "refused") {
          pending.outcome = { status: "rejected", detail: outcome.detail };
        } else if (outcome.status === "created" || (outcome.mayBeOurs && isThis(pending, there))) {
          pending.outcome = { status: "stored", position: pending.position };
        } else setExisting(pending, there);
      }
    }
  }
}

function firstOfEach(batch: readonly Pending[]): Map<string, Pending> {
  const firsts = new Map<string, Pending>();
  for (const pending of batch) {
    if (!firsts.has(pending.place.id)) firsts.set(pending.place.id, pending);
  }
  return firsts;
}

/** Settles a repetition by what became of the first one; after a refused one it is tried itself. */
function repeat(first: Pending | undefined, pending: Pending): void {
  if (first === pending || first?.outcome === undefined) return;
  if (first.outcome.status === "exists") pending.outcome = first.outcome;
  if (first.outcome.status === "stored") {
    pending.outcome = { status: "exists", document: asStored(first.entry, first.position) };
  }
}

/** Leaves the entry open when what was there has gone meanwhile. */
function setExisting(pending: Pending, source: EventSource | undefined): void {
  if (source) pending.outcome = { status: "exists", document: readEvent(source) };
}

function isThis({ entry, position }: Pending, source: EventSource | undefined): boolean {
  return (
    source !== undefined &&
    source.log.partition === position.partition &&
    source.log.offset === position.offset &&
    source.leaf.sha256 === entry.document.leaf.sha256 &&
    source.leaf.ts === entry.document.leaf.ts
  );
}

function unsettled(): never {
  throw new Error("an entry has no outcome");
}
