import { hash } from "node:crypto";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { expect, test } from "vitest";

import { openDataFile } from "./open-data-file.ts";

async function inDirectory(run: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "toolmark-data-file-"));
  try {
    await run(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

test.each([false, true])("what is written is what is there, with its digests (gzip: %s)", (gzip) =>
  inDirectory(async (directory) => {
    const path = join(directory, "data");
    await using file = await openDataFile(path, { gzip });
    let expected = "";
    for (let index = 0; index < 20_000; index++) {
      const part = `row ${index} é😀 ${"x".repeat(index % 97)}\n`;
      expected += part;
      await file.write(part);
    }
    await file.write(Buffer.from("bytes"));
    const { uncompressed, ...stored } = await file.finish();
    const bytes = await readFile(path);
    const plain = gzip ? gunzipSync(bytes) : bytes;
    expect(plain.toString()).toBe(`${expected}bytes`);
    expect(stored).toEqual({ bytes: bytes.length, sha256: hash("sha256", bytes) });
    expect(uncompressed).toEqual({ bytes: plain.length, sha256: hash("sha256", plain) });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  }),
);

test("a file that is there is not written over", () =>
  inDirectory(async (directory) => {
    const path = join(directory, "data");
    await using file = await openDataFile(path, { gzip: false });
    await file.finish();
    await expect(openDataFile(path, { gzip: false })).rejects.toThrow("EEXIST");
  }));
