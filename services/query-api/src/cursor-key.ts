import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";

import { AuditError } from "@toolmark/runtime/errors";
import { writePrivateFile } from "@toolmark/runtime/private-file";
import { z } from "zod";

import { CURSOR_KEY_BYTES } from "./cursor-seal.ts";

/** Setting of the key under which `asof` and `cursor` are sealed. */
export const cursorKeySetting = z
  .string()
  .transform((text, context) => {
    const key = readCursorKey(text);
    if (key !== undefined) return key;
    context.addIssue({
      code: "custom",
      message: `expected ${CURSOR_KEY_BYTES} random bytes in base64, as 'openssl rand -base64 ${CURSOR_KEY_BYTES}' makes them`,
    });
    return z.NEVER;
  })
  .describe(
    "key of the asof and cursor in answers, 32 random bytes in base64; the same for all instances, kept for as long as links to answers should work",
  );

/**
 * Reads the key of a file that only its owner can read, or makes a new random one there (mode 0600).
 *
 * @throws AuditError `config_invalid` when the file holds something else.
 */
export async function ensureCursorKey(path: string): Promise<Uint8Array> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  if (text === undefined) {
    const key = randomBytes(CURSOR_KEY_BYTES);
    await writePrivateFile(path, `${key.toString("base64url")}\n`);
    return key;
  }
  const key = readCursorKey(text.trim());
  if (key !== undefined) return key;
  throw new AuditError(
    "config_invalid",
    `✖ ${path} holds no key; remove it and links to answers given so far no longer work`,
  );
}

/** A key in base64 or base64url; undefined for text that is not exactly one. */
function readCursorKey(text: string): Uint8Array | undefined {
  if (!/^[\w+/-]+=*$/.test(text)) return undefined;
  const key = Buffer.from(text, "base64url");
  return key.length === CURSOR_KEY_BYTES ? key : undefined;
}
