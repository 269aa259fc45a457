import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const TAIL_LINES = 40;

/** A service as a real process that can be killed and started again. */
export interface ServiceProcess extends AsyncDisposable {
  readonly name: string;
  /** Where it listens; undefined for services without HTTP. */
  readonly url: string | undefined;
  readonly pid: number;
  /** Sends a signal and waits for the process to end. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again after `kill`, on the same port, and waits until it is ready. */
  restart(): Promise<void>;
  /** The last lines of its operational log. */
  logTail(): string;
}

/**
 * Starts `main` with Node and waits for the line of its log that says `ready`. It ends with this
 * process, however that ends.
 *
 * @throws Error with the process's own words when it ends before it is ready.
 */
export async function startServiceProcess(options: {
  name: string;
  main: string;
  env: Readonly<Record<string, string>>;
  /** Milliseconds to become ready. */
  timeoutMs?: number;
}): Promise<ServiceProcess> {
  let child: ChildProcess | undefined;
  let url: string | undefined;
  const tail: string[] = [];

  async function start(): Promise<void> {
    const port = url === undefined ? {} : { TOOLMARK_PORT: new URL(url).port };
    const guard = new URL("./end-with-parent.ts", import.meta.url);
    const started = spawn(
      process.execPath,
      ["--import", guard.href, fileURLToPath(import.meta.resolve(options.main))],
      { env: { ...inherited(), ...options.env, ...port }, stdio: ["pipe", "ignore", "pipe"] },
    );
    child = started;
    const ready = Promise.withResolvers<void>();
    createInterface({ input: started.stderr }).on("line", (line) => {
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      const entry = parseLine(line);
      if (entry.url !== undefined) url = entry.url;
      if (entry.msg === "ready") ready.resolve();
    });
    started.once("exit", (code, signal) =>
      ready.reject(new Error(`${options.name} ended (${signal ?? code})\n${tail.join("\n")}`)),
    );
    started.once("error", ready.reject);
    const timer = setTimeout(
      () => ready.reject(new Error(`${options.name} is not ready\n${tail.join("\n")}`)),
      options.timeoutMs ?? 60_000,
    );
    try {
      await ready.promise;
    } catch (error) {
      started.kill("SIGKILL");
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async function kill(signal: NodeJS.Signals): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    const last = setTimeout(() => child?.kill("SIGKILL"), 15_000);
    await exited;
    clearTimeout(last);
  }

  await start();
  return {
    name: options.name,
    get url() {
      return url;
    },
    get pid() {
      return child?.pid ?? 0;
    },
    kill,
    restart: start,
    logTail: () => tail.join("\n"),
    [Symbol.asyncDispose]: () => kill("SIGTERM"),
  };
}

function parseLine(line: string): { msg?: string; url?: string } {
  try {
    return JSON.parse(line) as { msg?: string; url?: string };
  } catch {
    return {};
  }
}

// Settings of the shell that runs the tests must not reach the services under test.
function inherited(): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(TOOLMARK_|OTEL_|VITEST|NODE_OPTIONS)/.test(name),
    ),
  );
}
