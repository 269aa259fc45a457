import { afterEach, expect, test, vi } from "vitest";

import { pickFreePorts } from "./free-ports.ts";
import { startBackends } from "./start-backends.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

test("an address variable that does not work fails the run and is named, with what happened", async () => {
  const [kafkaPort, elasticsearchPort] = await pickFreePorts(2);
  vi.stubEnv("TOOLMARK_BACKENDS", "");
  vi.stubEnv("TOOLMARK_KAFKA_BROKERS", `127.0.0.1:${kafkaPort}`);
  vi.stubEnv("TOOLMARK_ELASTICSEARCH_URL", `http://127.0.0.1:${elasticsearchPort}`);
  const failure = await failureToStart();
  expect(failure).toContain(
    `kafka: TOOLMARK_KAFKA_BROKERS is set but does not work: cannot connect to 127.0.0.1:${kafkaPort}`,
  );
  expect(failure).toContain(
    `elasticsearch: TOOLMARK_ELASTICSEARCH_URL is set but does not work: cannot connect to http://127.0.0.1:${elasticsearchPort}/`,
  );
});

test("the only way that is allowed fails the run when it is not open", async () => {
  vi.stubEnv("TOOLMARK_BACKENDS", "environment");
  vi.stubEnv("TOOLMARK_KAFKA_BROKERS", "");
  vi.stubEnv("TOOLMARK_ELASTICSEARCH_URL", "");
  expect(await failureToStart()).toContain("environment: TOOLMARK_KAFKA_BROKERS is not set");

  vi.stubEnv("TOOLMARK_BACKENDS", "docker");
  vi.stubEnv("DOCKER_HOST", "unix:///nowhere/docker.sock");
  expect(await failureToStart()).toContain(
    "no Docker engine answers at DOCKER_HOST=unix:///nowhere",
  );
});

test("without Java the message says what to install", async () => {
  vi.stubEnv("TOOLMARK_BACKENDS", "local");
  vi.stubEnv("JAVA_HOME", "");
  vi.stubEnv("PATH", "/nowhere");
  expect(await failureToStart()).toContain("apt-get install openjdk-17-jre-headless");
});

test("a way that does not exist is refused", async () => {
  vi.stubEnv("TOOLMARK_BACKENDS", "cloud");
  expect(await failureToStart()).toContain(`TOOLMARK_BACKENDS is "cloud", not one of`);
});

async function failureToStart(): Promise<string> {
  return startBackends().then(
    async (backends) => {
      await backends[Symbol.asyncDispose]();
      return "started";
    },
    (error: unknown) => String(error),
  );
}
