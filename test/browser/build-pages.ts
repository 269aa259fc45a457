import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "vite";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the pages of this run are built. */
    pagesDirectory: string;
  }
}

let directory: string | undefined;

/** Builds the pages as they are now, for this run alone, and tells its tests where they are. */
export async function setup(project: TestProject): Promise<void> {
  directory = await buildPages();
  project.provide("pagesDirectory", directory);
}

/** Removes what was built. */
export async function teardown(): Promise<void> {
  if (directory !== undefined) await rm(directory, { recursive: true, force: true });
}

/** Builds the pages into a new directory. */
export async function buildPages(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), "toolmark-pages-"));
  const config = fileURLToPath(new URL("../../dashboards/web/vite.config.ts", import.meta.url));
  // Otherwise React is built for the mode of the test run, which is not what people get.
  const { NODE_ENV: mode } = process.env;
  process.env["NODE_ENV"] = "production";
  try {
    await build({
      configFile: config,
      mode: "production",
      logLevel: "warn",
      build: { outDir, emptyOutDir: true },
    });
  } finally {
    if (mode === undefined) delete process.env["NODE_ENV"];
    else process.env["NODE_ENV"] = mode;
  }
  return outDir;
}
