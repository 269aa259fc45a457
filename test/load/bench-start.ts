import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

/*
 * Starts the embedded form as `npm start` does, several times, and prints how long it takes until it
 * answers and how much memory it has after five idle seconds (Linux only). Ends when measured.
 */
const ROUNDS = 3;
const manifest = JSON.parse(
  await readFile(new URL("../../package.json", import.meta.url), "utf8"),
) as { scripts: { start: string } };
const results: { readyMs: number; idleRssMb: number }[] = [];

for (let round = 0; round < ROUNDS; round++) {
  const directory = await mkdtemp(join(tmpdir(), "toolmark-start-"));
  const started = performance.now();
  const child = spawn("sh", ["-c", `exec env ${manifest.scripts.start}`], {
    cwd: new URL("../..", import.meta.url),
    env: { ...process.env, TOOLMARK_DATA_DIR: directory, TOOLMARK_PORT: "0" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  for await (const line of createInterface({ input: child.stderr })) {
    if (line.includes('"msg":"ready"')) break;
  }
  const readyMs = Math.round(performance.now() - started);
  await pause(5000);
  const status = await readFile(`/proc/${child.pid}/status`, "utf8");
  const idleRssMb = Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  results.push({ readyMs, idleRssMb });
  child.kill("SIGTERM");
  await once(child, "exit");
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
}
process.stdout.write(`${JSON.stringify(results)}\n`);
