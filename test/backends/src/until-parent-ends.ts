/**
 * Resolves when the process that started this one is gone or lets go of it (end of standard
 * input), or when a signal asks this one to stop. The end of standard input comes also after
 * SIGKILL, which no handler in the parent could see.
 */
export async function untilParentEnds(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  process.stdin.on("end", resolve).on("close", resolve).resume();
  // Handlers that stay: neither a second signal nor a parent that is gone may end the clean-up.
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => resolve());
  process.stdout.on("error", () => {});
  await promise;
}
