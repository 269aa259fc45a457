import type { DatabaseSync } from "node:sqlite";
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";

const MAX_DOCUMENTS = 24;
const MAX_BYTES = 131_072;
const NEWLINE = Buffer.from("\n");
const options = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** Writes documents, one JSON text per row of a part, in compressed blocks of up to 24. */
export interface BlockWriter {
  /** Takes the document of the next row. */
  add(document: Uint8Array): void;
  /** Writes what is not in a full block yet; the block is written again when it has grown. */
  flush(): void;
  /** The document of a row that was added, flushed or not. */
  read(row: number): string;
}

/** Continues the blocks of a part whose next row is `nextRow`. */
export function createBlockWriter(database: DatabaseSync, nextRow: number): BlockWriter {
  const put = database.prepare("INSERT OR REPLACE INTO blk VALUES(?, ?, ?)");
  const blocks = createBlockReader(database);
  let pending: Uint8Array[] = [];
  let first = nextRow;
  let bytes = 0;
  let isFlushed = true;

  const last = blocks.find(nextRow - 1);
  if (last !== undefined && last.lines.length < MAX_DOCUMENTS) {
    first = last.first;
    pending = [...last.lines];
    bytes = pending.reduce((total, line) => total + line.length, 0);
  }

  function flush(): void {
    if (isFlushed) return;
    const lines = pending.flatMap((line, index) => (index === 0 ? [line] : [NEWLINE, line]));
    put.run(first, pending.length, zstdCompressSync(Buffer.concat(lines), options));
    isFlushed = true;
  }

  return {
    add(document) {
      if (pending.length >= MAX_DOCUMENTS || (bytes > 0 && bytes + document.length > MAX_BYTES)) {
        flush();
        first += pending.length;
        pending = [];
        bytes = 0;
        blocks.forget();
      }
      pending.push(document);
      bytes += document.length;
      isFlushed = false;
    },
    flush,
    read(row) {
      const line = pending[row - first];
      return line === undefined ? blocks.read(row) : Buffer.from(line).toString();
    },
  };
}

/** Consecutive documents, the first one that of row `first`. */
export interface Block {
  first: number;
  lines: readonly Buffer[];
}

/** Reads documents of a part; the block read last is kept. */
export interface BlockReader {
  read(row: number): string;
  /** The block that holds a row. */
  find(row: number): Block | undefined;
  /** Forgets the block kept, which may have been written again. */
  forget(): void;
}

/** Reads documents through a connection to a part. */
export function createBlockReader(database: DatabaseSync): BlockReader {
  const select = database.prepare(
    "SELECT first, z FROM blk WHERE first <= ? ORDER BY first DESC LIMIT 1",
  );
  let kept: Block | undefined;

  function find(row: number): Block | undefined {
    if (kept && row >= kept.first && row < kept.first + kept.lines.length) return kept;
    const block = select.get(row);
    if (block === undefined || !(block["z"] instanceof Uint8Array)) return undefined;
    kept = {
      first: Number(block["first"]),
      lines: splitLines(decompress(block["z"])),
    };
    return row < kept.first + kept.lines.length ? kept : undefined;
  }

  return {
    find,
    forget() {
      kept = undefined;
    },
    read(row) {
      const block = find(row);
      const line = block?.lines[row - block.first];
      if (line === undefined) throw new Error(`document of row ${row} is missing`);
      return line.toString();
    },
  };
}

// Into one buffer of its size: the usual pieces of 16 KiB take a third longer, and buffers that are
// larger than what they hold make the garbage collector stop the thread for milliseconds.
function decompress(block: Uint8Array): Buffer {
  return zstdDecompressSync(block, { chunkSize: Math.max(64, contentSize(block) + 1) });
}

/** Size of what a frame holds, as its header says (RFC 8878, section 3.1.1.1). */
function contentSize(frame: Uint8Array): number {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const descriptor = view.getUint8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const at = 5 + (isSingleSegment ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  switch (descriptor >> 6) {
    case 0:
      return isSingleSegment ? view.getUint8(at) : MAX_BYTES;
    case 1:
      return view.getUint16(at, true) + 256;
    default:
      return view.getUint32(at, true);
  }
}

// A block is split as bytes: of 24 documents often one is wanted.
function splitLines(block: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = block.indexOf(10); end >= 0; end = block.indexOf(10, start)) {
    lines.push(block.subarray(start, end));
    start = end + 1;
  }
  lines.push(block.subarray(start));
  return lines;
}
