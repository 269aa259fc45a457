import type { PositionVector } from "@toolmark/event-store/event-store";
import { openDocument } from "@toolmark/integrity/open-document";
import type { Filter } from "@toolmark/schemas/filter";
import { callEventId } from "@toolmark/schemas/ids";
import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";

import type { Reader, ReaderQuery } from "../access/reader.ts";
import { accessFilter } from "../resource-accesses.ts";
import { startStateFold } from "./fold-state.ts";
import type { FoldedState } from "./fold-state.ts";

/** Most events that one state is worked out from. */
export const MAX_STATE_EVENTS = 10_000;

const MAX_GAPS = 1000;
const MAX_EMITTERS = 50;

/** A folded state with what it was worked out from. */
export interface ReadState extends FoldedState {
  events: number;
  since?: string;
  /** Whether any event held a state. */
  hasStates: boolean;
}

/**
 * Works out the state of a resource from the events up to `at` (milliseconds since the epoch,
 * included): all of them, or the newest 10,000. Memory does not grow with their number.
 */
export async function readState(
  reader: Reader,
  resource: { uri: string; at: number; asof: PositionVector },
): Promise<ReadState> {
  const { uri, at, asof } = resource;
  const whole: ReaderQuery = { filter: accessFilter(uri, true), kind: "rows", to: at + 1, asof };
  const { query, isWhole } = await newest(reader, whole);
  const gaps = await readGaps(reader, query, asof);
  const fold = startStateFold(uri);
  let events = 0;
  let since: string | undefined;
  let hasStates = false;
  for await (const documents of reader.scan(query, "oldest")) {
    const opened = documents.map(openDocument);
    const late = await lateEnds(reader, opened, { at, asof });
    for (const event of opened) {
      while (gaps[0] !== undefined && gaps[0].time < event.time.occurred) addFirst(gaps, fold);
      events++;
      since ??= event.time.occurred;
      hasStates ||= event.changes?.some((change) => change !== null) === true;
      if (!late.has(event.event.id)) fold.addEvent(event);
    }
  }
  while (gaps.length > 0) addFirst(gaps, fold);
  const state = fold.state();
  return {
    ...state,
    events,
    ...(since !== undefined && { since }),
    hasStates,
    complete: state.complete && isWhole,
  };
}

/** Narrows a query to its newest events, as many as are read. */
async function newest(
  reader: Reader,
  query: ReaderQuery,
): Promise<{ query: ReaderQuery; isWhole: boolean }> {
  if ((await reader.count(query)) <= MAX_STATE_EVENTS) return { query, isWhole: true };
  let left = MAX_STATE_EVENTS;
  for await (const documents of reader.scan(query, "newest")) {
    const last = documents[Math.min(left, documents.length) - 1];
    left -= documents.length;
    if (left <= 0 && last !== undefined)
      return {
        query: { ...query, from: Date.parse(openDocument(last).time.occurred) },
        isWhole: false,
      };
  }
  return { query, isWhole: true };
}

type Gap = Parameters<ReturnType<typeof startStateFold>["addGap"]>[0];

function addFirst(gaps: Gap[], fold: ReturnType<typeof startStateFold>): void {
  const gap = gaps.shift();
  if (gap !== undefined) fold.addGap(gap);
}

/** What the emitters that recorded the resource say that they lost, oldest first. */
async function readGaps(reader: Reader, query: ReaderQuery, asof: PositionVector): Promise<Gap[]> {
  const { emitter: emitters = [] } = await reader.facets(query, ["emitter"], MAX_EMITTERS);
  if (emitters.length === 0) return [];
  const isEmitter: Filter = {
    op: "any",
    of: emitters.map(({ value }): Filter => ({ op: "is", field: "emitter", value: value ?? "" })),
  };
  const isGap: Filter = { op: "is", field: "type", value: "emitter.gap" };
  const { from, to } = query;
  const page = await reader.search(
    {
      filter: { op: "all", of: [isGap, isEmitter] },
      kind: "rows",
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      asof,
    },
    { limit: MAX_GAPS, order: "newest" },
  );
  return page.documents.toReversed().map((document) => {
    const { event, time, emitter } = openDocument(document);
    const why = `events of ${emitter.id}, which recorded this resource, were lost after it was seen`;
    return { event_id: event.id, time: time.occurred, why };
  });
}

/** Ids of unresolved facts whose call has its end among the events that are read. */
async function lateEnds(
  reader: Reader,
  events: readonly NormalizedEvent[],
  scope: { at: number; asof: PositionVector },
): Promise<ReadonlySet<string>> {
  const ends = new Map<string, string>();
  for (const { event, call } of events)
    if (event.type === "call.unresolved" && call !== undefined)
      ends.set(callEventId(call.id, "completed"), event.id);
  const late = new Set<string>();
  if (ends.size === 0) return late;
  for (const [id, document] of await reader.get([...ends.keys()])) {
    const { time } = openDocument(document);
    const { partition, offset } = document.log;
    const isStored = offset <= (scope.asof[partition] ?? -1);
    const unresolved = ends.get(id);
    if (unresolved !== undefined && isStored && Date.parse(time.occurred) <= scope.at)
      late.add(unresolved);
  }
  return late;
}
