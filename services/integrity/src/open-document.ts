import type { Json, NormalizedEvent, SealedDocument } from "@toolmark/schemas/normalized-event";

/**
 * Puts a sealed document together again: the event as it was normalized, without the members whose
 * disclosure was removed since. Does not verify anything; see `verifyDocument`.
 */
export function openDocument(document: SealedDocument): NormalizedEvent {
  const { _sd: _rootDigests, _sd_alg: _algorithm, ...event } = document.p;
  const { claims, address, ...root } = document.x;
  const opened: Record<string, Json> = { ...event, ...root };
  if (isObject(event["actor"])) opened["actor"] = reopen(event["actor"], "claims", claims);
  if (isObject(event["client"])) opened["client"] = reopen(event["client"], "address", address);
  return opened as unknown as NormalizedEvent;
}

function reopen(sealed: Record<string, Json>, name: string, value: Json | undefined): Json {
  const { _sd: _digests, ...members } = sealed;
  return value === undefined ? members : { ...members, [name]: value };
}

function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
