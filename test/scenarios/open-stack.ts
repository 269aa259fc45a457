// Makes the types of `inject` known to every test of this package.
import type * as _setup from "@toolmark/backends/vitest-setup";
import { startEmbedded, startScaled } from "@toolmark/stack/start-stack";
import type { Stack, StackForm, StackOptions } from "@toolmark/stack/start-stack";
import { inject } from "vitest";

/** Both forms: every scenario holds for each of them. */
export const forms: readonly StackForm[] = ["embedded", "scaled"];

/** Starts one form of the system; the scaled one on the servers of this test run. */
export function openStack(form: StackForm, options: StackOptions = {}): Promise<Stack> {
  if (form === "embedded") return startEmbedded(options);
  const kafkaBrokers = inject("kafkaBrokers");
  const elasticsearchUrl = inject("elasticsearchUrl");
  return startScaled({ kafkaBrokers, elasticsearchUrl }, options);
}
