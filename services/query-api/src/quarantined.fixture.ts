import { hash } from "node:crypto";

import type { QuarantineEntry } from "@toolmark/schemas/normalized-event";

import { NOON } from "./story.fixture.ts";

/** A record in quarantine of tenant `acme`. */
export function aQuarantined(
  raw: Uint8Array | string,
  parts: Partial<QuarantineEntry> = {},
): QuarantineEntry {
  const bytes = Buffer.from(raw);
  return {
    id: hash("sha256", bytes, "base64url"),
    tenant: "acme",
    reason: "not_json",
    detail: "unexpected end of input",
    recorded: NOON,
    raw: bytes.toString("base64"),
    bytes: bytes.length,
    ...parts,
  };
}
