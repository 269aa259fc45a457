import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/*
 * Run once after the install: starts and stops the embedded form, so that Node's compile cache holds
 * its modules with their types stripped. A first start is then as quick and as small as the second.
 */
const directory = await mkdtemp(join(tmpdir(), "toolmark-warm-up-"));
try {
  const main = fileURLToPath(new URL("./main.ts", import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, main], {
    env: { ...process.env, TOOLMARK_DATA_DIR: directory, TOOLMARK_PORT: "0" },
    stdio: ["ignore", "ignore", "pipe"],
    timeout: 30_000,
  });
  for await (const line of createInterface({ input: child.stderr })) {
    if (line.includes('"msg":"ready"')) child.kill("SIGTERM");
  }
  if (child.exitCode === null) await once(child, "exit");
} finally {
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
}
