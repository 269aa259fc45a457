import type { TestProject } from "vitest/node";

import { type Backends, startBackends } from "./start-backends.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Addresses of a real Kafka, as `host:port`. */
    kafkaBrokers: string[];
    /** The base URL of a real Elasticsearch. */
    elasticsearchUrl: string;
  }
}

declare global {
  /** Each project loads this file anew in the same process: what they share is outside of it. */
  var toolmarkBackends: { readonly started: Promise<Backends>; users: number } | undefined;
}

/** Starts the backends once for all projects of a run and tells this project's tests where they are. */
export async function setup(project: TestProject): Promise<void> {
  globalThis.toolmarkBackends ??= {
    started: startBackends({ report: (line) => process.stderr.write(`${line}\n`) }),
    users: 0,
  };
  globalThis.toolmarkBackends.users += 1;
  const backends = await globalThis.toolmarkBackends.started;
  project.provide("kafkaBrokers", [...backends.kafkaBrokers]);
  project.provide("elasticsearchUrl", backends.elasticsearchUrl);
}

/** Stops the backends when no project uses them any more. */
export async function teardown(): Promise<void> {
  const backends = globalThis.toolmarkBackends;
  if (backends === undefined) return;
  backends.users -= 1;
  if (backends.users > 0) return;
  globalThis.toolmarkBackends = undefined;
  // A start that failed has been shown by `setup`.
  const started = await backends.started.catch(() => undefined);
  await started?.[Symbol.asyncDispose]();
}
