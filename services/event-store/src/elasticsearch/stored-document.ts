import type { LogPosition, StoredDocument } from "@toolmark/schemas/normalized-event";

import type { StoreEntry } from "../event-store.ts";
import { presenceTerm } from "./presence-term.ts";

/** What `_source` of an event holds for reading; the rest of it only finds the event. */
export interface EventSource extends StoredDocument {
  id: string;
  tenant: string;
  time: number;
  recorded: number;
}

/** The document of an entry as Elasticsearch gets it: one line of JSON. */
export function renderEvent({ index, document }: StoreEntry, log: LogPosition): string {
  const { p, x, s, leaf, marks } = document;
  const source = {
    id: index.id,
    tenant: index.tenant,
    time: index.time,
    recorded: index.recorded,
    row: index.row,
    log: { partition: log.partition, offset: log.offset },
    key: [...index.present.map(presenceTerm), ...index.terms].join(" "),
    words: index.words.join(" "),
    facet: index.facets,
    p,
    x,
    s,
    leaf,
    marks,
  };
  return `${JSON.stringify(source)}\n`;
}

/** The document as the store gives it back. */
export function readEvent({ p, x, s, leaf, marks, log }: EventSource): StoredDocument {
  return { p, x, s, leaf, ...(marks && { marks }), log };
}

/** The document of an entry as it would come back, without asking for it. */
export function asStored(entry: StoreEntry, log: LogPosition): StoredDocument {
  return readEvent(JSON.parse(renderEvent(entry, log)));
}
