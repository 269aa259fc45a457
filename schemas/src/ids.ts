import { hash, randomFillSync } from "node:crypto";

/** The records that belong to one call, each with an id that follows from the call's. */
export type CallRecord = "attempted" | "completed" | "unresolved";

// The order of a call's records in a timeline when they carry the same time.
const ordinals: Record<CallRecord, number> = { attempted: 0, completed: 1, unresolved: 2 };

const RANDOM_BYTES = 8;
const random = Buffer.allocUnsafeSlow(RANDOM_BYTES * 256);
let used = random.length;
let lastTime = 0;
let counter = 0;

/**
 * A new UUIDv7 (RFC 9562 section 5.7): 48 bits of milliseconds, a 12-bit counter (section 6.2, method
 * 1), 62 random bits. Ids of one process grow in the order in which they were made.
 */
export function newUuid(now: number = Date.now()): string {
  if (used >= random.length) {
    randomFillSync(random);
    used = 0;
  }
  const bits = random.toString("hex", used, used + RANDOM_BYTES);
  used += RANDOM_BYTES;
  if (now > lastTime) {
    lastTime = now;
    counter = 0;
  } else if (++counter > 0xfff) {
    lastTime += 1;
    counter = 0;
  }
  // A clock that was set back must not take the order with it; an explicit past time is its own.
  const time = lastTime - now > 10_000 ? now : lastTime;
  const variant = (Number.parseInt(bits.slice(0, 1), 16) & 3) | 8;
  return formatUuid(
    time.toString(16).padStart(12, "0"),
    `7${counter.toString(16).padStart(3, "0")}${variant.toString(16)}${bits.slice(1)}`,
  );
}

/**
 * The `event.id` of a record of a call: a UUIDv8 (RFC 9562 section 5.8) with the call's timestamp and
 * counter, the record's place among those of the call, and 60 bits of SHA-256 over both names. Sending
 * a record again, or finding the other half of a call, needs no look-up; records with the same time
 * sort as they happened.
 */
export function callEventId(callId: string, record: CallRecord): string {
  const id = callId.toLowerCase();
  const digest = hash("sha256", `toolmark/${id}/${record}`, "hex");
  const place = (8 | ordinals[record]).toString(16);
  return formatUuid(
    id.slice(0, 8) + id.slice(9, 13),
    `8${id.slice(15, 18)}${place}${digest.slice(0, 15)}`,
  );
}

/** A UUIDv8 that follows from any text, placed at a time so that ids stay time-ordered. */
export function derivedEventId(time: number, text: string): string {
  const digest = hash("sha256", text, "hex");
  return formatUuid(
    time.toString(16).padStart(12, "0"),
    `8${digest.slice(0, 3)}8${digest.slice(3, 18)}`,
  );
}

function formatUuid(milliseconds: string, rest: string): string {
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8, 12)}-${rest.slice(0, 4)}-${rest.slice(4, 8)}-${rest.slice(8, 20)}`;
}
