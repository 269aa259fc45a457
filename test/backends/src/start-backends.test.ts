import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";

import { describe, expect, onTestFinished, test } from "vitest";

import { probeElasticsearch } from "./probe-elasticsearch.ts";
import { probeKafka } from "./probe-kafka.ts";

/* Runs the real servers in the way that TOOLMARK_BACKENDS names: as local JVMs, or in Docker. */

const WAY = process.env["TOOLMARK_BACKENDS"] ?? "local";
const UP_WITHIN_MS = 300_000;
const GONE = { timeout: 15_000, interval: 100 };

describe(`real servers, started in the way "${WAY}"`, () => {
  test.for(["SIGINT", "SIGKILL"] as const)(
    "both answer, and nothing of them is left after %s of the process that started them",
    { timeout: UP_WITHIN_MS },
    async (signal) => {
      const folder = await temporaryFolder();
      const run = spawn(process.execPath, [join(import.meta.dirname, "main.ts")], {
        env: { ...process.env, TOOLMARK_BACKENDS: WAY, TMPDIR: folder },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const said = text(run.stderr);
      const lines = createInterface({ input: run.stdout })[Symbol.asyncIterator]();
      const first = await lines.next();
      if (first.done === true) throw new Error(await said);
      const kafka = afterEquals(first.value);
      const elasticsearch = afterEquals((await lines.next()).value);
      await probeKafka([kafka]);
      await probeElasticsearch([elasticsearch]);

      run.kill(signal);
      await once(run, "exit");
      await expect.poll(() => failureOf(probeKafka([kafka])), GONE).toContain("cannot connect");
      await expect
        .poll(() => failureOf(probeElasticsearch([elasticsearch])), GONE)
        .toContain("cannot connect");
      await expect.poll(() => processesThatName(folder), GONE).toEqual([]);
      await expect.poll(() => serverFolders(folder), GONE).toEqual([]);
      expect(await said).toContain(`(${WAY})`);
    },
  );
});

/** One that every user can look into, since Elasticsearch does not run as root. */
async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "toolmark-test-"));
  await chmod(folder, 0o755);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function serverFolders(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith("toolmark-"));
}

function afterEquals(line: string | undefined): string {
  return line?.split("=")[1] ?? "";
}

async function failureOf(probe: Promise<void>): Promise<string> {
  return probe.then(
    () => "answers",
    (error: unknown) => String(error),
  );
}

async function processesThatName(folder: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)("ps", ["-eo", "args"]);
  return stdout.split("\n").filter((line) => line.includes(folder));
}
