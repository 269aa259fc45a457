import { setTimeout as pause } from "node:timers/promises";

import type { EventLog } from "@toolmark/event-log/event-log";
import type { ExportManifest } from "@toolmark/exports/manifest";
import { AuditError } from "@toolmark/runtime/errors";
import type { Principal } from "@toolmark/runtime/tokens";

import { recordFact } from "../access/record-read.ts";

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 200;

/** Whose export ended. */
export interface EndedJob {
  id: string;
  tenant: string;
  principal: Principal;
  purpose?: string | undefined;
}

/** How an export ended. */
export type ExportEnd =
  | { manifest: ExportManifest; signal: AbortSignal }
  | { failure: string; rows: number };

/**
 * Records how an export ended as `audit.exported`; resolves when that is durable. Tries for some
 * seconds.
 *
 * @throws AuditError `log_unavailable`, or the reason of the signal.
 */
export async function recordEnd(log: EventLog, job: EndedJob, end: ExportEnd): Promise<void> {
  const fact = {
    type: "audit.exported",
    principal: job.principal,
    tenant: job.tenant,
    purpose: job.purpose,
    action: "export",
    occurred: Date.now(),
    ...("manifest" in end ? describeManifest(job.id, end.manifest) : describeFailure(job.id, end)),
  } as const;
  for (let attempt = 1; ; attempt++) {
    try {
      if ("signal" in end) end.signal.throwIfAborted();
      await recordFact(log, fact);
      return;
    } catch (error) {
      const canRetry = error instanceof AuditError && error.code === "log_unavailable";
      if (!canRetry || attempt === ATTEMPTS) throw error;
      await pause(FIRST_PAUSE_MS * 2 ** attempt);
    }
  }
}

function describeManifest(id: string, manifest: ExportManifest) {
  const { data, state, reason, count, total, query, revealed } = manifest;
  return {
    durationMs: Math.max(0, Date.parse(manifest.finished) - Date.parse(manifest.started)),
    note: { query: query.normalized, rows: count, total, revealed },
    object: {
      kind: "export",
      id,
      definition: {
        state,
        ...(reason !== undefined && { reason }),
        count,
        total,
        file: data.file,
        bytes: data.bytes,
        sha256: data.sha256,
      },
    },
  } as const;
}

function describeFailure(id: string, { failure, rows }: { failure: string; rows: number }) {
  return {
    note: { rows },
    object: { kind: "export", id, definition: { state: "failed", reason: failure } },
  } as const;
}
