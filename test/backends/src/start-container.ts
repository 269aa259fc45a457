import { randomUUID } from "node:crypto";

import type * as Testcontainers from "testcontainers";

import type { BackendKind, ContainerPlan, Report, StartedBackend, WayNotOpen } from "./backend.ts";
import { describeFailure } from "./describe-failure.ts";
import { askEngine, type EngineAddress, findDockerEngine, readLogTail } from "./docker-engine.ts";
import { startSupervisor } from "./start-supervised.ts";
import { untilReady } from "./until-ready.ts";
import { withProgress } from "./with-progress.ts";

const UP_WITHIN_MS = 120_000;
const PROGRESS_EVERY_MS = 10_000;

/**
 * Starts a server as a container on the host's network, through testcontainers; it is removed when
 * this process ends, however that ends. Resolves with the reason when there is no Docker engine, no
 * image, or the container does not come up.
 */
export async function startContainer(
  kind: BackendKind,
  report: Report,
): Promise<StartedBackend | WayNotOpen> {
  const found = await findDockerEngine();
  if ("reason" in found) return { notOpen: found.reason };
  const given = process.env[kind.imageVariable] ?? "";
  const image = given === "" ? kind.officialImage : given;
  try {
    await pullIfAbsent(found.engine, image, report);
  } catch (error) {
    return notOpen(`cannot pull the image ${image}: ${describeFailure(error)}`, report);
  }
  try {
    return await runImage(found.engine, image, kind, report);
  } catch (error) {
    return notOpen(`the image ${image} did not come up: ${describeFailure(error)}`, report);
  }
}

function notOpen(reason: string, report: Report): WayNotOpen {
  report(`Docker answers, but ${reason}`);
  return { notOpen: reason };
}

async function pullIfAbsent(engine: EngineAddress, image: string, report: Report): Promise<void> {
  const { status } = await askEngine(engine, "GET", `/images/${image}/json`);
  if (status === 200) return;
  report(`pulling the image ${image}`);
  const { getContainerRuntimeClient, ImageName } = await loadTestcontainers(engine);
  const client = await getContainerRuntimeClient();
  await withProgress(client.image.pull(ImageName.fromString(image)), PROGRESS_EVERY_MS, () =>
    report(`still pulling the image ${image}`),
  );
}

/** Imported on demand: it takes long, and most runs have no use for it. */
async function loadTestcontainers(engine: EngineAddress): Promise<typeof Testcontainers> {
  process.env["DOCKER_HOST"] ??= engine;
  // Its own clean-up needs one more image; ./container-supervisor.ts does the same without.
  process.env["TESTCONTAINERS_RYUK_DISABLED"] ??= "true";
  return import("testcontainers");
}

async function runImage(
  engine: EngineAddress,
  image: string,
  kind: BackendKind,
  report: Report,
): Promise<StartedBackend> {
  const plan = await kind.planContainer();
  report(`starting the image ${image} on ${plan.addresses.join(", ")}`);
  const label = `toolmark.run=${randomUUID()}`;
  const supervisor = startSupervisor("container-supervisor.ts", engine, label);
  try {
    const id = await createContainer(engine, image, label, plan);
    await untilUp(engine, id, kind, plan);
  } catch (error) {
    await supervisor.release();
    throw error;
  }
  return {
    origin: "docker",
    addresses: plan.addresses,
    [Symbol.asyncDispose]: () => supervisor.release(),
  };
}

async function createContainer(
  engine: EngineAddress,
  image: string,
  label: string,
  plan: ContainerPlan,
): Promise<string> {
  const { GenericContainer } = await loadTestcontainers(engine);
  const [name = "", value = ""] = label.split("=");
  const container = new GenericContainer(image)
    .withNetworkMode("host")
    .withLabels({ [name]: value })
    .withEnvironment(plan.environment);
  if (plan.command !== undefined) container.withCommand([...plan.command]);
  return (await container.start()).getId();
}

async function untilUp(
  engine: EngineAddress,
  id: string,
  kind: BackendKind,
  plan: ContainerPlan,
): Promise<void> {
  const up = new AbortController();
  try {
    await untilReady({
      probe: () => kind.probe(plan.addresses),
      ended: askEngine(engine, "POST", `/containers/${id}/wait`, { signal: up.signal }).then(
        ({ body }) => `ended with ${body.toString().trim()}`,
        describeFailure,
      ),
      logTail: () => readLogTail(engine, id),
      withinMs: UP_WITHIN_MS,
    });
  } finally {
    up.abort();
  }
}
