import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

import { roles } from "@toolmark/runtime/permissions";
import { z } from "zod";

/** States of an export. The first two can change, all others but `removed` are final. */
export const exportStates = [
  "queued",
  "running",
  "complete",
  "partial",
  "failed",
  "cancelled",
  "removed",
] as const;
/** Where an export stands. */
export type ExportState = (typeof exportStates)[number];

/**
 * `job.json` in the directory of an export: its state while it runs and the place of its file. What
 * happened is in the trail; this is only what the trail cannot know.
 */
export const JobFile = z.object({
  id: z.uuid(),
  tenant: z.string(),
  /** Process that runs it. */
  instance: z.string(),
  state: z.enum(exportStates),
  requester: z.object({
    name: z.string(),
    role: z.enum(roles),
    issuer: z.string().optional(),
    subject: z.string().optional(),
    isScoped: z.boolean(),
  }),
  purpose: z.string().optional(),
  shown: z.object({ payload: z.boolean(), personal: z.boolean() }),
  format: z.string(),
  created: z.number(),
  started: z.number().optional(),
  finished: z.number().optional(),
  rows: z.number(),
  total: z.number().optional(),
  reason: z.string().optional(),
  file: z
    .object({ name: z.string(), bytes: z.number(), sha256: z.string(), mediaType: z.string() })
    .optional(),
});
export type JobFile = z.infer<typeof JobFile>;

const uuid = z.uuid();
const NAME = "job.json";

/** The directory of an export; undefined for an id that cannot be one, so that no path escapes. */
export function exportDirectory(root: string, id: string): string | undefined {
  return uuid.safeParse(id).success ? join(root, id.toLowerCase()) : undefined;
}

/**
 * Makes the directory of an export (mode 0700).
 *
 * @returns false when it is there already.
 */
export async function makeExportDirectory(root: string, id: string): Promise<boolean> {
  const directory = exportDirectory(root, id);
  if (directory === undefined) return false;
  try {
    await mkdir(directory, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Reads the state of an export; undefined where there is none. */
export async function readJobFile(root: string, id: string): Promise<JobFile | undefined> {
  const directory = exportDirectory(root, id);
  if (directory === undefined) return undefined;
  try {
    const parsed = JobFile.safeParse(JSON.parse(await readFile(join(directory, NAME), "utf8")));
    return parsed.data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

/** Replaces the state of an export in one step; `isDurable` waits for the disk. */
export async function writeJobFile(
  root: string,
  job: JobFile,
  options: { isDurable: boolean },
): Promise<void> {
  const directory = exportDirectory(root, job.id) ?? root;
  await replaceFile(directory, NAME, `${JSON.stringify(job)}\n`, options);
}

/** Writes a file under a temporary name and renames it (mode 0600). */
export async function replaceFile(
  directory: string,
  name: string,
  content: string,
  { isDurable }: { isDurable: boolean },
): Promise<void> {
  const temporary = join(directory, `${name}.tmp`);
  const file = await open(temporary, "w", 0o600);
  try {
    await file.writeFile(content);
    if (isDurable) await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(directory, name));
  if (isDurable) await syncDirectory(directory);
}

/** Makes the names in a directory durable. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Takes an export whose process ended; of several that try, one succeeds.
 *
 * @returns whether it was this one.
 */
export async function claimJob(root: string, id: string, instance: string): Promise<boolean> {
  const directory = exportDirectory(root, id);
  if (directory === undefined) return false;
  try {
    await rename(join(directory, NAME), join(directory, `${NAME}.${instance}`));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

/** Ids of all exports that have a directory. */
export async function listJobs(root: string): Promise<string[]> {
  const names = await readdir(root);
  return names.filter((name) => uuid.safeParse(name).success);
}

/** Removes the directory of an export with all in it. */
export async function removeExportDirectory(root: string, id: string): Promise<void> {
  const directory = exportDirectory(root, id);
  if (directory !== undefined) await rm(directory, { recursive: true, force: true });
}
