import { openDocument } from "@toolmark/integrity/open-document";
import type { NormalizedEvent, StoredDocument } from "@toolmark/schemas/normalized-event";

import type { PinSnapshot } from "./answers.ts";

const MAX_LENGTH = 200;

/** An event as a pin keeps it, so that the pin says what it was whatever becomes of the event. */
export function pinSnapshot(document: StoredDocument): PinSnapshot {
  const event = openDocument(document);
  return {
    event_id: event.event.id,
    type: event.event.type,
    time: event.time.occurred,
    summary: eventLine(event),
    ...(event.server && { server: event.server.name }),
    sha256: document.leaf.sha256,
  };
}

/** An event in a line of at most 200 characters, without any value of its parameters or results. */
export function eventLine(event: NormalizedEvent): string {
  const { actor, tool, server, resource, prompt, method, policy, outcome } = event;
  const agent = actor?.agent?.id ?? actor?.agent?.name;
  const what = tool?.name ?? prompt?.name ?? resource?.uri ?? method;
  const touched = (event.downstream ?? []).find(({ uri }) => uri !== undefined);
  const parts = [
    actor?.id ?? actor?.type ?? "unknown",
    agent === undefined ? undefined : `via ${agent}`,
    what === undefined || event.event.type.startsWith("call.") ? undefined : event.event.type,
    what ?? event.event.type,
    server && `on ${server.name}`,
    touched && `touched ${touched.uri}`,
    policy && `policy ${policy.decision}`,
    outcome && `ended ${outcome.status}`,
  ];
  const line = parts.filter((part) => part !== undefined).join(" ");
  const clean = line.replaceAll(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, " ");
  return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH - 1).toWellFormed()}…` : clean;
}
