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

const task: SupervisedProcess = JSON.parse(process.argv[2] ?? "");
const log = openSync(task.logFile, "a");
const parentEnded = untilParentEnds();
let running: ChildProcess | undefined;
let stopping = false;

/** Makes the kernel kill the command when this process is killed itself; where there is setpriv. */
const withDeathSignal = findDeathSignal();

void runCommands().then((end) => process.stdout.write(`${end}\n`));
await parentEnded;
stopping = true;
await stop();
await rm(task.folder, { recursive: true, force: true, maxRetries: 5 });
process.exit(0);

/** Resolves with how the last command ended, or the first that failed, in one line. */
async function runCommands(): Promise<string> {
  for (const command of task.commands) {
    if (stopping) break;
    const [program = "", ...args] = [...withDeathSignal, ...command.argv];
    running = spawn(program, args, {
      cwd: task.folder,
      env: task.env ?? process.env,
      stdio: ["ignore", log, log],
      // A group of its own: the whole of it can be killed.
      detached: true,
      ...command.user,
    });
    try {
      const [code, signal]: (number | string | null)[] = await once(running, "exit");
      if (code !== 0)
        return signal === null ? `ended with exit code ${code}` : `ended with ${signal}`;
    } catch (error) {
      return `could not be started: ${String(error)}`;
    }
  }
  return "ended with exit code 0";
}

function findDeathSignal(): readonly string[] {
  const [program, ...args] = ["setpriv", "--pdeathsig", "KILL"] as const;
  const { status } = spawnSync(program, [...args, "true"]);
  return status === 0 ? [program, ...args] : [];
}

async function stop(): Promise<void> {
  if (running === undefined || !signalGroup(running, "SIGTERM")) return;
  const gone =
    running.exitCode === null && running.signalCode === null ? once(running, "exit") : undefined;
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
