import { openExportedEvent } from "@toolmark/exports/exported-event";
import type { ExportedEvent } from "@toolmark/exports/exported-event";
import { createSample } from "@toolmark/exports/sample";
import type { Sample } from "@toolmark/exports/sample";
import type { StoredDocument } from "@toolmark/schemas/normalized-event";

import type { Reader, ReaderQuery } from "../access/reader.ts";
import { viewDocuments } from "../event-view.ts";
import type { ExportJob } from "./export-job.ts";

const LOOK_UP_SIZE = 100;

/** What an export asks the store. */
export function queryOf({ question, positions }: ExportJob): ReaderQuery {
  const { filter, kind, from, to } = question;
  return {
    filter,
    kind,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    asof: positions,
  };
}

/** The events of an export, oldest first, in batches as its reader may see them. */
export interface ExportRows {
  batches: AsyncIterable<ExportedEvent[]>;
  /** Population of a sample, after the last batch. */
  sample?: Sample;
}

/**
 * Reads the events of an export: all of the query, or the sample of it. Reading is one pass at
 * constant memory; a sample holds ids only and looks its events up at the end.
 *
 * @param onRead is told how many events of the query were read, after each batch.
 */
export function readRows(
  reader: Reader,
  job: ExportJob,
  onRead: (events: number) => void,
): ExportRows {
  const query = queryOf(job);
  const joins = job.format === "jsonl";
  const open = async (documents: readonly StoredDocument[]) => {
    const events = documents.map((document) => openExportedEvent(document, job.shown));
    if (joins) await joinRecords(reader, job, documents, events);
    return events;
  };
  if (job.sample === undefined) return { batches: readAll(reader, query, open, onRead) };
  const sample = createSample(job.sample);
  return { batches: readSample(reader, query, sample, open, onRead), sample };
}

type Open = (documents: readonly StoredDocument[]) => Promise<ExportedEvent[]>;

async function* readAll(
  reader: Reader,
  query: ReaderQuery,
  open: Open,
  onRead: (events: number) => void,
): AsyncGenerator<ExportedEvent[]> {
  for await (const documents of reader.scan(query, "oldest")) {
    onRead(documents.length);
    yield await open(documents);
  }
}

async function* readSample(
  reader: Reader,
  query: ReaderQuery,
  sample: Sample,
  open: Open,
  onRead: (events: number) => void,
): AsyncGenerator<ExportedEvent[]> {
  for await (const documents of reader.scan(query, "oldest")) {
    for (const { p } of documents) sample.add((p["event"] as { id: string }).id);
    onRead(documents.length);
    // So that a long pass can be stopped between its batches.
    yield [];
  }
  const ids = sample.ids();
  for (let start = 0; start < ids.length; start += LOOK_UP_SIZE) {
    const part = ids.slice(start, start + LOOK_UP_SIZE);
    const found = await reader.get(part);
    yield await open(part.flatMap((id) => found.get(id) ?? []));
  }
}

/**
 * Joins the records of one call as the API does. A completion can have an unresolved fact before it
 * only when it came late; looking for one of every completion would cost more than all the rest.
 */
async function joinRecords(
  reader: Reader,
  job: ExportJob,
  documents: readonly StoredDocument[],
  events: readonly ExportedEvent[],
): Promise<void> {
  const wanted = events.flatMap((event, index) => {
    const document = documents[index];
    return document !== undefined && mayHaveOther(event) ? [{ event, document }] : [];
  });
  if (wanted.length === 0) return;
  const joined = await viewDocuments(
    reader,
    wanted.map(({ document }) => document),
    job.positions,
  );
  for (const [index, { concluded_by, resolved_by, unresolved_before }] of joined.entries()) {
    const event = wanted[index]?.event;
    if (event === undefined) continue;
    if (concluded_by !== undefined) event.concluded_by = concluded_by;
    if (resolved_by !== undefined) event.resolved_by = resolved_by;
    if (unresolved_before !== undefined) event.unresolved_before = unresolved_before;
  }
}

function mayHaveOther({ event, marks }: ExportedEvent): boolean {
  const { type } = event;
  if (type === "call.attempted" || type === "call.unresolved") return true;
  return type === "call.completed" && marks.includes("late");
}
