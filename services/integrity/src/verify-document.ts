import { hash } from "node:crypto";

import { disclosureNames } from "@toolmark/schemas/normalized-event";
import type { DisclosureName, Json, SealedDocument } from "@toolmark/schemas/normalized-event";

import { canonicalJson } from "./canonical-json.ts";
import { disclosureDigest } from "./seal-event.ts";

const home: Record<DisclosureName, "actor" | "client" | undefined> = {
  params: undefined,
  result: undefined,
  error: undefined,
  changes: undefined,
  claims: "actor",
  address: "client",
};

/**
 * Checks a sealed document against itself: the payload has the leaf's digest, and every value that is
 * still there is committed to exactly once, in the object it was taken from, under its name.
 *
 * @returns what is wrong, in words; empty when the document is intact.
 */
export function verifyDocument(document: SealedDocument): string[] {
  const faults: string[] = [];
  const payload = canonicalJson(document.p);
  if (hash("sha256", payload, "base64url") !== document.leaf.sha256)
    faults.push("the payload does not have the digest of its leaf");
  if (document.p["_sd_alg"] !== "sha-256") faults.push("the payload does not name its digest");
  for (const name of disclosureNames) {
    const value = document.x[name];
    const salt = document.s[name];
    if (value === undefined && salt === undefined) continue;
    if (value === undefined || salt === undefined) {
      faults.push(`${name} has ${value === undefined ? "a salt without a value" : "no salt"}`);
      continue;
    }
    const committed = digestsIn(document.p, home[name]);
    const digest = disclosureDigest(salt, name, value);
    if (committed.filter((entry) => entry === digest).length !== 1)
      faults.push(`${name} is not what was sealed`);
  }
  return faults;
}

function digestsIn(payload: Record<string, Json>, member: string | undefined): Json[] {
  const object = member === undefined ? payload : payload[member];
  if (typeof object !== "object" || object === null || Array.isArray(object)) return [];
  const digests = object["_sd"];
  return Array.isArray(digests) ? digests : [];
}
