import { expect, test } from "vitest";

import { previewBytes, visibleText } from "./visible-text.ts";

test("characters that hide or reorder text stand as escapes", () => {
  expect(visibleText("a\u0000b\u001b[31m\u202Eevil\u2066\u200B\uFEFF\u2028x\u0085")).toBe(
    String.raw`a\u{0}b\u{1b}[31m\u{202e}evil\u{2066}\u{200b}\u{feff}\u{2028}x\u{85}`,
  );
  expect(visibleText("line\r\n\ttab \\u{202e}")).toBe(String.raw`line\r\n\ttab \\u{202e}`);
  expect(visibleText("\uD800")).toBe(String.raw`\u{d800}`);
  expect(visibleText("Ärger 日本語 😀")).toBe("Ärger 日本語 😀");
});

test("a preview holds 512 bytes, shows damage, and leaves out a character cut by the limit", () => {
  expect(previewBytes(Buffer.from([0x61, 0xff, 0x62]))).toBe("a\uFFFDb");
  expect(previewBytes(Buffer.from(`${"x".repeat(511)}é and more`))).toBe("x".repeat(511));
  expect(previewBytes(Buffer.from("é").subarray(0, 1))).toBe("\uFFFD");
  expect(previewBytes(Buffer.from("y".repeat(10_000)))).toHaveLength(512);
});
