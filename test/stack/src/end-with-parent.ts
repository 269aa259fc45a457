import { isMainThread } from "node:worker_threads";

/*
 * Imported before a service's main module: standard input is a pipe from the process that started it,
 * and its end, which also comes after SIGKILL, asks this process to stop. Worker threads import it as well, and have an input of their own.
 */
if (isMainThread) {
  process.stdin.resume();
  process.stdin.once("end", () => {
    setTimeout(() => process.exit(1), 10_000).unref();
    process.kill(process.pid, "SIGTERM");
  });
  if ("unref" in process.stdin) process.stdin.unref();
}
