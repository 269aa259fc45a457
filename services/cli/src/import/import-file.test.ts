import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { expect, test } from "vitest";

import { notEvents } from "./check-format.ts";
import { openLines, splitLines } from "./read-lines.ts";
import { gatherBatches } from "./send-batches.ts";

async function* chunksOf(text: string, size: number) {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size)
    yield bytes.subarray(start, start + size);
}

const textOf = ({ bytes }: { bytes: Uint8Array | undefined }) =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString();

test.each([1, 2, 7, 100])("lines are the same in chunks of %i bytes", async (size) => {
  const lines = await Array.fromAsync(
    splitLines(chunksOf("a\r\n\nzoë\nlonger than it\nend", size), 8),
  );
  expect(lines.map(textOf)).toEqual(["a", "", "zoë", undefined, "end"]);
  expect(lines.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
});

test("a file is read plain or gzip, whatever its name", async () => {
  const directory = await mkdtemp(join(tmpdir(), "toolmark-import-"));
  try {
    for (const content of [Buffer.from("one\ntwo\n"), gzipSync("one\ntwo\n")]) {
      const path = join(directory, "events");
      await writeFile(path, content);
      const source = await openLines(path, 100);
      expect((await Array.fromAsync(source.lines)).map(textOf)).toEqual(["one", "two"]);
      expect(source.progress()).toEqual({ done: content.length, total: content.length });
    }
    const cut = join(directory, "cut.gz");
    await writeFile(cut, gzipSync("one\ntwo\n".repeat(1000)).subarray(0, 30));
    await expect(Array.fromAsync((await openLines(cut, 100)).lines)).rejects.toThrow(
      "cannot be read",
    );
  } finally {
    await rm(directory, { recursive: true });
  }
});

async function* numberedLines() {
  for (let number = 1; number <= 1203; number++)
    yield { number, bytes: number === 600 ? undefined : Buffer.from(number % 2 ? "x" : " ") };
}

test("batches are bounded, keep line numbers, and begin where an import goes on", async () => {
  const batches = await Array.fromAsync(gatherBatches(numberedLines(), 101));
  expect(batches.map(({ lines: items }) => items.length)).toEqual([500, 52]);
  expect(batches[0]?.lines[0]?.number).toBe(101);
  expect(batches.flatMap(({ tooLong }) => tooLong)).toEqual([600]);
  expect(batches.at(-1)?.through).toBe(1203);
});

test.each([
  ['{"schema":"toolmark.event/1"}', undefined],
  ['{"schema":"toolmark.event/9"}', undefined],
  ["[", "one JSON array"],
  ["{", "several lines"],
  ["time,actor", "not JSON objects"],
  ['{"eventVersion":"1.08"}', "CloudTrail"],
  ['{"a":1}', '"schema":"toolmark.event/1"'],
])("%s as a first line is %s", (line, why) => {
  const found = notEvents([Buffer.from(line)]);
  expect(found ?? "none").toContain(why ?? "none");
});
