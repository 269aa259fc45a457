import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

import { describeError } from "@toolmark/runtime/errors";

import { usageFailure } from "../exit-status.ts";

/** One line of a file. */
export interface FileLine {
  /** Counted from 1. */
  number: number;
  /** Without its end; undefined where the line is longer than allowed and was passed over. */
  bytes: Uint8Array | undefined;
}

/** A file that is read line by line. */
export interface LineSource {
  lines: AsyncGenerator<FileLine>;
  /** Bytes of the file taken so far, and all of them where that is known. */
  progress(): { done: number; total: number | undefined };
}

const NEWLINE = 0x0a;
const GZIP = [0x1f, 0x8b];

/**
 * Opens a file, or standard input for `-`, plain or gzip, whichever its first bytes say. Memory holds
 * one line of at most `maxBytes` and what the stream has in hand.
 *
 * @throws CommandFailure when it cannot be read.
 */
export async function openLines(path: string, maxBytes: number): Promise<LineSource> {
  const total = path === "-" ? undefined : await sizeOf(path);
  let done = 0;
  const raw: Readable = path === "-" ? process.stdin : createReadStream(path);

  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of raw as AsyncIterable<Uint8Array>) {
      done += chunk.length;
      yield chunk;
    }
  }

  async function* read(): AsyncGenerator<FileLine> {
    try {
      yield* splitLines(await unpack(counted()), maxBytes);
    } catch (error) {
      if (error instanceof Error && "code" in error)
        throw usageFailure(`${path} cannot be read: ${describeError(error)}`);
      throw error;
    } finally {
      raw.destroy();
    }
  }
  return { lines: read(), progress: () => ({ done, total }) };
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new Error("it is a directory");
    return found.size;
  } catch (error) {
    throw usageFailure(`${path} cannot be read: ${describeError(error)}`);
  }
}

async function unpack(chunks: AsyncGenerator<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const first = await chunks.next();
  if (first.done === true) return chunks;
  const start = first.value;
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield start;
    yield* chunks;
  }
  if (start[0] !== GZIP[0] || start[1] !== GZIP[1]) return whole();
  const source = Readable.from(whole(), { objectMode: false });
  const gunzip = createGunzip();
  source.once("error", (error) => gunzip.destroy(error));
  return source.pipe(gunzip);
}

/** Cuts bytes into lines. What is longer than `maxBytes` is passed over without being held. */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<FileLine> {
  let parts: Uint8Array[] = [];
  let size = 0;
  let number = 1;
  const take = (part: Uint8Array): void => {
    size += part.length;
    if (size <= maxBytes) parts.push(part);
    else parts = [];
  };
  const finish = (): FileLine => {
    const bytes = size > maxBytes ? undefined : withoutReturn(Buffer.concat(parts));
    parts = [];
    size = 0;
    return { number: number++, bytes };
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      if (end === -1) break;
      take(chunk.subarray(start, end));
      yield finish();
      start = end + 1;
    }
    if (start < chunk.length) take(chunk.subarray(start));
  }
  if (size > 0) yield finish();
}

function withoutReturn(line: Uint8Array): Uint8Array {
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
}
