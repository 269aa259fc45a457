import { createExportQueue } from "./export-queue.ts";
import type { QueueOptions } from "./export-queue.ts";
import type { Exporter } from "./exporter.ts";
import type { SerializedEvent } from "./serialize-event.ts";

/**
 * Creates an exporter that hands batches to a function of the same process, one at a time and in
 * order. When it rejects, the same batch comes again, unless the error's `retryable` is false.
 */
export function inProcessExporter(
  handOver: (batch: SerializedEvent[]) => Promise<void>,
  options: QueueOptions = {},
): Exporter {
  return createExportQueue({
    lingerMs: 1,
    ...options,
    maxBatchBytes: 1024 * 1024,
    maxBatchEvents: 1000,
    async deliver(batch) {
      await handOver(batch.map(({ key, value }) => ({ key, value })));
      return [];
    },
  });
}
