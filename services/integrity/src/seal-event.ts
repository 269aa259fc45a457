import { hash } from "node:crypto";

import type {
  DisclosureName,
  EventMark,
  Json,
  NormalizedEvent,
  SealedDocument,
} from "@toolmark/schemas/normalized-event";

import { canonicalJson } from "./canonical-json.ts";
import { nextSalt } from "./salts.ts";

/**
 * Seals an event: the redactable members leave the payload, a salted digest of each takes their
 * place (RFC 9901 object properties: `_sd` in the object they left, `_sd_alg` at the root), and the
 * payload's SHA-256 is what a leaf of the integrity log will hold. One decoy digest at the root keeps
 * the payload's digest unguessable also where nothing is redactable.
 *
 * Redactable are `params`, `result`, `error`, `changes`, and the personal members `actor.claims` and
 * `client.address`.
 *
 * @param recorded when the event is sealed, milliseconds since the epoch.
 * @throws RangeError when a member has no canonical JSON form.
 */
export function sealEvent(
  event: NormalizedEvent,
  recorded: number,
  marks: readonly EventMark[] = [],
): SealedDocument {
  const { params, result, error, changes, ...rest } = event;
  const x: SealedDocument["x"] = {};
  const s: SealedDocument["s"] = {};
  const digestOf = (name: DisclosureName, value: unknown): string => {
    const salt = nextSalt();
    x[name] = value as Json;
    s[name] = salt;
    return disclosureDigest(salt, name, value);
  };

  const rootDigests = [hash("sha256", nextSalt(), "base64url")];
  if (params !== undefined) rootDigests.push(digestOf("params", params));
  if (result !== undefined) rootDigests.push(digestOf("result", result));
  if (error !== undefined) rootDigests.push(digestOf("error", error));
  if (changes !== undefined) rootDigests.push(digestOf("changes", changes));

  const p: Record<string, unknown> = { ...rest, _sd: rootDigests.toSorted(), _sd_alg: "sha-256" };
  if (event.actor?.claims !== undefined) {
    const { claims, ...actor } = event.actor;
    p["actor"] = { ...actor, _sd: [digestOf("claims", claims)] };
  }
  if (event.client?.address !== undefined) {
    const { address, ...client } = event.client;
    p["client"] = { ...client, _sd: [digestOf("address", address)] };
  }
  const payload = canonicalJson(p);
  return {
    p: p as SealedDocument["p"],
    x,
    s,
    leaf: { sha256: hash("sha256", payload, "base64url"), ts: recorded },
    ...(marks.length === 0 ? {} : { marks: [...marks] }),
  };
}

/** Digest of one disclosure: base64url(SHA-256(base64url(JCS([salt, name, value])))), RFC 9901 4.2. */
export function disclosureDigest(salt: string, name: DisclosureName, value: unknown): string {
  const disclosure = Buffer.from(canonicalJson([salt, name, value])).toString("base64url");
  return hash("sha256", disclosure, "base64url");
}
