import { startEmbedded, startScaled } from "@toolmark/stack/start-stack";
import type { Stack, StackForm } from "@toolmark/stack/start-stack";

/** How long a call may take in the demo before it counts as unresolved. */
const CALL_LEASE = "3s";

/** Starts the embedded form on the data of a demo that was played, as it is run otherwise. */
export async function serveOn(options: { port: number; dataDirectory: string }): Promise<Stack> {
  return await startEmbedded({ ...options, env: { TOOLMARK_DEMO: "on" } });
}

/** Starts the system in one of its forms; the scaled one with the servers that it needs. */
export async function startServer(
  form: StackForm,
  options: { port: number; dataDirectory?: string; report: (line: string) => void },
): Promise<Stack> {
  const { report, ...settings } = options;
  const stackOptions = { ...settings, callLease: CALL_LEASE };
  if (form === "embedded") return startEmbedded(stackOptions);
  const { startBackends } = await import("@toolmark/backends/start-backends");
  await using resources = new AsyncDisposableStack();
  const backends = resources.use(await startBackends({ report }));
  const stack = resources.use(await startScaled(backends, stackOptions));
  const owned = resources.move();
  return { ...stack, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
