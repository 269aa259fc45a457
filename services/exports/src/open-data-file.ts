import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";

const CHUNK_BYTES = 256 * 1024;

/** Size and SHA-256 in hex of some bytes. */
export interface Digested {
  bytes: number;
  sha256: string;
}

/** A file being written. Disposing closes it; what was not finished is then not durable. */
export interface DataFile extends AsyncDisposable {
  /** Takes text or bytes; await what it returns, where it returns something, before the next. */
  write(part: string | Uint8Array): Promise<void> | undefined;
  /** Writes what is left and makes the file durable. */
  finish(): Promise<Digested & { uncompressed: Digested }>;
}

/**
 * Opens a new file (mode 0600) and writes parts to it in chunks, compressed where wanted, with the
 * digests of both forms. Memory does not grow with the file.
 *
 * @throws the system's error when the file exists or the disk is full.
 */
export async function openDataFile(path: string, options: { gzip: boolean }): Promise<DataFile> {
  const file = await open(path, "wx", 0o600);
  const plain = createDigest();
  const stored = options.gzip ? createDigest() : plain;
  const sink = options.gzip ? openGzip(file, stored) : openPlain(file);
  // One is filled while the other is written.
  let chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let other = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let filled = 0;
  let writing = Promise.resolve();

  async function flush(): Promise<void> {
    if (filled === 0) return await writing;
    const bytes = chunk.subarray(0, filled);
    plain.update(bytes);
    await writing;
    writing = sink.write(bytes);
    // Told by the next part or by the end.
    writing.catch(() => {});
    [chunk, other] = [other, chunk];
    filled = 0;
  }

  async function writeBytes(bytes: Uint8Array): Promise<void> {
    await flush();
    await writing;
    plain.update(bytes);
    await sink.write(bytes);
  }

  async function writeAfterFlush(text: string): Promise<void> {
    await flush();
    filled = chunk.write(text, 0);
  }

  return {
    write(part) {
      if (typeof part !== "string") return writeBytes(part);
      // A UTF-16 unit takes at most three bytes.
      const most = part.length * 3;
      if (most > CHUNK_BYTES) return writeBytes(Buffer.from(part));
      if (filled + most > CHUNK_BYTES) return writeAfterFlush(part);
      filled += chunk.write(part, filled);
      return undefined;
    },
    async finish() {
      await flush();
      await writing;
      await sink.end();
      await file.sync();
      await file.close();
      return { ...stored.value(), uncompressed: plain.value() };
    },
    async [Symbol.asyncDispose]() {
      sink.abandon();
      await writing.catch(() => {});
      await file.close().catch(() => {});
    },
  };
}

interface Sink {
  /** Resolves when the bytes may be overwritten. */
  write(bytes: Uint8Array): Promise<void>;
  end(): Promise<void>;
  abandon(): void;
}

function openPlain(file: FileHandle): Sink {
  return {
    write: async (bytes) => await file.writeFile(bytes),
    end: async () => {},
    abandon: () => {},
  };
}

function openGzip(file: FileHandle, stored: ReturnType<typeof createDigest>): Sink {
  const gzip = createGzip({ level: 6, chunkSize: CHUNK_BYTES });
  const copied = (async () => {
    for await (const chunk of gzip as AsyncIterable<Buffer>) {
      stored.update(chunk);
      await file.writeFile(chunk);
    }
  })();
  // A failure is told by the next write or by the end.
  copied.catch((error: unknown) => gzip.destroy(error instanceof Error ? error : undefined));
  return {
    async write(bytes) {
      if (gzip.destroyed) return await copied;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      gzip.write(bytes, (error) => (error ? reject(error) : resolve()));
      await Promise.race([promise, copied]);
    },
    async end() {
      gzip.end();
      await Promise.all([finished(gzip, { readable: false }), copied]);
    },
    abandon: () => gzip.destroy(),
  };
}

function createDigest() {
  const digest = createHash("sha256");
  let bytes = 0;
  let sha256: string | undefined;
  return {
    update(chunk: Uint8Array) {
      digest.update(chunk);
      bytes += chunk.byteLength;
    },
    value: (): Digested => ({ bytes, sha256: (sha256 ??= digest.digest("hex")) }),
  };
}
