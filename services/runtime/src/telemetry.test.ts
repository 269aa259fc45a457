import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

import { expect, test } from "vitest";

import { startTelemetry, withSpan } from "./telemetry.ts";

test("without an endpoint no SDK is started and work runs all the same", async () => {
  expect(await startTelemetry("test", {})).toBeUndefined();
  expect(await withSpan("work", {}, async () => 42)).toBe(42);
});

test("with an endpoint spans arrive there, also of work that fails", async () => {
  const bodies: string[] = [];
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    bodies.push(`${request.url} ${await text(request)}`);
    response.end("{}");
  };
  const receiver = createServer((request, response) => {
    void receive(request, response);
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const address = receiver.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const names = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER"];
  const before = names.map((name) => process.env[name]);
  process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = `http://127.0.0.1:${port}`;
  process.env["OTEL_METRICS_EXPORTER"] = "none";
  process.env["OTEL_LOGS_EXPORTER"] = "none";
  try {
    const telemetry = await startTelemetry("toolmark-test", process.env);
    await withSpan("ingest batch", { records: 3 }, async () => undefined);
    await expect(withSpan("failing", {}, () => Promise.reject(new Error("no")))).rejects.toThrow(
      "no",
    );
    await telemetry?.[Symbol.asyncDispose]();
    expect(bodies.join("\n")).toMatch(/\/v1\/traces [^]*ingest batch[^]*failing/);
    expect(bodies.join("\n")).toContain("toolmark-test");
  } finally {
    names.forEach((name, index) => {
      if (before[index] === undefined) delete process.env[name];
      else process.env[name] = before[index];
    });
    receiver.close();
  }
});
