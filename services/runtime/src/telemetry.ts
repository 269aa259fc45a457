import { SpanStatusCode, trace } from "@opentelemetry/api";
import type { Attributes } from "@opentelemetry/api";

const endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] as const;

/**
 * Starts the OpenTelemetry SDK when an OTLP endpoint is set in the environment, with the standard
 * `OTEL_*` variables; otherwise nothing of it is loaded. Disposing sends what is still held.
 */
export async function startTelemetry(
  service: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<AsyncDisposable | undefined> {
  if (endpoints.every((name) => (env[name] ?? "") === "")) return undefined;
  const { NodeSDK } = await import("@opentelemetry/sdk-node");
  const sdk = new NodeSDK({ serviceName: env["OTEL_SERVICE_NAME"] ?? service });
  sdk.start();
  return { [Symbol.asyncDispose]: () => sdk.shutdown() };
}

/**
 * Runs `work` in a span of our own tracer; without a started SDK it costs next to nothing. Attributes
 * are counts and names, never parameters or results.
 */
export async function withSpan<Result>(
  name: string,
  attributes: Attributes,
  work: () => Promise<Result>,
): Promise<Result> {
  return await trace.getTracer("toolmark").startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
