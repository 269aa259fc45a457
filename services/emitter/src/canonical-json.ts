import { hash, randomBytes } from "node:crypto";

const MAX_DEPTH = 500;

/**
 * Canonical JSON after RFC 8785 (JCS): members sorted by UTF-16 code units, no white space, numbers as
 * ECMAScript writes them. Beyond the RFC, halves of surrogate pairs become U+FFFD and what JSON cannot
 * hold is left out or null, as JSON.stringify does.
 *
 * @throws RangeError for a value nested deeper than 500 levels.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0) ?? "null";
}

function write(value: unknown, depth: number): string | undefined {
  if (typeof value === "string") return JSON.stringify(value.toWellFormed());
  if (typeof value === "bigint") return JSON.stringify(String(value));
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (depth > MAX_DEPTH) throw new RangeError("value is nested too deep for canonical JSON");
  if ("toJSON" in value && typeof value.toJSON === "function")
    return write(value.toJSON() as unknown, depth + 1);
  if (Array.isArray(value))
    return `[${value.map((item) => write(item, depth + 1) ?? "null").join(",")}]`;
  const object = value as Record<string, unknown>;
  const members: string[] = [];
  for (const name of Object.keys(object).toSorted()) {
    const member = write(object[name], depth + 1);
    if (member !== undefined) members.push(`${JSON.stringify(name.toWellFormed())}:${member}`);
  }
  return `{${members.join(",")}}`;
}

/** SHA-256 of a text in base64url. */
export function sha256(text: string): string {
  return hash("sha256", text, "base64url");
}

const BLOCK_BYTES = 64;

/** A key for `hmacSha256`, as the two blocks that HMAC (RFC 2104) puts before what it hashes. */
export interface HmacKey {
  inner: Buffer;
  outer: Buffer;
}

/** The key of a text, or of this process: random, and another one in each. */
export function hmacKey(text: string | undefined): HmacKey {
  return text === undefined ? processKey : blocksOf(Buffer.from(text));
}

const processKey = blocksOf(randomBytes(32));

function blocksOf(given: Buffer): HmacKey {
  const key = given.length > BLOCK_BYTES ? hash("sha256", given, "buffer") : given;
  const inner = Buffer.alloc(BLOCK_BYTES, 0x36);
  const outer = Buffer.alloc(BLOCK_BYTES, 0x5c);
  key.forEach((byte, index) => {
    inner[index] = byte ^ 0x36;
    outer[index] = byte ^ 0x5c;
  });
  return { inner, outer };
}

/**
 * HMAC-SHA256 (RFC 2104) of a text in base64url. Two one-shot hashes cost half of an `Hmac` object,
 * and every call needs one.
 */
export function hmacSha256(text: string, { inner, outer }: HmacKey): string {
  const digest = hash("sha256", Buffer.concat([inner, Buffer.from(text)]), "buffer");
  return hash("sha256", Buffer.concat([outer, digest]), "base64url");
}
