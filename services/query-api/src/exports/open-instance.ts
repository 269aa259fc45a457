import { readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { EventLog } from "@toolmark/event-log/event-log";
import { describeError } from "@toolmark/runtime/errors";
import type { Logger } from "@toolmark/runtime/logger";
import { newUuid } from "@toolmark/schemas/ids";

import {
  claimJob,
  listJobs,
  makeExportDirectory,
  readJobFile,
  removeExportDirectory,
  writeJobFile,
} from "./job-file.ts";
import type { JobFile } from "./job-file.ts";
import { recordEnd } from "./record-end.ts";

const BEAT_MS = 5000;
const SILENCE_MS = 60_000;
const PREFIX = ".process-";

/** A process that makes exports in a directory. */
export interface Instance extends AsyncDisposable {
  readonly id: string;
}

/**
 * Makes a process known in a directory of exports, by a file whose time says that it lives, and takes
 * up what others left: an export whose process ended is marked as failed, here and in the trail.
 *
 * @param options.isAlone no other process uses the directory, so what is unfinished was left.
 */
export async function openInstance(options: {
  directory: string;
  log: EventLog;
  logger: Logger;
  isAlone: boolean;
}): Promise<Instance> {
  const { directory, log, logger, isAlone } = options;
  const id = newUuid();
  const sign = join(directory, PREFIX + id);
  await writeFile(sign, "", { mode: 0o600 });
  if (isAlone) await removeOthers(directory, id);

  const failed = async (error: unknown) =>
    logger.error({ error: describeError(error) }, "exports of other processes cannot be looked at");
  const look = async () => await takeUp(directory, id, log, logger).catch(failed);
  let lookedAt = Date.now();
  let looking = look();
  const timer = setInterval(() => {
    const now = new Date();
    utimes(sign, now, now).catch(failed);
    if (now.getTime() - lookedAt < SILENCE_MS) return;
    lookedAt = now.getTime();
    looking = looking.then(look);
  }, BEAT_MS);
  timer.unref();
  return {
    id,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await looking;
      await rm(sign, { force: true });
    },
  };
}

async function removeOthers(directory: string, own: string): Promise<void> {
  for (const name of await readdir(directory))
    if (name.startsWith(PREFIX) && name !== PREFIX + own)
      await rm(join(directory, name), { force: true });
}

async function takeUp(directory: string, own: string, log: EventLog, logger: Logger) {
  for (const id of await listJobs(directory)) {
    const job = await readJobFile(directory, id);
    if (job === undefined || job.instance === own) continue;
    if (job.state !== "queued" && job.state !== "running") continue;
    if (await isAlive(directory, job.instance)) continue;
    if (!(await claimJob(directory, id, own))) continue;
    await failInterrupted(directory, job, log);
    logger.warn({ export: id }, "export was interrupted; it can be requested again");
  }
}

async function isAlive(directory: string, instance: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(join(directory, PREFIX + instance));
    return Date.now() - mtimeMs < SILENCE_MS;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

async function failInterrupted(directory: string, job: JobFile, log: EventLog): Promise<void> {
  const reason = "interrupted: its process ended";
  await removeExportDirectory(directory, job.id);
  await makeExportDirectory(directory, job.id);
  const { isScoped: _isScoped, ...principal } = job.requester;
  const { file: _file, ...rest } = job;
  // Unfinished and nobody's until the trail has it, so that it is taken up again when that fails.
  await writeJobFile(directory, { ...rest, instance: "" }, { isDurable: true });
  const { name, role, issuer, subject } = principal;
  await recordEnd(
    log,
    {
      id: job.id,
      tenant: job.tenant,
      purpose: job.purpose,
      principal: {
        name,
        role,
        tenant: job.tenant,
        ...(issuer !== undefined && { issuer }),
        ...(subject !== undefined && { subject }),
      },
    },
    { failure: reason, rows: job.rows },
  );
  await writeJobFile(
    directory,
    { ...rest, state: "failed", reason, finished: Date.now() },
    { isDurable: true },
  );
}
