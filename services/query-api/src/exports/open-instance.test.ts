import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openEventLog } from "@toolmark/event-log/open-event-log";
import { createLogger } from "@toolmark/runtime/logger";
import { newUuid } from "@toolmark/schemas/ids";
import { expect, test } from "vitest";

import { openExportStory } from "./exports.fixture.ts";
import { makeExportDirectory, readJobFile, writeJobFile } from "./job-file.ts";
import type { JobFile } from "./job-file.ts";
import { openInstance } from "./open-instance.ts";

const logger = createLogger({ service: "test", level: "silent" });

async function aDirectory(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), "toolmark-instance-"));
  return { path, [Symbol.asyncDispose]: async () => await rm(path, { recursive: true }) };
}

/** An export that a process was making when it was killed. */
async function aLeftExport(directory: string, instance: string): Promise<JobFile> {
  const job: JobFile = {
    id: newUuid(),
    tenant: "acme",
    instance,
    state: "running",
    requester: { name: "carol", role: "compliance", isScoped: false },
    shown: { payload: false, personal: true },
    format: "jsonl",
    created: 1,
    started: 2,
    rows: 1000,
  };
  await makeExportDirectory(directory, job.id);
  await writeFile(join(directory, job.id, "data.tmp"), "half of a ro");
  await writeJobFile(directory, job, { isDurable: true });
  return job;
}

test("what a killed process left is failed after the next start, in the trail as well", async () => {
  await using directory = await aDirectory();
  const left = await aLeftExport(directory.path, newUuid());
  await using story = await openExportStory({ directory: directory.path });
  await expect
    .poll(async () => await readJobFile(directory.path, left.id))
    .toMatchObject({ state: "failed", reason: expect.stringContaining("interrupted") });
  expect(story.facts.map(({ event, audit }) => [event.type, audit?.object?.id])).toEqual([
    ["audit.exported", left.id],
  ]);
  expect(await readdir(join(directory.path, left.id))).toEqual(["job.json"]);
});

test("what another process makes is left to it while it lives", async () => {
  await using directory = await aDirectory();
  await using log = await openEventLog({ driver: "embedded" });
  const options = { directory: directory.path, log, logger, isAlone: false };
  await using other = await openInstance(options);
  const job = await aLeftExport(directory.path, other.id);
  const own = await openInstance(options);
  await own[Symbol.asyncDispose]();
  expect(await readJobFile(directory.path, job.id)).toEqual(job);
});

test("files of exports are for their owner only, and no id leaves the directory", async () => {
  await using directory = await aDirectory();
  await mkdir(join(directory.path, "exports"), { mode: 0o700 });
  const root = join(directory.path, "exports");
  const { id } = await aLeftExport(root, "");
  expect((await stat(join(root, id))).mode & 0o777).toBe(0o700);
  expect((await stat(join(root, id, "job.json"))).mode & 0o777).toBe(0o600);
  await writeFile(join(directory.path, "job.json"), "{}");
  for (const wrong of ["..", "../..", `${id}/..`, ".", "", "a\0b"])
    expect(await readJobFile(root, wrong)).toBeUndefined();
});
