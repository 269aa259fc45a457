import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { expect, test } from "vitest";

import { startSupervised, type SupervisedProcess } from "./start-supervised.ts";

/** A killed process can be seen until its new parent has taken note of it. */
const GONE = { timeout: 5_000 };

/** Prints its process id and, deaf to SIGTERM, stays; so does a child of its own. */
const STUBBORN = `
  trap '' TERM
  (trap '' TERM; while :; do sleep 1; done) &
  echo "$$ $!"
  while :; do sleep 1; done`;

async function aTask(...scripts: string[]): Promise<SupervisedProcess> {
  const folder = await mkdtemp(join(tmpdir(), "toolmark-supervised-"));
  return {
    commands: scripts.map((script) => ({ argv: ["bash", "-c", script] })),
    folder,
    logFile: join(folder, "output.log"),
    graceMs: 200,
  };
}

test("commands run one after the other in the folder, and what they print is kept", async () => {
  const task = await aTask("echo one > file", "cat file; echo two");
  await using run = startSupervised(task);
  expect(await run.ended).toBe("ended with exit code 0");
  expect(await run.logTail()).toBe("one\ntwo");
});

test("after a command that failed no other is run", async () => {
  const task = await aTask("echo first; exit 3", "echo second");
  await using run = startSupervised(task);
  expect(await run.ended).toBe("ended with exit code 3");
  expect(await run.logTail()).toBe("first");
});

test("disposal kills what does not stop, with its children, and removes the folder", async () => {
  const task = await aTask(STUBBORN);
  const run = startSupervised(task);
  await expect.poll(() => run.logTail()).toMatch(/^\d+ \d+$/);
  const pids = (await run.logTail()).split(" ").map(Number);
  expect(pids.map(isAlive)).toEqual([true, true]);
  await run[Symbol.asyncDispose]();
  await expect.poll(() => pids.map(isAlive), GONE).toEqual([false, false]);
  expect(existsSync(task.folder)).toBe(false);
});

test("SIGKILL of the parent ends what it started, and the folder is removed", async () => {
  const task = await aTask(STUBBORN);
  const { parent, pids } = await startInAnotherProcess(task);
  parent.kill("SIGKILL");
  await once(parent, "exit");
  await expect.poll(() => pids.map(isAlive), GONE).toEqual([false, false]);
  await expect.poll(() => existsSync(task.folder), GONE).toBe(false);
});

test("a parent that forgets to dispose can end, and nothing is left", async () => {
  const task = await aTask(STUBBORN);
  const { parent, pids } = await startInAnotherProcess(task, "thenForget");
  await once(parent, "exit");
  await expect.poll(() => pids.map(isAlive), GONE).toEqual([false, false]);
  await expect.poll(() => existsSync(task.folder), GONE).toBe(false);
});

async function startInAnotherProcess(
  task: SupervisedProcess,
  thenForget?: "thenForget",
): Promise<{ parent: ReturnType<typeof spawn>; pids: number[] }> {
  const source = `
    import { setTimeout as delay } from "node:timers/promises";
    import { startSupervised } from ${JSON.stringify(join(import.meta.dirname, "start-supervised.ts"))};
    const run = startSupervised(${JSON.stringify(task)});
    let pids = "";
    while (!/^\\d+ \\d+$/.test(pids)) { await delay(50); pids = await run.logTail(); }
    console.log(pids);
    ${thenForget === undefined ? "setInterval(() => {}, 1000);" : ""}`;
  const parent = spawn(process.execPath, ["--input-type=module", "--eval", source], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line]: string[] = await once(createInterface({ input: parent.stdout }), "line");
  return { parent, pids: (line ?? "").split(" ").map(Number) };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
