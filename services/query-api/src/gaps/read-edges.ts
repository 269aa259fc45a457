import type { TimelinePoint } from "@toolmark/event-store/event-store";
import { openDocument } from "@toolmark/integrity/open-document";

import type { Reader, ReaderQuery } from "../access/reader.ts";
import { is } from "../profiles/filters.ts";
import { byTime, emittedOf } from "./track-emitters.ts";
import type { Emitted } from "./track-emitters.ts";

const PAGE = 200;
const MAX_PAGES = 5;

/** The events of one emitter around a range. */
export interface Edges {
  before: Emitted[];
  after: Emitted[];
  /** Epochs of which an earlier event may be stored than those found. */
  unknown: ReadonlySet<string>;
}

/**
 * Reads the events of an emitter next to a range, so that a hole at its edge is told from one that is
 * none: before it until each of `epochs` was met, after it one page.
 */
export async function readEdges(
  reader: Reader,
  emitter: string,
  range: Pick<ReaderQuery, "from" | "to" | "asof">,
  epochs: ReadonlySet<string>,
): Promise<Edges> {
  const base = {
    filter: is("emitter", emitter),
    kind: "all",
    ...(range.asof && { asof: range.asof }),
  } as const;
  const read = async (
    query: ReaderQuery,
    order: "newest" | "oldest",
    after: TimelinePoint | undefined,
  ) => {
    const page = await reader.search(query, { limit: PAGE, order, ...(after && { after }) });
    const events = page.documents.flatMap((document): Emitted[] => {
      const event = openDocument(document);
      const emitted = event.emitter.id === emitter ? emittedOf(event, document) : undefined;
      return emitted === undefined ? [] : [emitted];
    });
    return { events, next: page.next };
  };

  const before: Emitted[] = [];
  const unknown = new Set<string>();
  if (range.from !== undefined) {
    const wanted = new Set(epochs);
    let after: TimelinePoint | undefined;
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const { events, next } = await read({ ...base, to: range.from }, "newest", after);
      before.push(...events);
      for (const { epoch, sequence } of events)
        if (epoch !== undefined && sequence !== undefined) wanted.delete(epoch);
      after = next;
      if (next === undefined || wanted.size === 0) break;
    }
    if (after !== undefined) for (const epoch of wanted) unknown.add(epoch);
    // Of the oldest events found, those further back are not known either.
    if (after !== undefined)
      for (const { epoch } of before)
        if (epoch !== undefined && !epochs.has(epoch)) unknown.add(epoch);
  }
  const { events: after } =
    range.to === undefined
      ? { events: [] }
      : await read({ ...base, from: range.to }, "oldest", undefined);
  return { before: before.toSorted(byTime), after, unknown };
}
