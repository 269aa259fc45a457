const BITS_PER_KEY = 16;
const LINE_BYTES = 64;
const PROBES = 8;

/**
 * Says of a 16-byte id that it is certainly not among those added, or that it may be (about 0.05 %
 * of strangers). Every id's bits share one cache line.
 */
export interface BloomFilter {
  readonly bytes: Uint8Array;
  add(id: Uint8Array): void;
  mayHave(id: Uint8Array): boolean;
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
    add(id) {
      const { line, bits } = mix(id);
      const start = (line % lines) * LINE_BYTES;
      for (let probe = 0, rest = bits; probe < PROBES; probe++) {
        const at = start + ((rest >>> 3) & 63);
        bytes[at] = (bytes[at] ?? 0) | (1 << (rest & 7));
        rest = next(rest);
      }
    },
    mayHave(id) {
      const { line, bits } = mix(id);
      const start = (line % lines) * LINE_BYTES;
      for (let probe = 0, rest = bits; probe < PROBES; probe++) {
        if ((((bytes[start + ((rest >>> 3) & 63)] ?? 0) >>> (rest & 7)) & 1) === 0) return false;
        rest = next(rest);
      }
      return true;
    },
  };
}

const mixed = { line: 0, bits: 0 };

// Ids may be time-ordered, random or chosen by somebody: all 128 bits go into both numbers.
function mix(id: Uint8Array): typeof mixed {
  let a = word(id, 8) ^ Math.imul(word(id, 0), 0x9e3779b1);
  let b = word(id, 12) ^ Math.imul(word(id, 4), 0x85ebca6b);
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b);
  a = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ a ^ (b >>> 15), 0xcc9e2d51);
  mixed.line = (a ^ (a >>> 16)) >>> 0;
  mixed.bits = Math.imul(b ^ (b >>> 13), 0x1b873593);
  return mixed;
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
