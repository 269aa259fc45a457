/** Collects texts as UTF-8 in one buffer. */
export interface ByteWriter {
  /** Appends a text and gives the place after it. */
  write(text: string): number;
  /** What was written, without a copy. */
  bytes(): Uint8Array<ArrayBuffer>;
}

/** A writer with room for `capacity` bytes, which grows when it must. */
export function createByteWriter(capacity: number): ByteWriter {
  let buffer = Buffer.from(new ArrayBuffer(capacity));
  let end = 0;

  return {
    write(text) {
      // Most text is ASCII; only near the end of the buffer is its exact size worth asking for.
      if (buffer.length - end < text.length * 3) {
        const needed = end + Buffer.byteLength(text);
        if (needed > buffer.length) {
          const larger = Buffer.from(new ArrayBuffer(Math.max(needed, buffer.length * 2)));
          buffer.copy(larger, 0, 0, end);
          buffer = larger;
        }
      }
      end += buffer.write(text, end);
      return end;
    },
    bytes: () => buffer.subarray(0, end),
  };
}
