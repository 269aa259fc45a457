import { AuditError, describeError } from "./errors.ts";
import type { Logger } from "./logger.ts";

/** Exit codes after sysexits.h: wrong configuration, a service that cannot run, anything else. */
export const exitCodes = { config: 78, unavailable: 69, software: 70 } as const;

/**
 * Opens resources, waits for SIGTERM or SIGINT, then closes them last-opened first. `open` gets a
 * `fail` function: a component that can no longer do its work calls it and the process ends with
 * status 70, so that a supervisor restarts it. A second signal ends the process at once.
 */
export async function runProcess(
  logger: Logger,
  open: (resources: AsyncDisposableStack, fail: (error: unknown) => void) => Promise<void>,
): Promise<void> {
  const stop = Promise.withResolvers<string>();
  const onSignal = (signal: NodeJS.Signals) => {
    process.once("SIGTERM", () => process.exit(130)).once("SIGINT", () => process.exit(130));
    stop.resolve(signal);
  };
  process.once("SIGTERM", onSignal).once("SIGINT", onSignal);

  await using resources = new AsyncDisposableStack();
  await open(resources, stop.reject);
  logger.info("ready");
  logger.info({ signal: await stop.promise }, "stopping");
}

/**
 * Runs a process's main function and turns a failure into one readable message on standard error and
 * an exit status: 78 for configuration (every fault listed), 69 for a port or server that cannot be
 * had, 70 otherwise.
 */
export async function runMain(name: string, main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const code = error instanceof AuditError ? error.code : undefined;
    const text = code === "config_invalid" ? (error as AuditError).message : describeError(error);
    process.stderr.write(`${name}: ${text}\n`);
    if (code === undefined && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    process.exitCode = exitStatus(code);
    // Whatever still holds the event loop open after a failed start must not keep the process alive.
    setImmediate(() => process.exit());
  }
}

function exitStatus(code: AuditError["code"] | undefined): number {
  if (code === "config_invalid") return exitCodes.config;
  if (code === "port_in_use" || code === "log_unavailable" || code === "store_unavailable")
    return exitCodes.unavailable;
  return exitCodes.software;
}
