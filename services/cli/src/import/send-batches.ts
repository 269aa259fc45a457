import { setTimeout as pause } from "node:timers/promises";

import { QueryError } from "@toolmark/query-api/client";

import type { Api } from "../api/create-api.ts";
import type { FileLine } from "./read-lines.ts";

/** Most events and bytes of one request. */
const MAX_ITEMS = 500;
const MAX_BYTES = 4 * 1024 * 1024;

const TRIES = 8;
const LONGEST_PAUSE_MS = 10_000;

/** Lines that go together in one request. */
export interface Batch {
  lines: { number: number; bytes: Uint8Array }[];
  /** Lines that are too long to be sent. */
  tooLong: number[];
  /** Last line of the file that is in this batch or before it. */
  through: number;
}

/** Answer of the intake to one batch. */
export interface IntakeAnswer {
  accepted: number;
  quarantined: number;
  rejected: number;
  results: {
    index: number;
    status: "accepted" | "quarantined" | "rejected";
    id?: string;
    reason?: string;
    detail?: string;
  }[];
}

/** Gathers lines into batches, from line `first` on; empty lines are passed over. */
export async function* gatherBatches(
  lines: AsyncIterable<FileLine>,
  first: number,
): AsyncGenerator<Batch> {
  let batch: Batch = { lines: [], tooLong: [], through: 0 };
  let size = 0;
  for await (const { number, bytes } of lines) {
    if (number < first) continue;
    const length = bytes?.length ?? 0;
    const isFull = batch.lines.length >= MAX_ITEMS || batch.tooLong.length >= MAX_ITEMS;
    if (isFull || (size > 0 && size + length > MAX_BYTES)) {
      yield batch;
      batch = { lines: [], tooLong: [], through: batch.through };
      size = 0;
    }
    batch.through = number;
    if (bytes === undefined) batch.tooLong.push(number);
    else if (!isBlank(bytes)) {
      batch.lines.push({ number, bytes });
      size += length + 1;
    }
  }
  if (batch.through > 0) yield batch;
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09);
}

/**
 * Sends a batch, again and again with growing pauses while the intake cannot be reached or is
 * overloaded: events are known by their ids, so that one sent twice is stored once.
 *
 * @throws QueryError when it is refused, or after eight tries.
 */
export async function sendBatch(
  api: Api,
  batch: Batch,
  options: { signal: AbortSignal; onRetry: (error: QueryError) => Promise<void> },
): Promise<IntakeAnswer> {
  const bytes = Buffer.concat(batch.lines.flatMap((line) => [line.bytes, Buffer.from("\n")]));
  for (let attempt = 1; ; attempt++) {
    try {
      return await api.send<IntakeAnswer>("POST", "/v1/events", {
        bytes,
        type: "application/x-ndjson",
      });
    } catch (error) {
      if (!(error instanceof QueryError) || attempt === TRIES || !canRetry(error)) throw error;
      await options.onRetry(error);
      const wait = Math.min(LONGEST_PAUSE_MS, 250 * 2 ** (attempt - 1));
      await pause(wait, undefined, { signal: options.signal });
    }
  }
}

function canRetry({ status }: QueryError): boolean {
  return status === 0 || status === 429 || status === 503;
}
