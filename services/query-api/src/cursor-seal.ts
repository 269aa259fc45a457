import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from "node:crypto";

/** Encrypts what callers carry for us from one request to the next and must not read or change. */
export interface CursorSeal {
  /** The text of a value; the same value in the same context always has the same text. */
  seal(context: string, value: unknown): string;
  /** The value of a text of this seal and context; undefined for any other text. */
  open(context: string, text: string): unknown;
}

/** Bytes of a key. */
export const CURSOR_KEY_BYTES = 32;

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Lengths are rounded up to this, as the number of digits of a position tells its size. */
const BLOCK_BYTES = 64;
const MAX_TEXT_LENGTH = 64 * 1024;

/** What is sealed; texts of one purpose are nothing to another, also under the same key. */
export type SealPurpose = "cursor" | "sign-in";

/**
 * Creates a seal of AES-256-GCM under a key of 32 bytes. The nonce is an HMAC of context and value (a
 * synthetic nonce as in RFC 8452 and SIV), so it repeats only for a text that is the same anyway.
 */
export function createCursorSeal(key: Uint8Array, purpose: SealPurpose = "cursor"): CursorSeal {
  const encryptionKey = deriveKey(key, `toolmark ${purpose} 1 encryption`);
  const nonceKey = deriveKey(key, `toolmark ${purpose} 1 nonce`);

  return {
    seal(context, value) {
      const json = Buffer.from(JSON.stringify(value));
      const plain = Buffer.alloc(Math.ceil(json.length / BLOCK_BYTES) * BLOCK_BYTES, " ");
      json.copy(plain);
      const nonce = createHmac("sha256", nonceKey)
        .update(`${context.length}:${context}`)
        .update(plain)
        .digest()
        .subarray(0, NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", encryptionKey, nonce);
      cipher.setAAD(Buffer.from(context));
      const parts = [nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()];
      return Buffer.concat(parts).toString("base64url");
    },
    open(context, text) {
      if (text.length > MAX_TEXT_LENGTH || !/^[\w-]+$/.test(text)) return undefined;
      const bytes = Buffer.from(text, "base64url");
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
      try {
        const decipher = createDecipheriv(
          "aes-256-gcm",
          encryptionKey,
          bytes.subarray(0, NONCE_BYTES),
          { authTagLength: TAG_BYTES },
        );
        decipher.setAAD(Buffer.from(context));
        decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
        const plain = Buffer.concat([
          decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)),
          decipher.final(),
        ]);
        return JSON.parse(plain.toString("utf8"));
      } catch {
        return undefined;
      }
    },
  };
}

function deriveKey(key: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", key, new Uint8Array(), purpose, CURSOR_KEY_BYTES));
}
