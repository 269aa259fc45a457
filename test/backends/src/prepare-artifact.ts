import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

import type { Artifact } from "./artifacts.ts";
import type { Report } from "./backend.ts";
import { digestFolder } from "./digest-folder.ts";
import { findMaven } from "./find-java.ts";
import { startSupervised } from "./start-supervised.ts";
import { withProgress } from "./with-progress.ts";

const PROGRESS_EVERY_MS = 2_000;
const MAVEN_OPTIONS = [
  "--batch-mode",
  "--no-transfer-progress",
  "--strict-checksums",
  "-Dstyle.color=never",
];
const STAGING_PREFIX = ".fetching-";
const STAGING_ABANDONED_AFTER_MS = 6 * 3_600_000;
const FETCH_GRACE_MS = 2_000;

/**
 * Resolves with the folder of an artifact whose content has the pinned digest: from the cache, which
 * is checked every time, else fetched by Maven. Runs that fetch the same thing at once do not
 * disturb each other: each fetches beside the cache, and the first to finish is kept.
 */
export async function prepareArtifact(artifact: Artifact, report: Report): Promise<string> {
  const cache = join(cacheFolder(), "toolmark");
  const folder = join(cache, artifact.folder);
  const present = await digestIfPresent(folder);
  if (present === artifact.digest) return folder;
  if (present !== undefined) {
    report(`${artifact.title} in the cache is not what it should be, fetching it again`);
  }
  await mkdir(cache, { recursive: true });
  await removeAbandoned(cache);
  await fetchInto(artifact, cache, folder, report);
  return folder;
}

function cacheFolder(): string {
  const { XDG_CACHE_HOME } = process.env;
  return XDG_CACHE_HOME === undefined || XDG_CACHE_HOME === ""
    ? join(homedir(), ".cache")
    : XDG_CACHE_HOME;
}

async function digestIfPresent(folder: string): Promise<string | undefined> {
  try {
    return await digestFolder(folder);
  } catch {
    return undefined;
  }
}

async function fetchInto(
  artifact: Artifact,
  cache: string,
  folder: string,
  report: Report,
): Promise<void> {
  const name = `${artifact.title} ${artifact.version}`;
  const maven = await findMaven();
  const staging = await mkdtemp(join(cache, STAGING_PREFIX));
  const repository = join(staging, "repository");
  const output = join(staging, "output");
  if (artifact.pom !== undefined) await writeFile(join(staging, "pom.xml"), artifact.pom);
  report(`downloading ${name} (about ${artifact.megabytes} MB)`);
  const startedAt = performance.now();

  // A repository of its own: two runs at once cannot meet in it, and its size is the progress.
  const argv = [maven, ...MAVEN_OPTIONS, `-Dmaven.repo.local=${repository}`];
  if (artifact.pom !== undefined) argv.push("--file", join(staging, "pom.xml"));
  argv.push(...artifact.fetchArguments(output));
  await using run = startSupervised({
    commands: [{ argv }],
    folder: staging,
    logFile: join(staging, "maven.log"),
    graceMs: FETCH_GRACE_MS,
  });
  const ended = await withProgress(run.ended, PROGRESS_EVERY_MS, async () => {
    const done = Math.min(Math.round((await folderBytes(repository)) / 1e6), artifact.megabytes);
    report(`downloading ${name} … ${done} of about ${artifact.megabytes} MB`);
  });
  if (ended !== "ended with exit code 0") {
    throw new Error(`could not fetch ${name}: mvn ${ended}\n${await run.logTail()}`);
  }
  await keep(artifact, await contentFolder(output), folder);
  report(`downloaded ${name} in ${Math.round((performance.now() - startedAt) / 1000)} s`);
}

/** A zip file has one folder at its top; jars lie in `output` itself. */
async function contentFolder(output: string): Promise<string> {
  const [first, ...others] = await readdir(output, { withFileTypes: true });
  return first !== undefined && first.isDirectory() && others.length === 0
    ? join(output, first.name)
    : output;
}

async function keep(artifact: Artifact, fetched: string, folder: string): Promise<void> {
  const digest = await digestFolder(fetched);
  if (digest !== artifact.digest) {
    throw new Error(
      `what was fetched as ${artifact.title} ${artifact.version} has the digest ${digest}, not the pinned ${artifact.digest}; it is not used`,
    );
  }
  try {
    await rename(fetched, folder);
  } catch {
    // Another run was first, or a damaged copy lies there.
    if ((await digestIfPresent(folder)) === artifact.digest) return;
    await rename(folder, join(fetched, "..", "damaged")).catch(() => {});
    await rename(fetched, folder);
  }
}

async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    () => [],
  )) {
    if (!entry.isFile()) continue;
    // Maven renames files while this looks at them.
    bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size;
  }
  return bytes;
}

async function removeAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.startsWith(STAGING_PREFIX)) continue;
    const path = join(cache, name);
    const age = Date.now() - (await stat(path).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > STAGING_ABANDONED_AFTER_MS) await rm(path, { recursive: true, force: true });
  }
}
