import { randomBytes } from "node:crypto";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { cursorKeySetting, ensureCursorKey } from "./cursor-key.ts";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "toolmark-key-"));
});
afterEach(async () => await rm(directory, { recursive: true, force: true }));

test("a key is made once, for its owner only, and is the same after a restart", async () => {
  const path = join(directory, "data", "cursor.key");
  const key = await ensureCursorKey(path);
  expect(key).toHaveLength(32);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(Buffer.from(await ensureCursorKey(path)).equals(key)).toBe(true);
});

test("a file that holds something else is not overwritten", async () => {
  const path = join(directory, "cursor.key");
  for (const text of ["", "short", "ü".repeat(32)]) {
    await writeFile(path, text);
    await expect(ensureCursorKey(path)).rejects.toMatchObject({ code: "config_invalid" });
  }
});

test.each(["base64", "base64url"] as const)("a setting is 32 bytes in %s", (encoding) => {
  const key = randomBytes(32);
  const read = cursorKeySetting.parse(key.toString(encoding));
  expect(Buffer.from(read).equals(key)).toBe(true);
});

test.each(["", "secret", "A".repeat(44), randomBytes(31).toString("base64"), "a b"])(
  "a setting of %j is refused",
  (text) => {
    expect(cursorKeySetting.safeParse(text).success).toBe(false);
  },
);
