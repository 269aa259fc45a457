import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { generateEvents } from "../fixtures/generate-events.ts";
import { post } from "./intake.ts";

test("the embedded form loads no Kafka, Elasticsearch or OpenTelemetry SDK module", async () => {
  const directory = await mkdtemp(join(tmpdir(), "toolmark-modules-"));
  const modulesFile = join(directory, "modules");
  const recorder = new URL("./record-modules.ts", import.meta.url).href;
  const main = fileURLToPath(import.meta.resolve("@toolmark/all-in-one/main"));
  const child = spawn(process.execPath, ["--import", recorder, main], {
    env: {
      PATH: process.env["PATH"],
      TOOLMARK_DATA_DIR: join(directory, "data"),
      TOOLMARK_PORT: "0",
      MODULES_FILE: modulesFile,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    let output = "";
    for await (const chunk of child.stdout) {
      output += String(chunk);
      if (output.includes("emitter token")) break;
    }
    const intakeUrl = /http:\/\/[\d.:]+/.exec(output)?.[0] ?? "";
    const emitterToken = (await readFile(join(directory, "data", "emitter.token"), "utf8")).trim();
    const [event] = generateEvents({ seed: 1, count: 1, start: Date.now() - 1000, step: 1 });
    expect((await post({ intakeUrl, emitterToken }, JSON.stringify(event))).status).toBe(200);
    const health = await fetch(`${intakeUrl}/v1/health`);
    expect(health.status).toBe(200);

    const exited = once(child, "exit");
    child.kill("SIGTERM");
    expect(await exited).toEqual([0, null]);
    const modules = (await readFile(modulesFile, "utf8")).split("\n");
    expect(modules.length).toBeGreaterThan(50);
    const heavy =
      /node_modules\/(kafkajs|@platformatic|@elastic|@opentelemetry\/(?!api\/)|testcontainers)/;
    expect(modules.filter((url) => heavy.test(url))).toEqual([]);
  } finally {
    child.kill("SIGKILL");
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
});
