import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { rm } from "node:fs/promises";

import type { SupervisedProcess } from "./start-supervised.ts";
import { untilParentEnds } from "./until-parent-ends.ts";

/*
 * A process of its own, started by ./start-supervised.ts: runs the commands one after the other,
 * tells over standard output how the last one ended, and when its parent ends, however, kills what
 * runs and removes the folder.
 */

const task = JSON.parse(process.argv[2] ?? "") as SupervisedProcess;
const log = openSync(task.logFile, "a");
const parentEnded = untilParentEnds();
let running: ChildProcess | undefined;
let stopping = false;

/** Makes the kernel kill the command when this process is killed itself; where there is setpriv. */
const withDeathSignal = ["setpriv", "--pdeathsig", "KILL"];
const deathSignalWorks = spawnSync("setpriv", ["--pdeathsig", "KILL", "true"]).status === 0;

void runCommands().then((end) => process.stdout.write(`${JSON.stringify(end)}\n`));
await parentEnded;
stopping = true;
await stop();
await rm(task.folder, { recursive: true, force: true, maxRetries: 5 });
process.exit(0);

async function runCommands(): Promise<{ ended: string }> {
  for (const command of task.commands) {
    if (stopping) break;
    const [program = "", ...args] = [...(deathSignalWorks ? withDeathSignal : []), ...command.argv];
    running = spawn(program, args, {
      cwd: task.folder,
      env: task.env,
      stdio: ["ignore", log, log],
      // A group of its own: the whole of it can be killed.
      detached: true,
      ...command.user,
    });
    try {
      const [code, signal]: unknown[] = await once(running, "exit");
      if (code !== 0) return { ended: `ended with ${String(signal ?? `exit code ${String(code)}`)}` };
    } catch (error) {
      return { ended: `could not be started: ${String(error)}` };
    }
  }
  return { ended: "ended with exit code 0" };
}

async function stop(): Promise<void> {
  if (running === undefined || !signalGroup(running, "SIGTERM")) return;
  const gone = running.exitCode === null && running.signalCode === null ? once(running, "exit") : undefined;
  await Promise.race([gone, once(AbortSignal.timeout(task.graceMs), "abort")]);
  signalGroup(running, "SIGKILL");
  await gone;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): boolean {
  if (child.pid === undefined) return false;
  try {
    return process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}
