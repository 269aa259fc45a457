import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** How a process ended and what it said. */
export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a module with Node to its end, with only the given settings of ours. */
export async function runToEnd(
  main: string,
  options: {
    args?: readonly string[];
    env?: Readonly<Record<string, string>>;
    nodeArgs?: readonly string[];
    timeoutMs?: number;
  } = {},
): Promise<Finished> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(TOOLMARK_|VITEST|NODE_OPTIONS)/.test(name),
  );
  const child = spawn(
    process.execPath,
    [
      ...(options.nodeArgs ?? []),
      fileURLToPath(import.meta.resolve(main)),
      ...(options.args ?? []),
    ],
    {
      env: { ...Object.fromEntries(inherited), ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const timer = setTimeout(() => child.kill("SIGKILL"), options.timeoutMs ?? 60_000);
  const [stdout, stderr] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  clearTimeout(timer);
  return { code: child.exitCode, stdout, stderr };
}
