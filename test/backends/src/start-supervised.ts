import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

const LOG_TAIL_LINES = 25;

/** What `process-supervisor.ts` is to run. All of it can be written as JSON. */
export interface SupervisedProcess {
  /** Run one after the other, each only after the one before ended with 0. The last one may stay. */
  readonly commands: readonly {
    readonly argv: readonly string[];
    readonly user?: { readonly uid: number; readonly gid: number };
  }[];
  /** The whole environment of the commands; without it they have that of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** The working folder; removed with all that is in it at the end. */
  readonly folder: string;
  /** Receives what the commands print. */
  readonly logFile: string;
  /** Time between SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs: number;
}

/** Commands that end with this process. Disposing kills what still runs and removes the folder. */
export interface Supervised extends AsyncDisposable {
  /** Resolves, saying how, when the last command ended or one failed. Never rejects. */
  readonly ended: Promise<string>;
  /** The last lines that the commands printed. */
  logTail(): Promise<string>;
}

/**
 * Runs commands under a small process of their own that outlives this one by as long as it takes to
 * kill them and remove their folder: after disposal, after Ctrl-C and after SIGKILL alike.
 */
export function startSupervised(task: SupervisedProcess): Supervised {
  const supervisor = startSupervisor("process-supervisor.ts", JSON.stringify(task));
  return {
    ended: supervisor.firstLine.then((line) => line ?? "lost its supervisor"),
    async logTail() {
      const log = await readFile(task.logFile, "utf8").catch(() => "");
      return log.trimEnd().split("\n").slice(-LOG_TAIL_LINES).join("\n");
    },
    [Symbol.asyncDispose]: () => supervisor.release(),
  };
}

/** A supervisor process and the two things that its owner does with it. */
export interface Supervisor {
  /** The first line that it prints, or `undefined` when it ended without one. */
  readonly firstLine: Promise<string | undefined>;
  /** Lets it clean up and resolves when it has. */
  release(): Promise<void>;
}

/** Starts one of the supervisor programs of this folder. */
export function startSupervisor(program: string, ...args: readonly string[]): Supervisor {
  const child = spawn(process.execPath, [join(import.meta.dirname, program), ...args], {
    // A group of its own: Ctrl-C in the terminal must not end it before it has cleaned up.
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const firstLine = lines.next().then((line) => (line.done === true ? undefined : line.value));
  letThisProcessEnd(child);
  return {
    firstLine,
    async release() {
      child.ref();
      child.stdin.end();
      await exited;
    },
  };
}

/** A run that forgets to dispose ends all the same, and the supervisor sees that. */
function letThisProcessEnd(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout]) {
    if (stream !== null && "unref" in stream && typeof stream.unref === "function") stream.unref();
  }
}
