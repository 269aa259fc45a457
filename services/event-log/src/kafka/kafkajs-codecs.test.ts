import kafkajs from "kafkajs";
import { expect, test } from "vitest";

import { compressions, registerCodecs, unpackSnappy } from "./kafkajs-codecs.ts";

const text = Buffer.from(Array.from({ length: 120 }, (_, n) => `toolmark ${n % 3} `).join(""));

test.each(["gzip", "snappy", "lz4", "zstd"] as const)(
  "%s gives back what it packed",
  async (name) => {
    registerCodecs();
    const codecs: Record<number, () => Codec> = kafkajs.CompressionCodecs;
    const codec = codecs[compressions[name]]?.();
    const packed = await codec?.compress({ buffer: text });
    expect(packed?.length).toBeLessThan(text.length);
    expect(await codec?.decompress(packed ?? Buffer.alloc(0))).toEqual(text);
  },
);

test("snappy in the blocks that Java clients write is unpacked", () => {
  // Written by snappy-java 1.1.10.7 with blocks of 1,024 bytes.
  const packed = Buffer.from(
    "glNOQVBQWQAAAAABAAAAAQAAAEiACCh0b29sbWFyayAwIBULADEZCwAyGQv+IQD+IQD+IQD+IQD+IQD+IQD+IQD+IQD+IQD+IQD+IQD+IQD+IQD+IQD+IQBWIQAAAAAkqAIob29sbWFyayAwIHQRCwAxGQsAMhkL/iEA/iEA/iEA+iEA",
    "base64",
  );
  expect(unpackSnappy(packed)).toEqual(text);
  expect(() => unpackSnappy(packed.subarray(0, -5))).toThrow("cut off");
});

interface Codec {
  compress(encoder: { buffer: Buffer }): Promise<Buffer>;
  decompress(packed: Buffer): Promise<Buffer>;
}
