import { AuditError } from "@toolmark/runtime/errors";

import type { LogRecord } from "./event-log.ts";

/**
 * The largest record that every driver takes, in bytes as `recordBytes` counts them: what a Kafka
 * broker accepts by default (`message.max.bytes` 1,048,588) less the frame of a record batch.
 */
export const MAX_RECORD_BYTES = 1_048_576 - 128;

/** Attributes, deltas and lengths of a record as Kafka writes it (message format 2), at their longest. */
const RECORD_FRAME_BYTES = 36;
/** Two lengths. */
const HEADER_FRAME_BYTES = 10;

/** Bytes that a record takes in the log: key, value and headers in UTF-8, and their frame. */
export function recordBytes(record: LogRecord): number {
  let bytes = RECORD_FRAME_BYTES + Buffer.byteLength(record.key) + record.value.byteLength;
  for (const name in record.headers) {
    bytes += HEADER_FRAME_BYTES + Buffer.byteLength(name);
    bytes += Buffer.byteLength(record.headers[name] ?? "");
  }
  return bytes;
}

/** The error for a record above the limit; `index` is its place in the call. */
export function recordTooLarge(bytes: number, limit: number, index: number): AuditError {
  return new AuditError(
    "payload_too_large",
    `an event of ${bytes} bytes does not fit into the log, which takes up to ${limit}; shorten its parameters or its result`,
    { details: { bytes, limit, index } },
  );
}
