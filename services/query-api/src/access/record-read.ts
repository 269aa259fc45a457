import type { EventLog } from "@toolmark/event-log/event-log";
import { OWN_EMITTER, ownRecord } from "@toolmark/event-log/own-record";
import { AuditError } from "@toolmark/runtime/errors";
import type { Principal } from "@toolmark/runtime/tokens";
import { EVENT_SCHEMA } from "@toolmark/schemas/event";
import type { AuditEvent } from "@toolmark/schemas/event";
import type { EventType } from "@toolmark/schemas/event-types";
import { newUuid } from "@toolmark/schemas/ids";

/** What a handler says about the read it does, for the record of it. */
export interface ReadNote {
  /** The question as it was understood, or what was asked for by id. */
  query?: string;
  /** Events or entries in the answer. */
  rows?: number;
  /** Events that the question holds over all pages. */
  total?: number;
  /** Names of the values that were shown although they are hidden by default. */
  revealed?: readonly string[];
  /** The handler has recorded what it did as a fact of its own; nothing is left to record. */
  isRecorded?: boolean;
}

/** Everything that a fact about somebody using the trail says. */
export interface OwnFact {
  type: EventType;
  principal: Principal;
  tenant: string;
  /** Method and path as the API describes them, or the command. */
  action: string;
  occurred: number;
  durationMs?: number;
  purpose?: string | undefined;
  requestId?: string | undefined;
  address?: string | undefined;
  userAgent?: string | undefined;
  status?: number;
  note?: ReadNote;
  object?: NonNullable<AuditEvent["audit"]>["object"];
}

const MAX_QUERY_LENGTH = 8192;

/** The event that a fact is recorded as. Pure but for its id. */
export function ownEvent(fact: OwnFact): AuditEvent {
  const { principal, note = {}, object } = fact;
  return {
    schema: EVENT_SCHEMA,
    event: { id: newUuid(fact.occurred), type: fact.type },
    time: {
      occurred: new Date(fact.occurred).toISOString(),
      source: "emitter",
      ...(fact.durationMs !== undefined && { duration_ms: fact.durationMs }),
    },
    vantage: "toolmark",
    emitter: { id: OWN_EMITTER },
    actor: {
      type: principal.issuer === undefined ? "service" : "user",
      id: principal.name,
      ...(principal.issuer !== undefined && { issuer: principal.issuer }),
      claims: { groups: [principal.role] },
      ...(principal.subject !== undefined && {
        credential: { type: "oidc", id: principal.subject },
      }),
      assurance: "verified",
    },
    ...((fact.userAgent !== undefined || fact.address !== undefined) && {
      client: {
        ...(fact.userAgent !== undefined && { user_agent: fact.userAgent.slice(0, 1024) }),
        ...(fact.address !== undefined && { address: { ip: fact.address } }),
        assurance: "self_reported",
      },
    }),
    ...(fact.requestId !== undefined && { request: { http_request_id: fact.requestId } }),
    audit: {
      action: fact.action,
      ...(note.query !== undefined && { query: note.query.slice(0, MAX_QUERY_LENGTH) }),
      ...(fact.purpose !== undefined && { purpose: fact.purpose.slice(0, MAX_QUERY_LENGTH) }),
      ...(note.rows !== undefined && { rows: note.rows }),
      ...(note.total !== undefined && { total: note.total }),
      ...(fact.status !== undefined && { status: fact.status }),
      ...(note.revealed !== undefined &&
        note.revealed.length > 0 && { revealed: [...note.revealed] }),
      ...(object && { object }),
    },
  };
}

/**
 * Publishes a fact to the log, as any event; resolves when it is durable.
 *
 * @throws AuditError `log_unavailable`: what cannot be recorded is not answered.
 */
export async function recordFact(log: EventLog, fact: OwnFact): Promise<AuditEvent> {
  const event = ownEvent(fact);
  try {
    await log.publish([ownRecord(event, fact.tenant, fact.object?.id ?? event.event.id)]);
  } catch (error) {
    throw new AuditError(
      "log_unavailable",
      "this cannot be recorded in the audit trail now, so it is not done; try again",
      { cause: error },
    );
  }
  return event;
}
