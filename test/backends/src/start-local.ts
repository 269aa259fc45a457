import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { BackendKind, Report, StartedBackend } from "./backend.ts";
import { findJava } from "./find-java.ts";
import { prepareArtifact } from "./prepare-artifact.ts";
import { startSupervised } from "./start-supervised.ts";
import { untilReady } from "./until-ready.ts";

const UP_WITHIN_MS = 120_000;
/** Its data is thrown away: a server that does not stop soon is killed. */
const GRACE_MS = 3_000;

/**
 * Starts a server as a JVM in a temporary folder; both end with this process. Rejects with what to
 * install when Java or Maven are missing, and with the last lines of the server's log when it does
 * not come up.
 */
export async function startLocal(kind: BackendKind, report: Report): Promise<StartedBackend> {
  const java = await findJava();
  const files = await prepareArtifact(kind.artifact, report);
  const folder = await mkdtemp(join(tmpdir(), `toolmark-${kind.name}-`));
  const plan = await kind.planProcess({ java, files, folder });
  report(
    `starting ${kind.artifact.title} ${kind.artifact.version} on ${plan.addresses.join(", ")}`,
  );
  const server = startSupervised({
    commands: plan.commands,
    ...(plan.env === undefined ? {} : { env: plan.env }),
    folder,
    logFile: join(folder, "output.log"),
    graceMs: GRACE_MS,
  });
  try {
    await untilReady({
      probe: () => kind.probe(plan.addresses),
      ended: server.ended,
      logTail: () => server.logTail(),
      withinMs: UP_WITHIN_MS,
    });
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw new Error(`${kind.artifact.title} did not come up`, { cause: error });
  }
  return {
    origin: "local",
    addresses: plan.addresses,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
