import type { AuditEvent } from "@toolmark/schemas/event";
import type { Change, Json, NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { redactJson, redactText } from "@toolmark/schemas/redact";
import type { Provenance } from "@toolmark/schemas/topics";

import { classifyEffect } from "./classify-effect.ts";

/** What the receiver of a record knows about its sender; see `logHeaders`. */
export interface Stamp {
  tenant: string;
  provenance: Provenance;
  /** Authenticated emitter; absent when the sender was not authenticated. */
  emitter?: string;
}

/** Largest value of params, result and each downstream state that is stored, in bytes of JSON. */
export const MAX_STORED_VALUE_BYTES = 64 * 1024;

const stampedMembers = ["tenant", "provenance", "effect", "changes", "claimed"] as const;

/**
 * Turns an event as received into an event as stored: stamped with tenant and provenance, times in
 * UTC with milliseconds, resources named by URI, effect classified, secrets redacted once more and
 * values capped. A pure function of its arguments, so that a redelivered record gives the same event.
 */
export function normalizeEvent(received: AuditEvent, stamp: Stamp): NormalizedEvent {
  const { downstream, time, environment, params, result, error, attr, ...rest } = received;
  const claimed = takeStamped(rest, stamp);
  const event: NormalizedEvent = {
    ...(rest as Omit<typeof rest, "tenant">),
    event: { ...received.event, id: received.event.id.toLowerCase() },
    time: normalizeTime(time),
    tenant: stamp.tenant,
    environment: environment ?? "default",
    provenance: {
      level: stamp.provenance,
      ...(stamp.emitter === undefined ? {} : { emitter: stamp.emitter }),
    },
  };
  if (claimed !== undefined) event.claimed = claimed;
  if (received.call !== undefined)
    event.call = { ...received.call, id: received.call.id.toLowerCase() };
  if (params !== undefined) event.params = redactValue(params);
  if (result !== undefined) event.result = redactValue(result);
  if (error !== undefined)
    event.error =
      error.message === undefined
        ? error
        : { ...error, message: redactText(error.message, limits) };
  if (attr !== undefined) event.attr = redactJson(attr, limits).value as Record<string, Json>;
  if (downstream !== undefined) Object.assign(event, splitDownstream(downstream));
  const effect = classifyEffect(event);
  if (effect !== undefined) event.effect = effect;
  return event;
}

const limits = { maxBytes: MAX_STORED_VALUE_BYTES };

function takeStamped(
  rest: Record<string, unknown>,
  stamp: Stamp,
): Record<string, Json> | undefined {
  let claimed: Record<string, Json> | undefined;
  for (const name of stampedMembers) {
    const value = rest[name] as Json | undefined;
    delete rest[name];
    if (value === undefined || value === stamp.tenant) continue;
    claimed = { ...claimed, [name]: value };
  }
  return claimed;
}

function normalizeTime(time: AuditEvent["time"]): NormalizedEvent["time"] {
  const occurred = new Date(time.occurred).toISOString();
  return occurred === time.occurred ? time : { ...time, occurred, original: time.occurred };
}

function redactValue<Body extends NonNullable<AuditEvent["params"] | AuditEvent["result"]>>(
  body: Body,
): Body {
  if (body.value === undefined) return body;
  const found = redactJson(body.value, limits);
  if (!found.truncated && found.redactedPaths.length === 0) return body;
  return {
    ...body,
    value: found.value,
    ...(found.truncated ? { truncated: true, bytes: body.bytes ?? found.bytes } : {}),
    ...(found.redactedPaths.length === 0
      ? {}
      : { redacted_paths: [...new Set([...(body.redacted_paths ?? []), ...found.redactedPaths])] }),
  };
}

function splitDownstream(
  entries: NonNullable<AuditEvent["downstream"]>,
): Pick<NormalizedEvent, "downstream" | "changes"> {
  let hasChanges = false;
  const changes = entries.map(({ before, after }): Change | null => {
    if (before === undefined && after === undefined) return null;
    hasChanges = true;
    return {
      ...(before === undefined ? {} : { before: redactJson(before, limits).value }),
      ...(after === undefined ? {} : { after: redactJson(after, limits).value }),
    };
  });
  const downstream = entries.map(({ before: _before, after: _after, ...entry }) => {
    if (entry.resource === undefined) return entry;
    const resource = redactText(entry.resource, limits);
    return { ...entry, resource, uri: resourceUri(entry.system, resource) };
  });
  return hasChanges ? { downstream, changes } : { downstream };
}

/** The name of a resource across systems: as given when it is a URI, else `system://resource`. */
export function resourceUri(system: string, resource: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(resource)) return resource;
  return `${system}://${resource.replace(/^\/+/, "")}`;
}
