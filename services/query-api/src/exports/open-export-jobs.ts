import { mkdir } from "node:fs/promises";

import type { EventLog } from "@toolmark/event-log/event-log";
import type { EventStore, PositionVector } from "@toolmark/event-store/event-store";
import type { ExportManifest } from "@toolmark/exports/manifest";
import { AuditError, describeError } from "@toolmark/runtime/errors";
import type { Logger } from "@toolmark/runtime/logger";
import type { Principal } from "@toolmark/runtime/tokens";
import { INGESTER_GROUP } from "@toolmark/schemas/topics";

import { createReader } from "../access/reader.ts";
import type { Reader } from "../access/reader.ts";
import { createSettledPositions } from "../access/settled-positions.ts";
import type { ExportJob } from "./export-job.ts";
import {
  exportDirectory,
  makeExportDirectory,
  readJobFile,
  removeExportDirectory,
  writeJobFile,
} from "./job-file.ts";
import type { JobFile } from "./job-file.ts";
import { openInstance } from "./open-instance.ts";
import { recordEnd } from "./record-end.ts";
import { mediaTypeOf, runExport } from "./run-export.ts";

/** Most exports that wait or run in one process. */
export const MAX_QUEUED = 100;

const DEFAULT_TIME_LIMIT_MS = 6 * 60 * 60 * 1000;
const PROGRESS_MS = 500;

/** Makes exports, one at a time. Disposing ends the one in work, which then counts as interrupted. */
export interface ExportJobs extends AsyncDisposable {
  readonly directory: string;
  readonly store: EventStore;
  readonly log: EventLog;
  settled: () => Promise<PositionVector>;
  /** Reads the facts about exports and schedules of a tenant, whoever asks. */
  factReader(tenant: string): Reader;
  /** @throws AuditError `overloaded` when as many wait as may. */
  checkRoom(): void;
  /**
   * Queues an export whose request is recorded.
   *
   * @returns false when somebody has it already.
   */
  enqueue(job: ExportJob): Promise<boolean>;
  state(tenant: string, id: string): Promise<JobFile | undefined>;
  /**
   * Ends an export that waits or runs in this process and removes its files.
   *
   * @returns undefined when it does neither; else how far it was.
   */
  cancel(tenant: string, id: string): Promise<JobFile | undefined>;
  /** Removes the files of an export that ended. */
  remove(tenant: string, id: string): Promise<void>;
}

interface Entry {
  job: ExportJob;
  file: JobFile;
  cancelled: AbortController;
  ended: PromiseWithResolvers<void>;
}

/**
 * Opens the exports of a directory (mode 0700). Processes may share a directory; the embedded form
 * has it alone. What a process that ended left unfinished is marked as failed, in the trail as well.
 */
export async function openExportJobs(options: {
  directory: string;
  store: EventStore;
  log: EventLog;
  logger: Logger;
  version: string;
  /** Group of the ingesters; default theirs. */
  consumerGroup?: string;
  /** Milliseconds after which an export ends as partial; default six hours. */
  timeLimitMs?: number;
}): Promise<ExportJobs> {
  const { directory, store, log, logger, version } = options;
  const timeLimitMs = options.timeLimitMs ?? DEFAULT_TIME_LIMIT_MS;
  const group = options.consumerGroup ?? INGESTER_GROUP;
  const settled = createSettledPositions({ store, log, group });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const instance = await openInstance({
    directory,
    log,
    logger,
    isAlone: log.driver === "embedded",
  });
  const queue: Entry[] = [];
  let running: Entry | undefined;
  let isClosed = false;
  let worker: Promise<void> = Promise.resolve();

  const readerOf = ({ principal, tenant, shown }: ExportJob) =>
    createReader({ store, settled, principal, tenant, visibility: shown });

  async function work(): Promise<void> {
    for (;;) {
      running = queue.shift();
      if (running === undefined) return;
      await run(running);
      running.ended.resolve();
      running = undefined;
    }
  }

  async function run(entry: Entry): Promise<void> {
    const { job, cancelled } = entry;
    const { signal } = cancelled;
    let writtenAt = 0;
    let writing = Promise.resolve();
    const save = (part: Partial<JobFile>, isDurable: boolean) => {
      entry.file = { ...entry.file, ...part };
      const file = entry.file;
      writing = writing.then(() => writeJobFile(directory, file, { isDurable }));
      return writing;
    };
    try {
      await save({ state: "running", started: Date.now() }, false);
      const manifest = await runExport(job, {
        reader: readerOf(job),
        directory: exportDirectory(directory, job.id) ?? directory,
        version,
        signal,
        timeLimitMs,
        onProgress(progress) {
          Object.assign(entry.file, progress);
          if (performance.now() - writtenAt < PROGRESS_MS) return;
          writtenAt = performance.now();
          save({}, false).catch(ignoreProgress);
        },
      });
      await writing.catch(ignoreProgress);
      writing = Promise.resolve();
      // Before anybody can have it: what is not recorded is not given out.
      await recordEnd(log, job, { manifest, signal });
      await save(finishedFile(job, manifest), true);
      logger.info({ export: job.id, events: manifest.count, state: manifest.state }, "export made");
    } catch (error) {
      await writing.catch(ignoreProgress);
      writing = Promise.resolve();
      if (signal.aborted && !isClosed) return;
      await fail(entry, isClosed ? "interrupted: the process ended" : describeError(error), save);
    }
  }

  async function fail(
    entry: Entry,
    reason: string,
    save: (part: Partial<JobFile>, isDurable: boolean) => Promise<void>,
  ): Promise<void> {
    logger.error({ export: entry.job.id, reason }, "export failed");
    try {
      await removeExportDirectory(directory, entry.job.id);
      await makeExportDirectory(directory, entry.job.id);
      await save({ state: "failed", reason, finished: Date.now() }, true);
      await recordEnd(log, entry.job, { failure: reason, rows: entry.file.rows });
    } catch (error) {
      // The next process on this directory finds the export unfinished and says so.
      logger.error(
        { export: entry.job.id, error: describeError(error) },
        "the failure of an export could not be recorded",
      );
    }
  }

  const find = (tenant: string, id: string) =>
    [...queue, ...(running === undefined ? [] : [running])].find(
      ({ job }) => job.id === id && job.tenant === tenant,
    );

  return {
    directory,
    store,
    log,
    settled,
    factReader: (tenant) =>
      createReader({
        store,
        settled,
        principal: factPrincipal(tenant),
        tenant,
        visibility: { payload: false, personal: true },
      }),
    checkRoom() {
      if (isClosed) throw new AuditError("disposed", "the process is ending");
      if (queue.length >= MAX_QUEUED)
        throw new AuditError(
          "overloaded",
          `${MAX_QUEUED} exports wait already; ask again when some are done`,
        );
    },
    async enqueue(job) {
      if (!(await makeExportDirectory(directory, job.id))) return false;
      const entry: Entry = {
        job,
        file: newFile(job, instance.id),
        cancelled: new AbortController(),
        ended: Promise.withResolvers(),
      };
      await writeJobFile(directory, entry.file, { isDurable: true });
      queue.push(entry);
      if (running === undefined) worker = work();
      return true;
    },
    async state(tenant, id) {
      const own = find(tenant, id);
      if (own !== undefined) return { ...own.file };
      const file = await readJobFile(directory, id);
      return file?.tenant === tenant ? file : undefined;
    },
    async cancel(tenant, id) {
      const entry = find(tenant, id);
      if (entry === undefined) return undefined;
      const place = queue.indexOf(entry);
      entry.cancelled.abort(new AuditError("conflict", "the export was cancelled"));
      if (place === -1) await entry.ended.promise;
      else queue.splice(place, 1);
      // It may have ended before it saw the signal.
      if (place === -1 && entry.file.finished !== undefined) return undefined;
      await removeExportDirectory(directory, id);
      return entry.file;
    },
    async remove(tenant, id) {
      const file = await readJobFile(directory, id);
      if (file?.tenant === tenant) await removeExportDirectory(directory, id);
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      const left = queue.splice(0);
      running?.cancelled.abort(new AuditError("disposed", "the process is ending"));
      await worker;
      for (const entry of left) {
        const save = async (part: Partial<JobFile>) =>
          await writeJobFile(directory, { ...entry.file, ...part }, { isDurable: true });
        await fail(entry, "interrupted: the process ended", save);
      }
      await instance[Symbol.asyncDispose]();
    },
  };
}

function newFile(job: ExportJob, instance: string): JobFile {
  const { principal, purpose } = job;
  const { name, role, issuer, subject, servers } = principal;
  return {
    id: job.id,
    tenant: job.tenant,
    instance,
    state: "queued",
    requester: {
      name,
      role,
      ...(issuer !== undefined && { issuer }),
      ...(subject !== undefined && { subject }),
      isScoped: servers !== undefined,
    },
    ...(purpose !== undefined && { purpose }),
    shown: job.shown,
    format: job.format,
    created: job.created,
    rows: 0,
  };
}

function finishedFile(job: ExportJob, manifest: ExportManifest): Partial<JobFile> {
  const { data, state, reason, count, total } = manifest;
  return {
    state,
    ...(reason !== undefined && { reason }),
    finished: Date.now(),
    rows: count,
    total,
    file: {
      name: data.file,
      bytes: data.bytes,
      sha256: data.sha256,
      mediaType: mediaTypeOf(job),
    },
  };
}

/** Facts about exports are ours, so no principal's scope hides them; who may ask is checked apart. */
function factPrincipal(tenant: string): Principal {
  return { name: "toolmark", role: "compliance", tenant };
}

// Progress is for watching; the state that counts is written on its own.
function ignoreProgress(): void {}
