import { createExportQueue } from "./export-queue.ts";
import type { ItemFault, QueueOptions } from "./export-queue.ts";
import { ExportError } from "./exporter.ts";
import type { Exporter } from "./exporter.ts";
import type { SerializedEvent } from "./serialize-event.ts";

/** Where the collector (or the all-in-one process) is. */
export interface HttpExporterOptions extends QueueOptions {
  /** Base address; events go to `/v1/events` below it. */
  url: string | URL;
  /** Bearer token of an emitter (RFC 6750). */
  token?: string | undefined;
  /** How long one request may take, milliseconds; 10 s unless given. */
  timeoutMs?: number;
  /** Used instead of the global `fetch`, for proxies and client certificates. */
  fetch?: typeof fetch;
}

const MAX_BATCH_BYTES = 1024 * 1024;
const MAX_BATCH_EVENTS = 1000;

/**
 * Creates an exporter that posts events as NDJSON. What the receiver refuses is reported and not sent
 * again; when it is busy, away or does not admit the token, events wait and are sent again.
 */
export function httpExporter(options: HttpExporterOptions): Exporter {
  const base = String(options.url);
  const url = new URL("v1/events", base.endsWith("/") ? base : `${base}/`);
  const request = options.fetch ?? fetch;
  const headers = {
    "content-type": "application/x-ndjson",
    ...(options.token === undefined || options.token === ""
      ? {}
      : { authorization: `Bearer ${options.token}` }),
  };
  const newline = Buffer.from("\n");

  async function deliver(batch: readonly SerializedEvent[], closing: AbortSignal) {
    const body = Buffer.concat(batch.flatMap(({ value }) => [value, newline]));
    const stop = new AbortController();
    const abort = () => stop.abort();
    closing.addEventListener("abort", abort);
    const timer = setTimeout(abort, options.timeoutMs ?? 10_000);
    timer.unref();
    try {
      const response = await request(url, {
        method: "POST",
        headers,
        body,
        redirect: "error",
        signal: stop.signal,
      });
      if (response.ok) return itemFaults(await response.json());
      await response.body?.cancel();
      throw statusError(response);
    } catch (error) {
      if (error instanceof ExportError) throw error;
      throw new ExportError("unreachable", `${url.origin} cannot be reached, events wait`, {
        retryable: true,
        cause: error,
      });
    } finally {
      clearTimeout(timer);
      closing.removeEventListener("abort", abort);
    }
  }

  return createExportQueue({
    ...options,
    deliver,
    maxBatchBytes: MAX_BATCH_BYTES,
    maxBatchEvents: MAX_BATCH_EVENTS,
  });
}

function statusError(response: Response): ExportError {
  const { status } = response;
  if (status === 401 || status === 403)
    return new ExportError(
      "refused",
      `the receiver does not admit this emitter (status ${status}): check its token; events wait`,
      { retryable: true },
    );
  if (status === 429 || status >= 500) {
    const retryAfterMs = retryAfter(response.headers.get("retry-after"));
    return new ExportError(
      "unreachable",
      `the receiver is not ready (status ${status}), events wait`,
      {
        retryable: true,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      },
    );
  }
  return new ExportError("rejected", `the receiver refuses the request (status ${status})`);
}

/** Seconds or an HTTP date (RFC 9110 section 10.2.3). */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  return Number.isNaN(ms) || ms < 0 ? undefined : ms;
}

function itemFaults(answer: unknown): ItemFault[] {
  const results =
    typeof answer === "object" && answer !== null && "results" in answer ? answer.results : [];
  if (!Array.isArray(results)) return [];
  return results.flatMap((result: Partial<Record<string, unknown>>) => {
    const { index, status, reason, detail } = result;
    if (typeof index !== "number" || (status !== "rejected" && status !== "quarantined")) return [];
    const why = [reason, detail].filter((text) => typeof text === "string").join(": ");
    return [{ index, code: status, message: `the receiver says ${status}: ${why.slice(0, 500)}` }];
  });
}
