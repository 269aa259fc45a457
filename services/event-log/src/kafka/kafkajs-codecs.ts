import { promisify } from "node:util";
import { zstdCompress, zstdDecompress } from "node:zlib";

import {
  lz4Compress,
  lz4Decompress,
  snappyCompress,
  snappyDecompress,
} from "@platformatic/wasm-utils";
import kafkajs from "kafkajs";

/** Names of the codecs as Kafka's `compression.type` has them. */
export const compressions = {
  none: kafkajs.CompressionTypes.None,
  gzip: kafkajs.CompressionTypes.GZIP,
  snappy: kafkajs.CompressionTypes.Snappy,
  lz4: kafkajs.CompressionTypes.LZ4,
  zstd: kafkajs.CompressionTypes.ZSTD,
} as const;
export type Compression = keyof typeof compressions;

interface Codec {
  compress(encoder: { buffer: Buffer }): Promise<Buffer>;
  decompress(buffer: Buffer): Promise<Buffer>;
}

const zstd = { compress: promisify(zstdCompress), decompress: promisify(zstdDecompress) };

/**
 * Registers the codecs that kafkajs lacks (it has gzip only). A batch in an unknown codec would stop
 * the consumer for good, and any producer of the topic can choose one.
 */
export function registerCodecs(): void {
  const codecs: Record<number, () => Codec> = kafkajs.CompressionCodecs;
  codecs[compressions.zstd] = () => ({
    compress: ({ buffer }) => zstd.compress(buffer),
    decompress: (buffer) => zstd.decompress(buffer),
  });
  codecs[compressions.lz4] = () => ({
    compress: async ({ buffer }) => lz4Compress(buffer),
    decompress: async (buffer) => lz4Decompress(buffer),
  });
  codecs[compressions.snappy] = () => ({
    compress: async ({ buffer }) => snappyCompress(buffer),
    decompress: async (buffer) => unpackSnappy(buffer),
  });
}

const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
/** Magic, version and lowest compatible version. */
const XERIAL_HEADER_BYTES = XERIAL_MAGIC.length + 8;

/**
 * Unpacks snappy as Kafka clients write it: in the blocks of snappy-java's stream format (Java), or
 * as one raw block (librdkafka's default and others).
 */
export function unpackSnappy(packed: Buffer): Buffer {
  if (!packed.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC))
    return snappyDecompress(packed);
  const blocks: Buffer[] = [];
  for (let at = XERIAL_HEADER_BYTES; at < packed.length;) {
    const length = packed.readInt32BE(at);
    at += 4;
    if (length < 0 || at + length > packed.length) throw new Error("a snappy block is cut off");
    blocks.push(snappyDecompress(packed.subarray(at, at + length)));
    at += length;
  }
  return Buffer.concat(blocks);
}
