import type { AuditEvent } from "@toolmark/schemas/event";

import { ExportError } from "./exporter.ts";
import type { OnError } from "./exporter.ts";

const MAX_DISTINCT = 100;

/**
 * Passes faults to `onError`, or else warns of each distinct one once, in a line on stderr. Never
 * throws: a fault of the audit trail is no fault of the server that is audited.
 */
export function createFaultReporter(onError?: OnError): OnError {
  const seen = new Set<string>();
  return (error: Error, event?: AuditEvent) => {
    try {
      if (onError !== undefined) {
        onError(error, event);
        return;
      }
      const what = error instanceof ExportError ? error.code : error.message;
      if (seen.has(what) || seen.size >= MAX_DISTINCT) return;
      seen.add(what);
      process.stderr.write(`toolmark: ${error.message.replaceAll(/\s+/g, " ").slice(0, 500)}\n`);
    } catch {
      // Neither a broken callback nor a closed stderr may reach the server.
    }
  };
}

/** Any thrown value as an Error, its own message kept. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
