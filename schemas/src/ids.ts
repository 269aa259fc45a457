import { hash, randomFillSync } from "node:crypto";

/** The records that belong to one call, each with an id that follows from the call's. */
export type CallRecord = "attempted" | "completed" | "unresolved";

const random = Buffer.allocUnsafeSlow(10);

/** A new UUIDv7 (RFC 9562 section 5.7): 48 bits of milliseconds, then random bits. */
export function newUuid(now: number = Date.now()): string {
  randomFillSync(random);
  return formatUuid(now.toString(16).padStart(12, "0"), random.toString("hex"), "7");
}

/**
 * The `event.id` of a record of a call: a UUIDv8 (RFC 9562 section 5.8) with the call's timestamp and
 * 74 bits of SHA-256 over the call's id and the record's name. Sending a record again, or finding the
 * other half of a call, needs no look-up.
 */
export function callEventId(callId: string, record: CallRecord): string {
  const id = callId.toLowerCase();
  return formatUuid(
    id.slice(0, 8) + id.slice(9, 13),
    hash("sha256", `toolmark/${id}/${record}`, "hex"),
    "8",
  );
}

/** A UUIDv8 that follows from any text, placed at a time so that ids stay time-ordered. */
export function derivedEventId(time: number, text: string): string {
  return formatUuid(time.toString(16).padStart(12, "0"), hash("sha256", text, "hex"), "8");
}

function formatUuid(milliseconds: string, bits: string, version: "7" | "8"): string {
  const variant = ((Number.parseInt(bits.slice(3, 4), 16) & 3) | 8).toString(16);
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8, 12)}-${version}${bits.slice(0, 3)}-${variant}${bits.slice(4, 7)}-${bits.slice(7, 19)}`;
}
