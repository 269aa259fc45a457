import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename, stat } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

import { QueryError } from "@toolmark/query-api/client";

import type { Api } from "../api/create-api.ts";
import { whyNot } from "../api/create-api.ts";
import { CommandFailure, exitStatus } from "../exit-status.ts";

/** What a download must be. */
export interface ExpectedFile {
  bytes: number;
  /** In hex. */
  sha256: string;
}

/** How to download a file. */
export interface DownloadOptions {
  /** Where the file is to be; it grows as `<target>.part` beside it. */
  target: string;
  expected: ExpectedFile;
  signal: AbortSignal;
  onProgress: (done: number, total: number) => void;
  onRetry: (reason: string) => Promise<void>;
}

const TRIES = 8;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Downloads a file, going on where an earlier download stopped, and gives it its name only when its
 * size and SHA-256 are those expected.
 *
 * @throws CommandFailure `incomplete` when it is another file, QueryError when it cannot be had.
 */
export async function downloadFile(
  api: Api,
  path: string,
  options: DownloadOptions,
): Promise<void> {
  const { target, expected, signal } = options;
  const part = `${target}.part`;
  for (let failures = 0; ;) {
    const have = await sizeOf(part);
    if (have >= expected.bytes && (have > 0 || expected.bytes === 0)) break;
    try {
      await downloadRest(api, path, part, have, options);
      if (expected.bytes === 0) break;
    } catch (error) {
      signal.throwIfAborted();
      failures = (await sizeOf(part)) > have ? 1 : failures + 1;
      if (failures >= TRIES || !canRetry(error)) throw error;
      await options.onRetry(whyNot(error));
      await pause(Math.min(LONGEST_PAUSE_MS, 250 * 2 ** failures), undefined, { signal });
    }
  }
  await verifyFile(part, expected);
  await rename(part, target);
}

async function downloadRest(
  api: Api,
  path: string,
  part: string,
  have: number,
  { expected, signal, onProgress }: DownloadOptions,
): Promise<void> {
  const response = await api.open(path, {
    headers: { accept: "*/*", ...(have > 0 && { range: `bytes=${have}-` }) },
    signal,
  });
  const start = response.status === 206 ? have : 0;
  const file = await open(part, start === 0 ? "w" : "r+", 0o600);
  try {
    let position = start;
    if (response.body !== null)
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        await file.write(chunk, 0, chunk.length, position);
        position += chunk.length;
        onProgress(position, expected.bytes);
        if (position > expected.bytes) break;
      }
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Checks size and digest of a file.
 *
 * @throws CommandFailure `incomplete` when it is another file.
 */
export async function verifyFile(path: string, expected: ExpectedFile): Promise<void> {
  const digest = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
    digest.update(chunk);
    bytes += chunk.length;
  }
  const sha256 = digest.digest("hex");
  if (bytes === expected.bytes && sha256 === expected.sha256) return;
  throw new CommandFailure(exitStatus.incomplete, `${path} is not the file of the manifest`, {
    hints: [
      `it has ${bytes} bytes with SHA-256 ${sha256}`,
      `expected ${expected.bytes} bytes with SHA-256 ${expected.sha256}`,
      "remove it and download again",
    ],
  });
}

async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return 0;
      throw error;
    },
  );
}

function canRetry(error: unknown): boolean {
  if (error instanceof QueryError)
    return error.status === 0 || error.status === 429 || error.status === 503;
  // A full disk does not get emptier by trying again; a connection that broke has no such code.
  return !(error instanceof Error && "syscall" in error && error.syscall === "write");
}
