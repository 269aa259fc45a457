import { rename, rm } from "node:fs/promises";
import { join } from "node:path";

import { dataFileName, exportFormats, isReport } from "@toolmark/exports/export-formats";
import { openExportedEvent } from "@toolmark/exports/exported-event";
import type { ExportedEvent } from "@toolmark/exports/exported-event";
import { MANIFEST_FORMAT } from "@toolmark/exports/manifest";
import type { ExportManifest } from "@toolmark/exports/manifest";
import { openDataFile } from "@toolmark/exports/open-data-file";
import type { DataFile } from "@toolmark/exports/open-data-file";
import { createReport } from "@toolmark/exports/report";
import type { ReportSubject } from "@toolmark/exports/report";
import { renderReport } from "@toolmark/exports/report-file";
import { createRowWriter } from "@toolmark/exports/row-format";
import { SAMPLE_METHOD } from "@toolmark/exports/sample";
import { createRowTally } from "@toolmark/exports/tally-rows";
import type { RowTally } from "@toolmark/exports/tally-rows";
import { AuditError } from "@toolmark/runtime/errors";

import type { Reader } from "../access/reader.ts";
import type { ExportJob } from "./export-job.ts";
import { limitsOf } from "./export-limits.ts";
import { queryOf, readRows } from "./export-rows.ts";
import { replaceFile, syncDirectory } from "./job-file.ts";

const DATA = "data.tmp";

/** What an export is made with. */
export interface RunOptions {
  reader: Reader;
  /** Directory of this export. */
  directory: string;
  version: string;
  /** Aborted when the export is no longer wanted: nothing of it stays. */
  signal: AbortSignal;
  /** The export is partial when it takes longer. */
  timeLimitMs: number;
  onProgress: (progress: { rows: number; total: number }) => void;
}

/**
 * Makes an export: the data file and `manifest.json`, both durable when it resolves. What the store
 * could not give makes it partial, with the reason; what cannot be written makes it fail.
 *
 * @throws the signal's reason, the system's error for a full disk, AuditError `store_unavailable` or
 *   `query_timeout` when nothing could be read at all.
 */
export async function runExport(job: ExportJob, options: RunOptions): Promise<ExportManifest> {
  const { reader, directory, signal } = options;
  const started = Date.now();
  const total = await reader.count(queryOf(job));
  options.onProgress({ rows: 0, total });
  const temporary = join(directory, DATA);
  await rm(temporary, { force: true });
  const sink = createSink(job, options.version);
  const tally = createRowTally();
  await using file = await openDataFile(temporary, { gzip: job.gzip });
  const read = await copyRows(job, options, { sink, tally, file, total });
  await addGaps(job, reader, tally, read);
  signal.throwIfAborted();
  const { count, ...facts } = tally.facts();
  const wanted = job.sample === undefined ? total : Math.min(job.sample.size, total);
  const reason =
    read.reason ??
    (read.events === total ? undefined : `the store gave ${read.events} of ${total} events`) ??
    (count === wanted
      ? undefined
      : `${wanted - count} events of the sample were removed meanwhile`);
  const subject: ReportSubject = {
    ...describeJob(job, options.version),
    created: new Date(job.created).toISOString(),
    started: new Date(started).toISOString(),
    finished: new Date().toISOString(),
    count,
    total,
    state: reason === undefined ? "complete" : "partial",
    ...(reason !== undefined && { reason }),
    ...facts,
    ...(read.sample && { sample: read.sample }),
    limits: limitsOf(job),
  };
  await file.write(await sink.end(subject));
  const { uncompressed, ...stored } = await file.finish();
  const { format, gzip } = job;
  const name = dataFileName({ id: job.id, format, gzip, isPartial: reason !== undefined });
  const manifest: ExportManifest = {
    format: MANIFEST_FORMAT,
    ...subject,
    data: {
      file: name,
      format,
      ...sink.described(),
      compression: gzip ? "gzip" : "none",
      ...stored,
      uncompressed,
    },
    proofs: null,
  };
  signal.throwIfAborted();
  await rename(temporary, join(directory, name));
  await replaceFile(directory, "manifest.json", `${JSON.stringify(manifest, undefined, 2)}\n`, {
    isDurable: true,
  });
  await syncDirectory(directory);
  return manifest;
}

/** Media type of a data file. */
export function mediaTypeOf({ format, gzip }: Pick<ExportJob, "format" | "gzip">): string {
  return gzip ? "application/gzip" : exportFormats[format].mediaType;
}

interface Read {
  /** Events of the query that the store gave. */
  events: number;
  reason: string | undefined;
  sample: ExportManifest["sample"];
}

async function copyRows(
  job: ExportJob,
  { reader, signal, timeLimitMs, onProgress }: RunOptions,
  parts: { sink: Sink; tally: RowTally; file: DataFile; total: number },
): Promise<Read> {
  const { sink, tally, file, total } = parts;
  const deadline = performance.now() + timeLimitMs;
  const read: Read = { events: 0, reason: undefined, sample: undefined };
  const rows = readRows(reader, job, (events) => {
    read.events += events;
  });
  if (sink.head !== "") await file.write(sink.head);
  const batches = rows.batches[Symbol.asyncIterator]();
  try {
    for (;;) {
      signal.throwIfAborted();
      if (performance.now() > deadline) {
        read.reason = `the time limit of ${Math.round(timeLimitMs / 1000)} s was reached`;
        break;
      }
      const next = await batches.next().catch(failureOf);
      if (typeof next === "string") {
        read.reason = next;
        break;
      }
      if (next.done === true) break;
      for (const event of next.value) {
        tally.add(event);
        const text = sink.row(event);
        // Most rows only join the chunk in hand.
        const written = text === "" ? undefined : file.write(text);
        if (written !== undefined) await written;
      }
      onProgress({ rows: read.events, total });
    }
  } finally {
    await batches.return?.();
  }
  if (rows.sample !== undefined && job.sample !== undefined)
    read.sample = {
      ...job.sample,
      method: SAMPLE_METHOD,
      population: rows.sample.population(),
    };
  return read;
}

// What only the store could give is a reason to be partial; anything else is a fault of ours.
function failureOf(error: unknown): string {
  if (error instanceof AuditError) return `the store failed: ${error.message}`;
  throw error;
}

/**
 * Finds what is known to be missing of the emitters seen, whatever the query asked for. Gaps are told
 * after they happened, so the end of the range does not bound them.
 */
async function addGaps(job: ExportJob, reader: Reader, tally: RowTally, read: Read): Promise<void> {
  const query = {
    filter: { op: "is", field: "type", value: "emitter.gap" },
    kind: "all",
    ...(job.question.from !== undefined && { from: job.question.from }),
    asof: job.positions,
  } as const;
  try {
    for await (const documents of reader.scan(query, "oldest"))
      for (const document of documents) tally.addGap(openExportedEvent(document, job.shown));
  } catch (error) {
    read.reason ??= `known gaps could not be read; ${failureOf(error)}`;
  }
}

interface Sink {
  head: string;
  row(event: ExportedEvent): string;
  end(subject: ReportSubject): Promise<string | Uint8Array>;
  described(): Pick<
    ExportManifest["data"],
    "schema" | "template" | "columns" | "neutralized_cells"
  >;
}

function createSink({ format, columns, template = "events" }: ExportJob, version: string): Sink {
  if (isReport(format)) {
    const report = createReport(template);
    return {
      head: "",
      row(event) {
        report.add(event);
        return "";
      },
      end: async (subject) => await renderReport(format, report.model(subject)),
      described: () => ({ template, neutralized_cells: 0 }),
    };
  }
  const writer = createRowWriter(format, { version, columns });
  return {
    head: writer.head,
    row: (event) => writer.row(event),
    end: async () => "",
    described: () => ({
      ...(writer.schema !== undefined && { schema: writer.schema }),
      ...(writer.columns !== undefined && { columns: [...writer.columns] }),
      neutralized_cells: writer.neutralized(),
    }),
  };
}

function describeJob(
  job: ExportJob,
  version: string,
): Pick<
  ExportManifest,
  "id" | "tenant" | "generator" | "requested_by" | "purpose" | "schedule" | "query"
> {
  const { principal, question, purpose, schedule } = job;
  const { normalized } = question;
  return {
    id: job.id,
    tenant: job.tenant,
    generator: { name: "toolmark", version },
    requested_by: {
      name: principal.name,
      role: principal.role,
      ...(principal.issuer !== undefined && { issuer: principal.issuer }),
    },
    ...(purpose !== undefined && { purpose }),
    ...(schedule !== undefined && { schedule }),
    query: {
      text: job.text,
      normalized: normalized.text,
      explanation: normalized.explanation,
      kind: normalized.kind,
      ...(normalized.from !== undefined && { from: normalized.from }),
      ...(normalized.to !== undefined && { to: normalized.to }),
      zone: "UTC",
      asof: job.asof,
      ...(principal.servers !== undefined && { servers: [...principal.servers] }),
    },
  };
}
