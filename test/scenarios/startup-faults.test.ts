import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { runToEnd } from "./run-service.ts";

describe("a process that cannot start says why and what to do", () => {
  let directory = "";
  let tokens = "";
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "toolmark-start-"));
    tokens = join(directory, "tokens.json");
    await writeFile(
      tokens,
      JSON.stringify([{ name: "admin", role: "admin", sha256: "0".repeat(64) }]),
    );
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test("every fault of the configuration is in one message, exit 78", async () => {
    const { code, stderr } = await runToEnd("@toolmark/all-in-one/main", {
      env: {
        TOOLMARK_PORT: "seventy",
        TOOLMARK_CALL_LEASE: "soon",
        TOOLMARK_DATADIR: directory,
        TOOLMARK_LOG_LEVEL: "loud",
      },
    });
    expect(code).toBe(78);
    expect(stderr).toContain("TOOLMARK_PORT");
    expect(stderr).toContain("TOOLMARK_CALL_LEASE");
    expect(stderr).toContain("TOOLMARK_LOG_LEVEL");
    expect(stderr).toContain("TOOLMARK_DATADIR is not a setting, did you mean TOOLMARK_DATA_DIR?");
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test.each(["collector", "query-api"])(
    "%s does not start without tokens, exit 78",
    async (name) => {
      const { code, stderr } = await runToEnd(`@toolmark/${name}/main`, {
        env: {
          TOOLMARK_KAFKA_BROKERS: "127.0.0.1:1",
          TOOLMARK_ELASTICSEARCH_URL: "http://127.0.0.1:1",
          ...(name === "collector" ? { TOOLMARK_ELASTICSEARCH_URL: "" } : {}),
        },
      });
      expect(code).toBe(78);
      expect(stderr).toContain("TOOLMARK_TOKENS_FILE");
    },
  );

  test("a taken port is named with the setting that changes it, exit 69", async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
    const address = holder.address();
    const port = String(typeof address === "object" && address !== null ? address.port : 0);
    const { code, stderr } = await runToEnd("@toolmark/all-in-one/main", {
      env: { TOOLMARK_PORT: port, TOOLMARK_DATA_DIR: join(directory, "data") },
    });
    holder.close();
    expect(code).toBe(69);
    expect(stderr).toMatch(
      new RegExp(`^toolmark: port ${port} on 127.0.0.1 is taken; .*TOOLMARK_PORT`, "m"),
    );
  });

  test("an unreachable Kafka is named in one line, exit 69", async () => {
    const { code, stderr } = await runToEnd("@toolmark/collector/main", {
      env: {
        TOOLMARK_KAFKA_BROKERS: "127.0.0.1:1",
        TOOLMARK_TOKENS_FILE: tokens,
        TOOLMARK_PORT: "0",
      },
      timeoutMs: 90_000,
    });
    expect(code).toBe(69);
    expect(stderr).toMatch(/^toolmark-collector: .*127\.0\.0\.1:1.*$/m);
  }, 100_000);

  test("an unreachable Elasticsearch is named in one line, exit 69", async () => {
    const { code, stderr } = await runToEnd("@toolmark/ingester/main", {
      env: {
        TOOLMARK_KAFKA_BROKERS: inject("kafkaBrokers").join(","),
        TOOLMARK_ELASTICSEARCH_URL: "http://127.0.0.1:1",
      },
      timeoutMs: 90_000,
    });
    expect(code).toBe(69);
    expect(stderr).toMatch(/^toolmark-ingester: .*127\.0\.0\.1:1.*$/m);
  }, 100_000);
});
