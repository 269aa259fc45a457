/*
 * Imported before a service's main module: standard input is a pipe from the process that started it,
 * and its end, which also comes after SIGKILL, asks this process to stop.
 */
process.stdin.resume();
process.stdin.once("end", () => {
  setTimeout(() => process.exit(1), 10_000).unref();
  process.kill(process.pid, "SIGTERM");
});
if ("unref" in process.stdin) process.stdin.unref();
