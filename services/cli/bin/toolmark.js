#!/usr/bin/env node
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/*
 * Starts the command line with the Node of this repository, which runs TypeScript as it is; the one
 * that found this file may be older. Plain JavaScript for that reason.
 */
const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../..");
const child = spawn(findNode(here), [join(here, "../src/main.ts"), ...process.argv.slice(2)], {
  stdio: "inherit",
  // Modules are read once with their types stripped; a start takes a third of the time then.
  env: { NODE_COMPILE_CACHE: join(root, "node_modules/.cache/compile"), ...process.env },
});
// A terminal sends Ctrl-C to both; the child decides how it ends, and this process tells of it.
process.on("SIGINT", () => {});
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.once("error", (error) => {
  process.stderr.write(`toolmark: ${error.message}; run npm ci in the repository\n`);
  process.exitCode = 70;
});
child.once("exit", (code, signal) => {
  process.exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
});

function findNode(start) {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules/.bin/node");
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) return process.execPath;
  }
}
