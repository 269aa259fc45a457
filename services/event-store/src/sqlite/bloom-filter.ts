const BITS_PER_KEY = 16;
const LINE_BYTES = 64;
const PROBES = 8;

/**
 * Says of a 16-byte id that it is certainly not among those added, or that it may be (about 0.05 %
 * of strangers). Every id's bits share one cache line.
 */
export interface BloomFilter {
  readonly bytes: Uint8Array;
  add(id: IdHash): void;
  mayHave(id: IdHash): boolean;
}

/** Two numbers that follow from all 128 bits of an id. */
export interface IdHash {
  line: number;
  bits: number;
}

/** A filter with room for `keys` ids, or one over the bytes of an earlier filter. */
export function createBloomFilter(source: { keys: number } | { bytes: Uint8Array }): BloomFilter {
  const bytes =
    "bytes" in source
      ? source.bytes
      : new Uint8Array(
          Math.max(1, Math.ceil((source.keys * BITS_PER_KEY) / 8 / LINE_BYTES)) * LINE_BYTES,
        );
  const lines = bytes.length / LINE_BYTES;

  return {
    bytes,
    add({ line, bits }) {
      const start = (line % lines) * LINE_BYTES;
      for (let probe = 0, rest = bits; probe < PROBES; probe++) {
        const at = start + ((rest >>> 3) & 63);
        bytes[at] = (bytes[at] ?? 0) | (1 << (rest & 7));
        rest = next(rest);
      }
    },
    mayHave({ line, bits }) {
      const start = (line % lines) * LINE_BYTES;
      for (let probe = 0, rest = bits; probe < PROBES; probe++) {
        if ((((bytes[start + ((rest >>> 3) & 63)] ?? 0) >>> (rest & 7)) & 1) === 0) return false;
        rest = next(rest);
      }
      return true;
    },
  };
}

/** Hashes the 16 bytes of an id, which may be time-ordered, random or chosen by somebody. */
export function hashId(id: Uint8Array): IdHash {
  let a = word(id, 8) ^ Math.imul(word(id, 0), 0x9e3779b1);
  let b = word(id, 12) ^ Math.imul(word(id, 4), 0x85ebca6b);
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b);
  a = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ a ^ (b >>> 15), 0xcc9e2d51);
  return { line: (a ^ (a >>> 16)) >>> 0, bits: Math.imul(b ^ (b >>> 13), 0x1b873593) };
}

function word(id: Uint8Array, at: number): number {
  return (
    (id[at] ?? 0) | ((id[at + 1] ?? 0) << 8) | ((id[at + 2] ?? 0) << 16) | ((id[at + 3] ?? 0) << 24)
  );
}

function next(bits: number): number {
  const turned = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  return turned ^ (turned >>> 12);
}
