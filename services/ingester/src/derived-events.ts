import type { LogRecord } from "@toolmark/event-log/event-log";
import { OWN_EMITTER, ownRecord } from "@toolmark/event-log/own-record";
import { openDocument } from "@toolmark/integrity/open-document";
import { EVENT_SCHEMA } from "@toolmark/schemas/event";
import type { AuditEvent } from "@toolmark/schemas/event";
import { callEventId, derivedEventId } from "@toolmark/schemas/ids";
import type { QuarantineEntry, StoredDocument } from "@toolmark/schemas/normalized-event";

/**
 * The fact that a call never completed, made from its attempt alone: the same attempt gives the same
 * event whichever ingester finds it. It stands where the attempt stands in time; its outcome is
 * unknown, never success.
 */
export function unresolvedRecord(attempt: StoredDocument): LogRecord | undefined {
  const {
    tenant,
    provenance: _provenance,
    claimed: _claimed,
    effect: _effect,
    changes,
    downstream,
    time,
    ...context
  } = openDocument(attempt);
  if (context.call === undefined || context.operation === undefined) return undefined;
  const event: AuditEvent = {
    ...context,
    event: { id: callEventId(context.call.id, "unresolved"), type: "call.unresolved" },
    time: { occurred: time.occurred, source: time.source ?? "emitter" },
    vantage: "toolmark",
    emitter: { id: OWN_EMITTER },
    outcome: { status: "unknown", executed: null },
    ...(downstream === undefined
      ? {}
      : {
          downstream: downstream.map(({ uri: _uri, ...entry }, index) => ({
            ...entry,
            ...changes?.[index],
          })),
        }),
  };
  return ownRecord(event, tenant, context.operation.id);
}

/** The fact that an event id came again with another body; the second body is in quarantine. */
export function conflictRecord(entry: QuarantineEntry, occurred: string): LogRecord {
  const event: AuditEvent = {
    schema: EVENT_SCHEMA,
    event: { id: derivedEventId(Date.parse(occurred), entry.id), type: "event.conflicted" },
    time: { occurred, source: "emitter" },
    vantage: "toolmark",
    emitter: { id: OWN_EMITTER },
    about: {
      ...(entry.event_id === undefined ? {} : { event_id: entry.event_id }),
      quarantine_id: entry.id,
      reason: "the same event id was received again with another body; the first was kept",
    },
  };
  return ownRecord(event, entry.tenant, entry.event_id ?? entry.id);
}
